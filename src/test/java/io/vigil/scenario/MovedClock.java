package io.vigil.scenario;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Moves processes in time, all together and while they run, by the faketime library that Debian packages. */
final class MovedClock {

    private final Path file;
    private final Path library;
    private Duration ahead = Duration.ZERO;

    private MovedClock(Path folder, Path library) {
        this.file = folder.resolve("faketime");
        this.library = library;
    }

    /** One whose processes begin now; the scenario is skipped where the library is missing. */
    static MovedClock in(Path folder) throws IOException {
        Optional<Path> library = library();
        assumeTrue(library.isPresent(), "libfaketime is not installed (Debian: apt-get install faketime); nothing was moved");
        MovedClock clock = new MovedClock(folder, library.get());
        clock.write();
        return clock;
    }

    private static Optional<Path> library() throws IOException {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(Path.of("/usr/lib"), "*-linux-*")) {
            for (Path system : found) {
                Path library = system.resolve("faketime/libfaketimeMT.so.1");
                if (Files.exists(library)) {
                    return Optional.of(library);
                }
            }
        }
        return Optional.empty();
    }

    /** What a process needs in its environment. Only its clock on the wall is moved, as on a real machine. */
    Map<String, String> environment() {
        return Map.of("LD_PRELOAD", library.toString(), "FAKETIME_TIMESTAMP_FILE", file.toString(), "FAKETIME_NO_CACHE", "1",
                "DONT_FAKE_MONOTONIC", "1", "FAKETIME_DONT_FAKE_MONOTONIC", "1");
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

    private void write() throws IOException {
        Path next = file.resolveSibling("faketime-next");
        Files.writeString(next, String.format(Locale.ROOT, "%+.3f%n", ahead.toMillis() / 1e3));
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
