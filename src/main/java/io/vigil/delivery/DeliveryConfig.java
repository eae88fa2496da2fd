package io.vigil.delivery;

import java.time.Duration;

import jakarta.validation.constraints.Min;

import org.hibernate.validator.constraints.time.DurationMin;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How people are told. */
@ConfigMapping(prefix = "vigil.delivery")
public interface DeliveryConfig {

    /** Deliveries of one channel that may be on their way at once; one recipient has one at a time. */
    @Min(1)
    @WithDefault("100")
    int inFlight();

    /** Threads that make, start and record deliveries. */
    @Min(1)
    @WithDefault("4")
    int workers();

    /** How long a delivery is tried before it is given up; a receiver may be down over a night. */
    @DurationMin(minutes = 1)
    @WithDefault("2d")
    Duration giveUpAfter();

    /**
     * Attempts in a row that never came to an end before a delivery is given up; and those to make the deliveries of a notice.
     */
    @Min(1)
    @WithDefault("12")
    int attempts();

    /** Wait before the second attempt; doubles with each further one, less a random half. */
    @WithDefault("5s")
    Duration backoff();

    /** The longest wait between attempts. */
    @WithDefault("1h")
    Duration longestBackoff();

    /**
     * How long a claim holds beyond the channel's deadline, before another process may send again; by so much their clocks may
     * differ.
     */
    @DurationMin(seconds = 5)
    @WithDefault("30s")
    Duration leaseGrace();

    /** How long a stop waits for what is on its way before it hands the rest back. */
    @WithDefault("4s")
    Duration drain();

    /** How long it is on record what became of a notice. */
    @WithDefault("30d")
    Duration keep();
}
