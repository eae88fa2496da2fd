package io.vigil.summary;

import java.time.Duration;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What writing a summary may take. */
@ConfigMapping(prefix = "vigil.summary")
public interface SummaryConfig {

    /** The longest that models may take for one text, all providers together. */
    @WithDefault("60s")
    Duration deadline();

    /** How long the text of a day that is not over is good, however much happens meanwhile. */
    @WithDefault("15m")
    Duration fresh();
}
