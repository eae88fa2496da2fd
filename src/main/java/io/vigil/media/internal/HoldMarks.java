package io.vigil.media.internal;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

import io.vigil.session.SessionContext;

/**
 * Files in the store's folder, one for each holder, that say to all processes that media are to stay; each for five minutes. A
 * holder ends its own mark and no other's.
 */
public final class HoldMarks {

    /** Below the store's folder. The sweeper takes old marks away. */
    static final String FOLDER = "held";

    /** Far longer than whoever set a mark needs to set it again. */
    private static final Duration LASTS = Duration.ofMinutes(5);

    private final Path folder;
    private final Clock clock;

    public HoldMarks(Path directory, Clock clock) {
        this.folder = directory.resolve(FOLDER);
        this.clock = clock;
    }

    /** Sets the holder's mark, or sets it again. */
    public void set(UUID holder) throws IOException {
        SessionContext.requireNone("media");
        Path mark = mark(holder);
        if (!Files.exists(mark)) {
            Files.createDirectories(folder);
            Files.write(mark, new byte[0]);
        }
        Files.setLastModifiedTime(mark, FileTime.from(clock.instant()));
    }

    /** Takes the holder's mark away. */
    public void end(UUID holder) throws IOException {
        SessionContext.requireNone("media");
        Files.deleteIfExists(mark(holder));
    }

    /**
     * Whether anybody's mark is there and of now; one that a wrong clock set in the future is not. Where nobody can look, as
     * when the process has no more files to open, media are taken to be held.
     */
    public boolean isSet() {
        SessionContext.requireNone("media");
        File[] marks = folder.toFile().listFiles();
        if (marks == null) {
            return !Files.notExists(folder);
        }
        Instant now = clock.instant();
        for (File mark : marks) {
            if (isOfNow(mark.toPath(), now)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isOfNow(Path mark, Instant now) {
        try {
            return Duration.between(Files.getLastModifiedTime(mark).toInstant(), now).abs().compareTo(LASTS) < 0;
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private Path mark(UUID holder) {
        return folder.resolve(holder.toString());
    }
}
