package io.vigil.ai;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

import jakarta.validation.constraints.Min;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What asking a model may cost in time and memory. */
@ConfigMapping(prefix = "vigil.ai")
public interface AiConfig {

    /** The longest that one event's description may take: connecting, sending, thinking and reading, at all providers asked. */
    @WithDefault("60s")
    Duration deadline();

    /** How many questions may be under way at one provider; as many again may wait for their turn. */
    @WithDefault("256")
    @Min(1)
    int maxInFlight();

    /** The largest answer that is read; a longer one is cut off as it arrives. */
    @WithDefault("1M")
    MemorySize answerCap();

    /** How long to wait before a provider in trouble is asked once more, if it does not say. */
    @WithDefault("1s")
    Duration retryPause();

    /** Hosts that speak and cost like the vendor whose base URL they stand in for, such as a gateway; any other is free. */
    Optional<Set<String>> vendorHosts();

    /** When a provider is left alone. */
    Breaker breaker();

    /** When a provider is left alone. */
    interface Breaker {

        /** After how many failures in a row. */
        @WithDefault("5")
        @Min(1)
        int failures();

        /** For how long; then one question tries it. */
        @WithDefault("30s")
        Duration pause();
    }
}
