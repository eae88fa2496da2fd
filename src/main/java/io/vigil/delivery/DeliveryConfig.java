package io.vigil.delivery;

import java.time.Duration;

import jakarta.validation.constraints.Min;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How people are told. */
@ConfigMapping(prefix = "vigil.delivery")
public interface DeliveryConfig {

    /** Deliveries that may be on their way at once; one recipient has one at a time. */
    @Min(1)
    @WithDefault("100")
    int inFlight();

    /** Attempts before a delivery is given up. */
    @Min(1)
    @WithDefault("12")
    int attempts();

    /** Wait before the second attempt; doubles with each further one, less a random half. */
    @WithDefault("5s")
    Duration backoff();

    /** The longest wait between attempts. */
    @WithDefault("1h")
    Duration longestBackoff();
}
