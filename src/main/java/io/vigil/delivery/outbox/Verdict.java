package io.vigil.delivery.outbox;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import jakarta.inject.Singleton;

import io.vigil.delivery.DeliveryConfig;
import io.vigil.delivery.Outcome;

/**
 * What a try means for its delivery.
 *
 * @param dueAt when to try again, or null if nothing is left to do
 * @param restsUntil when the recipient may be sent anything again, or null if it did not say
 */
record Verdict(DeliveryState state, String error, Instant dueAt, Instant restsUntil) {

    /** Whoever wants to be left alone for longer is asked once a day all the same. */
    private static final Duration LONGEST_REST = Duration.ofDays(1);

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

        /** Whether its attempts were used up before it was claimed: none of them came to an end. */
        boolean isSpent(int attempt) {
            return attempt > config.attempts();
        }

        Verdict spent() {
            return new Verdict(DeliveryState.DEAD, "No attempt of " + config.attempts() + " came to an end", null, null);
        }

        /**
         * What to record of a try.
         *
         * @param attempt which one it was, from 1
         */
        Verdict of(int attempt, Outcome outcome) {
            if (outcome instanceof Outcome.Delivered) {
                return new Verdict(DeliveryState.DELIVERED, null, null, null);
            }
            if (outcome instanceof Outcome.Skipped skipped) {
                return new Verdict(DeliveryState.SKIPPED, skipped.reason(), null, null);
            }
            if (outcome instanceof Outcome.Gone gone) {
                return new Verdict(DeliveryState.GONE, gone.reason(), null, null);
            }
            if (outcome instanceof Outcome.Refused refused) {
                return new Verdict(DeliveryState.DEAD, refused.reason(), null, null);
            }
            return later(attempt, (Outcome.RetryLater) outcome);
        }

        private Verdict later(int attempt, Outcome.RetryLater later) {
            Instant now = clock.instant();
            Instant rests = later.after() == null ? null : now.plus(min(later.after(), LONGEST_REST));
            if (attempt >= config.attempts()) {
                return new Verdict(DeliveryState.DEAD, later.reason(), null, rests);
            }
            Instant due = now.plus(backoff.after(attempt));
            if (rests != null && rests.isAfter(due)) {
                // At least as long as it asked for, and not all at the same moment.
                due = rests.plus(backoff.after(1));
            }
            return new Verdict(DeliveryState.WAITING, later.reason(), due, rests);
        }

        private static Duration min(Duration one, Duration other) {
            return one.compareTo(other) < 0 ? one : other;
        }
    }
}
