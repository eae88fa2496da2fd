package io.vigil.system.clock;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Tells when the clock on the wall was set back, by a second one that nobody sets. Asked again and again by one thread at a
 * time; what is set back between two questions and put right again is not seen.
 */
final class StepsBack {

    /** A clock that is merely slewed loses far less between two questions. */
    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    private final LongSupplier nanos;
    private Instant last;
    private long lastNanos;

    /** @param nanos a clock that only goes forward, in nanoseconds since some moment */
    StepsBack(Instant now, LongSupplier nanos) {
        this.nanos = nanos;
        this.last = now;
        this.lastNanos = nanos.getAsLong();
    }

    /** The time that it would be if the clock had not been set back since the last question; empty if it was not. */
    Optional<Instant> before(Instant now) {
        long nanosNow = nanos.getAsLong();
        Instant expected = last.plusNanos(nanosNow - lastNanos);
        last = now;
        lastNanos = nanosNow;
        return now.isBefore(expected.minus(TOLERANCE)) ? Optional.of(expected) : Optional.empty();
    }
}
