package io.vigil.media.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import io.vigil.session.SessionContext;

/** A file in the store's folder that says to all processes that files are to stay, until its time is five minutes old. */
public final class HoldMark {

    /** Far longer than whoever set it needs to set it again. */
    private static final Duration LASTS = Duration.ofMinutes(5);

    private final Path directory;
    private final Path mark;
    private final Clock clock;

    public HoldMark(Path directory, Clock clock) {
        this.directory = directory;
        this.mark = directory.resolve("held");
        this.clock = clock;
    }

    /** Sets it, or sets it again. */
    public void set() throws IOException {
        SessionContext.requireNone("media");
        if (!Files.exists(mark)) {
            Files.createDirectories(directory);
            Files.write(mark, new byte[0]);
        }
        Files.setLastModifiedTime(mark, FileTime.from(clock.instant()));
    }

    /** Takes it away. */
    public void end() throws IOException {
        SessionContext.requireNone("media");
        Files.deleteIfExists(mark);
    }

    /** Whether it is there and young. */
    public boolean isSet() {
        long since = mark.toFile().lastModified();
        return since != 0 && Instant.ofEpochMilli(since).plus(LASTS).isAfter(clock.instant());
    }
}
