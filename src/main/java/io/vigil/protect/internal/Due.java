package io.vigil.protect.internal;

import java.time.Duration;
import java.time.Instant;

/**
 * When something is due: at that time of the clock, or once as much time has passed in this process, whichever is first. So a
 * clock that is set back delays nothing.
 *
 * @param nanos as {@link System#nanoTime} counts
 */
public record Due(Instant at, long nanos) {

    /** No wait is longer; controllers may ask for an hour. */
    private static final Duration LONGEST = Duration.ofHours(1);

    /** At that time, as seen from now. */
    public static Due at(Instant at, Instant now) {
        Instant latest = now.plus(LONGEST);
        Duration wait = at.isBefore(now) ? Duration.ZERO : Duration.between(now, at.isBefore(latest) ? at : latest);
        return new Due(at, System.nanoTime() + wait.toNanos());
    }

    /** Whether it is, at this time of the clock. */
    public boolean isOver(Instant now) {
        return !now.isBefore(at) || System.nanoTime() - nanos >= 0;
    }
}
