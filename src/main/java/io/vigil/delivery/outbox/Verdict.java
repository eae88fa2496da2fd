package io.vigil.delivery.outbox;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import jakarta.inject.Singleton;

import io.vigil.delivery.DeliveryConfig;
import io.vigil.delivery.Outcome;
import io.vigil.delivery.outbox.DeliveryRows.Claimed;

/**
 * What a try means for its delivery.
 *
 * @param dueAt when to try again, or null if nothing is left to do
 * @param restsUntil when the recipient may be sent anything again, or null for at once
 * @param wasTried false if it ended without this try
 */
record Verdict(DeliveryState state, String error, Instant dueAt, Instant restsUntil, boolean wasTried) {

    /** Whoever wants to be left alone for longer is asked once a day all the same. */
    private static final Duration LONGEST_REST = Duration.ofDays(1);

    private static Verdict over(DeliveryState state, String error) {
        return new Verdict(state, error, null, null, true);
    }

    /** Who decides. */
    @Singleton
    static class Judge {

        private final Backoff backoff;
        private final DeliveryConfig config;
        private final Clock clock;

        Judge(Backoff backoff, DeliveryConfig config, Clock clock) {
            this.backoff = backoff;
            this.config = config;
            this.clock = clock;
        }

        /** What to record of one that is not even to be tried; or empty. */
        Optional<Verdict> withoutTry(Claimed claimed) {
            if (claimed.unended() > config.attempts()) {
                return Optional.of(untried("No attempt of " + config.attempts() + " came to an end"));
            }
            if (isTooOld(claimed, clock.instant())) {
                return Optional.of(untried(claimed.lastError() == null
                        ? "It could not be tried within " + config.giveUpAfter().toHours() + " h"
                        : claimed.lastError()));
            }
            return Optional.empty();
        }

        private static Verdict untried(String error) {
            return new Verdict(DeliveryState.DEAD, error, null, null, false);
        }

        private boolean isTooOld(Claimed claimed, Instant now) {
            return !now.isBefore(claimed.begunAt().plus(config.giveUpAfter()));
        }

        /** A receiver that hangs is left alone for a while by all messages, so that it does not take up each of them. */
        Outcome hung(Claimed claimed, Duration deadline) {
            return new Outcome.RetryLater("No answer within " + deadline.toSeconds() + " s", backoff.after(claimed.attempt()));
        }

        /** What to record of a try. */
        Verdict of(Claimed claimed, Outcome outcome) {
            if (outcome instanceof Outcome.Delivered) {
                return over(DeliveryState.DELIVERED, null);
            }
            if (outcome instanceof Outcome.Skipped skipped) {
                return over(DeliveryState.SKIPPED, skipped.reason());
            }
            if (outcome instanceof Outcome.Gone gone) {
                return over(DeliveryState.GONE, gone.reason());
            }
            if (outcome instanceof Outcome.Refused refused) {
                return over(DeliveryState.DEAD, refused.reason());
            }
            return later(claimed, (Outcome.RetryLater) outcome);
        }

        private Verdict later(Claimed claimed, Outcome.RetryLater later) {
            Instant now = clock.instant();
            Instant rests = later.after() == null ? null : now.plus(min(later.after(), LONGEST_REST));
            if (isTooOld(claimed, now)) {
                return new Verdict(DeliveryState.DEAD, later.reason(), null, rests, true);
            }
            Instant due = now.plus(backoff.after(claimed.attempt()));
            if (rests != null && rests.isAfter(due)) {
                // At least as long as it asked for, and not all at the same moment.
                due = rests.plus(backoff.after(1));
            }
            return new Verdict(DeliveryState.WAITING, later.reason(), due, rests, true);
        }

        /** The longest from a try to the next one that any verdict asks for. */
        Duration longestWait() {
            return LONGEST_REST.plus(config.longestBackoff());
        }

        private static Duration min(Duration one, Duration other) {
            return one.compareTo(other) < 0 ? one : other;
        }
    }
}
