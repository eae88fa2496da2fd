package io.vigil.media;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

import io.quarkus.runtime.configuration.MemorySize;
import io.vigil.media.internal.Ffmpeg;
import io.vigil.testsupport.TestFfmpeg;

/** A configuration for tests that need no container. */
public record TestConfig(Path directory, long reserveBytes, long maxPixels, int maxDecodes, Duration decodeWait, String ffmpeg,
        Duration ffmpegLimit, Duration ffmpegWait) implements MediaConfig {

    private static final ScheduledExecutorService TIMER = Executors.newScheduledThreadPool(1, work -> {
        Thread thread = new Thread(work, "test-timer");
        thread.setDaemon(true);
        return thread;
    });
    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final Path NOWHERE = Path.of("unused");

    /** For a store of its own. */
    public static TestConfig at(Path directory) {
        return new TestConfig(directory, 0, 50_000_000, 2, LONG, "unused", LIMIT, LONG);
    }

    static TestConfig withPixels(long maxPixels) {
        return new TestConfig(NOWHERE, 0, maxPixels, 2, LONG, "unused", LIMIT, LONG);
    }

    static TestConfig withDecodes(int maxDecodes, Duration wait) {
        return new TestConfig(NOWHERE, 0, 50_000_000, maxDecodes, wait, "unused", LIMIT, LONG);
    }

    /** With the tests' own ffmpeg. */
    public static TestConfig ofFfmpeg() {
        return ofProgram(TestFfmpeg.path(), LIMIT);
    }

    /** With some program in its place, and one second to wait for a process. */
    public static TestConfig ofProgram(String program, Duration limit) {
        return new TestConfig(NOWHERE, 0, 50_000_000, 2, LONG, program, limit, Duration.ofSeconds(1));
    }

    /** A store of its own. */
    public static MediaStore storeAt(Path directory) {
        return new MediaStore(at(directory), Clock.systemUTC());
    }

    /** One that leaves so many bytes free. */
    public static MediaStore storeAt(Path directory, long reserveBytes) {
        return new MediaStore(new TestConfig(directory, reserveBytes, 50_000_000, 2, LONG, "unused", LIMIT, LONG),
                Clock.systemUTC());
    }

    /** A store on a disk that has no room, whatever the disk. */
    public static MediaStore fullStore(Path directory) {
        return storeAt(directory, Long.MAX_VALUE);
    }

    /** A store whose disk breaks after so many files. */
    public static MediaStore breakingStore(Path directory, int files) {
        return new MediaStore(at(directory), Clock.systemUTC()) {

            private int left = files;

            @Override
            public MediaFile keep(byte[] bytes, MediaType type) {
                if (left-- == 0) {
                    throw new MediaException("The media store failed", new IOException("Input/output error"), 1, 0);
                }
                return super.keep(bytes, type);
            }
        };
    }

    /** A store whose files go, by another hand, just before they are touched. */
    public static MediaStore losingStore(Path directory) {
        return new MediaStore(at(directory), Clock.systemUTC()) {

            @Override
            public boolean touch(MediaFile file) {
                delete(file);
                return super.touch(file);
            }
        };
    }

    /** Pictures whose decoders are never free. */
    public static Pictures busyPictures() {
        return new Pictures(withDecodes(0, Duration.ZERO));
    }

    Ffmpeg runner() {
        return runner(TIMER);
    }

    Ffmpeg runner(ScheduledExecutorService timer) {
        return new Ffmpeg(this, timer);
    }

    /** An extractor of this configuration. */
    public FrameExtractor frames() {
        return new FrameExtractor(runner(), this);
    }

    /** An extractor of this configuration. */
    public AudioExtractor sounds() {
        return new AudioExtractor(runner(), this);
    }

    @Override
    public MemorySize reserve() {
        return new MemorySize(BigInteger.valueOf(reserveBytes));
    }

    @Override
    public Duration orphanAge() {
        return Duration.ofHours(1);
    }

    @Override
    public MemorySize ffmpegMemory() {
        return new MemorySize(BigInteger.valueOf(256L << 20));
    }

    @Override
    public int ffmpegProcesses() {
        return 2;
    }
}
