package io.vigil.media;

import java.nio.file.Path;
import java.time.Duration;

/** A configuration for tests that need no container. */
record TestConfig(Path directory, long maxPixels, int maxDecodes, Duration decodeWait) implements MediaConfig {

    static TestConfig at(Path directory) {
        return new TestConfig(directory, 50_000_000, 2, Duration.ofSeconds(10));
    }

    static TestConfig withPixels(long maxPixels) {
        return new TestConfig(Path.of("unused"), maxPixels, 2, Duration.ofSeconds(10));
    }
}
