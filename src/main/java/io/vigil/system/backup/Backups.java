package io.vigil.system.backup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;

import jakarta.inject.Singleton;
import jakarta.persistence.PersistenceException;

import org.jboss.logging.Logger;

import io.vigil.media.MediaStore;
import io.vigil.session.SessionException;
import io.vigil.settings.SettingKey;
import io.vigil.settings.Settings;
import io.vigil.system.backup.BackupFolder.Kept;
import io.vigil.system.backup.archive.Manifest;
import io.vigil.system.backup.work.BackupWork;
import io.vigil.system.backup.work.Lease;
import io.vigil.system.progress.ClaimLost;
import io.vigil.system.progress.Work;

/**
 * Makes backups while the service runs, one at a time. The media store keeps every file meanwhile, so that no row of a backup
 * is without its file, unless it was without it before.
 */
@Singleton
public class Backups {

    private static final Logger LOG = Logger.getLogger(Backups.class);
    private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern("yyyy-MM-dd-HH-mm-ss")
            .withZone(ZoneOffset.UTC);

    private final BackupFolder folder;
    private final BackupWork work;
    private final MediaStore media;
    private final BackupContent content;
    private final Settings settings;
    private final Clock clock;

    Backups(BackupFolder folder, BackupWork work, MediaStore media, BackupContent content, Settings settings, Clock clock) {
        this.folder = folder;
        this.work = work;
        this.media = media;
        this.content = content;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Makes one, and removes the oldest beyond those that are kept: before, so that there may be room for it, and after.
     *
     * @return empty if a backup or a restore is under way, on whichever process
     * @throws IOException if the disk is full or fails; nothing is kept then
     * @throws ClaimLost if another process took the work over, which it does from one that seems dead; nothing is kept then
     */
    public Optional<Kept> make(Choice choice) throws IOException {
        UUID holder = UUID.randomUUID();
        Optional<Lease> taken = work.take(Work.BACKUP, () -> holdMedia(holder));
        if (taken.isEmpty()) {
            return Optional.empty();
        }
        try (Lease lease = taken.get()) {
            keepLast();
            return Optional.of(make(choice, holder, lease));
        }
    }

    private Kept make(Choice choice, UUID holder, Lease lease) throws IOException {
        try {
            media.hold(holder);
            Kept kept = make(choice, folder.part(holder), lease);
            lease.succeed();
            keepLast();
            return kept;
        } catch (IOException e) {
            lease.fail(reason(e));
            throw e;
        } finally {
            lease.stop();
            releaseMedia(holder);
        }
    }

    /** Why none could be made, as people are told. */
    static String reason(Exception failure) {
        if (failure instanceof NoRoom) {
            return failure.getMessage();
        }
        return failure instanceof IOException io && Disk.isFull(io) ? "There was no room on the disk"
                : "The disk failed; the log tells more";
    }

    private Kept make(Choice choice, Path part, Lease lease) throws IOException {
        try {
            return write(choice, part, lease);
        } finally {
            clearAway(part);
            clearAway(BackupContent.beside(part));
        }
    }

    private Kept write(Choice choice, Path part, Lease lease) throws IOException {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        Manifest manifest = content.write(choice, new BackupContent.Name(free(now), folder.nextSequence(), now), part, lease);
        lease.check();
        return folder.keep(part, manifest);
    }

    /** What stays goes with the schedule. */
    private static void clearAway(Path left) {
        try {
            Files.deleteIfExists(left);
        } catch (IOException e) {
            LOG.warnf("What a backup left stays for now: %s", e.toString());
        }
    }

    /** As many as are wanted by now. The backup is made, whatever becomes of the old ones. */
    private void keepLast() {
        try {
            folder.keepLast(settings.get(SettingKey.BACKUP_RETENTION_COUNT));
        } catch (IOException | UncheckedIOException | PersistenceException | SessionException e) {
            LOG.warnf("Old backups stay for now: %s", e.toString());
        }
    }

    /** The time, or the next second that no backup has yet. */
    private String free(Instant now) {
        Instant second = now;
        while (folder.isTaken(TIMESTAMP.format(second))) {
            second = second.plusSeconds(1);
        }
        return TIMESTAMP.format(second);
    }

    /** Again and again, so that it ends soon after a process that dies. */
    private void holdMedia(UUID holder) {
        try {
            media.hold(holder);
        } catch (IOException e) {
            LOG.warnf("The files of a backup cannot be held: %s", e.toString());
        }
    }

    /** One that stays ends by itself. */
    private void releaseMedia(UUID holder) {
        try {
            media.release(holder);
        } catch (IOException e) {
            LOG.warnf("Files are held for longer than a backup needs them: %s", e.toString());
        }
    }
}
