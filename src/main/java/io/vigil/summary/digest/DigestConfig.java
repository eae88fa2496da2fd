package io.vigil.summary.digest;

import java.time.Duration;

import jakarta.validation.constraints.Min;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How digests are made. When and whether they are is for the household to say, in its settings. */
@ConfigMapping(prefix = "vigil.summary.digest")
public interface DigestConfig {

    /** How late a digest may still be made that nobody was there to make; one that is later is skipped. */
    @WithDefault("3d")
    Duration catchUp();

    /** How long one process may take to write one, by the database's clock, before another may begin anew. */
    @WithDefault("5m")
    Duration lease();

    /** Attempts before one is given up, until somebody asks for it. */
    @Min(1)
    @WithDefault("12")
    int attempts();

    /** Wait before the second attempt; doubles with each further one. */
    @WithDefault("1m")
    Duration backoff();

    /** The longest wait between attempts. */
    @WithDefault("1h")
    Duration longestBackoff();
}
