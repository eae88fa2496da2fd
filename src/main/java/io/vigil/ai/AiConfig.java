package io.vigil.ai;

import java.time.Duration;

import jakarta.validation.constraints.Min;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What asking a model may cost in time and memory. */
@ConfigMapping(prefix = "vigil.ai")
public interface AiConfig {

    /** The longest that one event's description may take: connecting, sending, thinking and reading together. */
    @WithDefault("60s")
    Duration deadline();

    /** How many questions may be under way at one provider; as many again may wait for their turn. */
    @WithDefault("256")
    @Min(1)
    int maxInFlight();

    /** The largest answer that is read; a longer one is cut off as it arrives. */
    @WithDefault("1M")
    MemorySize answerCap();
}
