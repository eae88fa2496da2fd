package io.vigil.event.internal;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.inject.Singleton;

import io.vigil.ai.Outcome;
import io.vigil.ai.Question;
import io.vigil.event.EventConfig;
import io.vigil.event.EventState;
import io.vigil.event.internal.EventQueue.Claimed;
import io.vigil.event.internal.EventQueue.Result;
import io.vigil.event.internal.EventQueue.Seen;

/** What the outcome of an attempt means for its event. */
@Singleton
public class Settlement {

    private final EventConfig config;
    private final Clock clock;

    Settlement(EventConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
    }

    /**
     * What to record of an event that was shown to models.
     *
     * @param degraded why it was not shown and heard as it should be, if so
     */
    Result of(Claimed event, Question question, List<String> degraded, Outcome outcome) {
        if (outcome instanceof Outcome.Described described) {
            String reasons = Stream.concat(degraded.stream(), Stream.ofNullable(described.fallbackReason()))
                    .collect(Collectors.joining(","));
            return Result.described(new Seen(described, question.analysisMode(), question.pictures().size(),
                    reasons.isEmpty() ? null : reasons));
        }
        if (outcome instanceof Outcome.NotConfigured) {
            return Result.undescribed(EventState.METADATA_ONLY, null);
        }
        if (outcome instanceof Outcome.Refused refused) {
            return Result.undescribed(EventState.FAILED, refused.reason());
        }
        Outcome.RetryLater later = (Outcome.RetryLater) outcome;
        return later(event, later.reason(), later.after());
    }

    /**
     * Later, or never once its attempts are used up.
     *
     * @param after how long to wait at least, or null
     */
    Result later(Claimed event, String reason, Duration after) {
        if (event.attempt() >= config.attempts()) {
            return Result.undescribed(EventState.FAILED, reason);
        }
        Duration wait = backoff(event.attempt());
        if (after != null && after.compareTo(wait) > 0) {
            // At least as long as the provider asked, and not all at the same moment.
            wait = after.plus(backoff(1));
        }
        return Result.later(reason, clock.instant().plus(wait));
    }

    /** Doubles with each attempt up to the longest, less a random half, so that many do not come back together. */
    private Duration backoff(int attempt) {
        long longest = config.longestBackoff().toMillis();
        long wait = Math.min(longest, config.backoff().toMillis() << Math.min(attempt - 1, 20));
        return Duration.ofMillis(wait / 2 + ThreadLocalRandom.current().nextLong(wait / 2 + 1));
    }
}
