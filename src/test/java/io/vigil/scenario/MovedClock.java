package io.vigil.scenario;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * Moves processes in time, all together and while they run. Only their clocks on the wall, as on a real machine: libfaketime
 * moves what timers go by too, or lets each timed wait return at once.
 */
final class MovedClock {

    private static final String SOURCE = "/scenario/wall_clock.c";

    private final Path library;
    private final Path file;
    private Duration ahead = Duration.ZERO;

    private MovedClock(Path library, Path file) {
        this.library = library;
        this.file = file;
    }

    /** One whose processes begin now; the scenario is skipped where there is no C compiler. */
    static MovedClock in(Path folder) throws IOException, InterruptedException {
        Path source = folder.resolve("wall_clock.c");
        try (InputStream in = MovedClock.class.getResourceAsStream(SOURCE)) {
            Files.copy(in, source);
        }
        MovedClock clock = new MovedClock(folder.resolve("wall_clock.so"), folder.resolve("ahead"));
        assumeTrue(clock.isCompiled(source), "There is no C compiler; nothing was moved");
        clock.write();
        return clock;
    }

    private boolean isCompiled(Path source) throws InterruptedException {
        try {
            return new ProcessBuilder("cc", "-O2", "-shared", "-fPIC", "-o", library.toString(), source.toString())
                    .inheritIO().start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** What a process needs in its environment. */
    Map<String, String> environment() {
        return Map.of("LD_PRELOAD", library.toString(), "WALL_CLOCK_AHEAD", file.toString());
    }

    /** What time the processes believe it is. */
    Instant instant() {
        return Instant.now().plus(ahead);
    }

    /** It is that time now, for all of them at once. */
    void moveTo(Instant time) throws IOException {
        ahead = Duration.between(Instant.now(), time);
        write();
    }

    /** In the file that they have mapped. */
    private void write() throws IOException {
        ByteBuffer nanos = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder()).putLong(0, ahead.toNanos());
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.write(nanos, 0);
        }
    }
}
