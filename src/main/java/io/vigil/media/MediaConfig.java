package io.vigil.media;

import java.nio.file.Path;
import java.time.Duration;

import jakarta.validation.constraints.Min;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Where media are kept, and what a picture may cost. */
@ConfigMapping(prefix = "vigil.media")
public interface MediaConfig {

    /** The folder of the media store; made when missing. */
    Path directory();

    /** The largest picture that is decoded, in pixels (width times height). */
    @WithDefault("50000000")
    @Min(1)
    long maxPixels();

    /** How many pictures are decoded at once; the others wait. */
    @WithDefault("2")
    @Min(1)
    int maxDecodes();

    /** How long a picture waits for its turn before the caller is told to come back. */
    @WithDefault("10s")
    Duration decodeWait();
}
