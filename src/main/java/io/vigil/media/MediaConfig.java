package io.vigil.media;

import java.nio.file.Path;
import java.time.Duration;

import jakarta.validation.constraints.Min;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Where media are kept, and what a picture or a clip may cost. */
@ConfigMapping(prefix = "vigil.media")
public interface MediaConfig {

    /** The folder of the media store; made when missing. */
    Path directory();

    /** Space that the store leaves free, so that uploads still arrive when it takes no more: they lie on the same disk. */
    @WithDefault("512M")
    MemorySize reserve();

    /** How old a file is before it is taken away when no row names it. */
    @WithDefault("1h")
    Duration orphanAge();

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

    /** The program that looks into clips: a name on the PATH or a path. */
    @WithDefault("ffmpeg")
    String ffmpeg();

    /** How long it may look into one clip, for the pictures and once more for the sound. */
    @WithDefault("5s")
    Duration ffmpegLimit();

    /** How much memory one of its processes may fill. */
    @WithDefault("256M")
    MemorySize ffmpegMemory();

    /** How many of its processes run at once; the others wait. */
    @WithDefault("2")
    @Min(1)
    int ffmpegProcesses();

    /** How long a clip waits for a process before the caller is told to come back. */
    @WithDefault("20s")
    Duration ffmpegWait();
}
