package io.vigil.event.internal;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

import jakarta.inject.Singleton;

import io.vigil.ai.Outcome;
import io.vigil.event.EventConfig;
import io.vigil.event.EventState;
import io.vigil.event.internal.EventQueue.Claimed;
import io.vigil.event.internal.EventQueue.Result;

/** What the outcome of an attempt means for its event. */
@Singleton
public class Settlement {

    private final EventConfig config;
    private final Clock clock;

    Settlement(EventConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
    }

    /** What to record for it: an event is given up once its attempts are used up. */
    public Result of(Claimed event, Outcome outcome) {
        if (outcome instanceof Outcome.Described described) {
            return Result.described(described.text(), described.provider(), described.model());
        }
        if (outcome instanceof Outcome.NotConfigured) {
            return Result.undescribed(EventState.METADATA_ONLY, null);
        }
        if (outcome instanceof Outcome.Refused refused) {
            return Result.undescribed(EventState.FAILED, refused.reason());
        }
        Outcome.RetryLater later = (Outcome.RetryLater) outcome;
        if (event.attempt() >= config.attempts()) {
            return Result.undescribed(EventState.FAILED, later.reason());
        }
        Duration wait = backoff(event.attempt());
        if (later.after() != null && later.after().compareTo(wait) > 0) {
            // At least as long as the provider asked, and not all at the same moment.
            wait = later.after().plus(backoff(1));
        }
        return Result.later(later.reason(), clock.instant().plus(wait));
    }

    /** Doubles with each attempt up to the longest, less a random half, so that many do not come back together. */
    private Duration backoff(int attempt) {
        long longest = config.longestBackoff().toMillis();
        long wait = Math.min(longest, config.backoff().toMillis() << Math.min(attempt - 1, 20));
        return Duration.ofMillis(wait / 2 + ThreadLocalRandom.current().nextLong(wait / 2 + 1));
    }
}
