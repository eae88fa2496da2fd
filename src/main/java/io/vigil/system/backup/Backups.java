package io.vigil.system.backup;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.Session;
import org.jboss.logging.Logger;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.vigil.media.MediaFile;
import io.vigil.media.MediaStore;
import io.vigil.session.Budget;
import io.vigil.session.SessionContext;
import io.vigil.session.copy.RowCopy;
import io.vigil.settings.SecretBox;
import io.vigil.settings.SettingKey;
import io.vigil.settings.Settings;
import io.vigil.system.backup.BackupFolder.Kept;
import io.vigil.system.backup.archive.ArchiveWriter;
import io.vigil.system.backup.archive.BackupTable;
import io.vigil.system.backup.archive.Manifest;
import io.vigil.system.backup.archive.Schema;
import io.vigil.system.backup.archive.Schema.Column;
import io.vigil.system.backup.work.BackupWork;
import io.vigil.system.backup.work.Lease;
import io.vigil.system.progress.ClaimLost;
import io.vigil.system.progress.Work;

/**
 * Makes backups while the service runs. One read-only session copies all rows as they are at one moment; the files that they
 * name follow outside it. The media store keeps every file meanwhile, so that no row of a backup is without its file, unless it
 * was without it before.
 */
@Singleton
public class Backups {

    private static final Logger LOG = Logger.getLogger(Backups.class);
    private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern("yyyy-MM-dd-HH-mm-ss")
            .withZone(ZoneOffset.UTC);
    /** What other writers on the disk are left with. */
    private static final long RESERVE = 64L << 20;

    private static final String FILES = """
            select snapshot from event where snapshot is not null union select thumbnail from event where thumbnail is not null
            union select clip from event where clip is not null union select file from event_frame""";

    private final BackupFolder folder;
    private final BackupWork work;
    private final MediaStore media;
    private final SecretBox secrets;
    private final Settings settings;
    private final ObjectMapper json;
    private final Clock clock;
    private final String version;

    Backups(BackupFolder folder, BackupWork work, MediaStore media, SecretBox secrets, Settings settings, ObjectMapper json,
            Clock clock, @ConfigProperty(name = "quarkus.application.version") String version) {
        this.folder = folder;
        this.work = work;
        this.media = media;
        this.secrets = secrets;
        this.settings = settings;
        this.json = json;
        this.clock = clock;
        this.version = version;
    }

    private record Copied(int schemaVersion, List<Manifest.Rows> tables) {
    }

    /**
     * Makes one, and removes the oldest beyond those that are kept.
     *
     * @return empty if a backup or a restore is under way, on whichever process
     * @throws IOException if the disk is full or fails; nothing is kept then
     * @throws ClaimLost if another process took the work over, which it does from one that seems dead; nothing is kept then
     */
    public Optional<Kept> make(Choice choice) throws IOException {
        int most = settings.get(SettingKey.BACKUP_RETENTION_COUNT);
        UUID holder = UUID.randomUUID();
        Optional<Lease> taken = work.take(Work.BACKUP, () -> holdMedia(holder));
        if (taken.isEmpty()) {
            return Optional.empty();
        }
        try (Lease lease = taken.get()) {
            Kept kept = make(choice, holder, lease);
            keepLast(most);
            return Optional.of(kept);
        }
    }

    private Kept make(Choice choice, UUID holder, Lease lease) throws IOException {
        try {
            media.hold(holder);
            Kept kept = make(choice, folder.part(holder), lease);
            lease.succeed();
            return kept;
        } catch (IOException e) {
            lease.fail(Disk.isFull(e) ? "There was no room on the disk" : "The disk failed; the log tells more");
            throw e;
        } finally {
            lease.stop();
            releaseMedia(holder);
        }
    }

    private Kept make(Choice choice, Path part, Lease lease) throws IOException {
        try {
            return write(choice, part, lease);
        } finally {
            clearAway(part);
            clearAway(names(part));
        }
    }

    /** What stays goes with the schedule. */
    private static void clearAway(Path left) {
        try {
            Files.deleteIfExists(left);
        } catch (IOException e) {
            LOG.warnf("What a backup left stays for now: %s", e.toString());
        }
    }

    /** The backup is made, whatever becomes of the old ones. */
    private void keepLast(int count) {
        try {
            folder.keepLast(count);
        } catch (IOException e) {
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

    private static Path names(Path part) {
        return part.resolveSibling(part.getFileName() + ".names");
    }

    private Kept write(Choice choice, Path part, Lease lease) throws IOException {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        String timestamp = free(now);
        long sequence = folder.nextSequence();
        Manifest manifest;
        try (ArchiveWriter archive = new ArchiveWriter(part)) {
            lease.begin("rows");
            Copied copied = SessionContext.session("backup.read-rows").rootOnly().asReadOnly().within(Budget.BACKUP)
                    .call(db -> copy(db, choice, archive, names(part), lease));
            Manifest.Media files = addMedia(archive, names(part), lease);
            manifest = new Manifest(Manifest.FORMAT, version, copied.schemaVersion(), timestamp, sequence, now,
                    secrets.keyId(), choice.aiConfig(), copied.tables(), files);
            archive.finish(json.writeValueAsBytes(manifest));
        }
        lease.check();
        return folder.keep(part, manifest);
    }

    private Copied copy(Session db, Choice choice, ArchiveWriter archive, Path names, Lease lease)
            throws IOException {
        RowCopy.readOneMoment(db);
        List<Manifest.Rows> tables = new ArrayList<>();
        for (BackupTable table : BackupTable.values()) {
            if (choice.has(table)) {
                List<String> columns = Schema.columns(db, table.table()).stream().map(Column::name).toList();
                String query = "select " + columns.stream().map(name -> '"' + name + '"').collect(Collectors.joining(", "))
                        + " from " + table.table()
                        + (table == BackupTable.SETTING && !choice.aiConfig() ? " where " + Schema.NO_AI_CONFIG : "");
                requireRoom();
                tables.add(archive.addRows(table.table(), columns, entry -> RowCopy.out(db, query, entry)));
            }
            lease.tell();
        }
        try (OutputStream out = Files.newOutputStream(names)) {
            if (choice.media()) {
                RowCopy.out(db, FILES, out);
            }
        }
        return new Copied(Schema.version(db), tables);
    }

    private Manifest.Media addMedia(ArchiveWriter archive, Path names, Lease lease) throws IOException {
        long all;
        try (BufferedReader lines = Files.newBufferedReader(names)) {
            all = lines.lines().count();
        }
        lease.begin("media");
        lease.total(all + BackupTable.values().length);
        long files = 0;
        long bytes = 0;
        long missing = 0;
        try (BufferedReader lines = Files.newBufferedReader(names)) {
            for (String name = lines.readLine(); name != null; name = lines.readLine()) {
                try {
                    MediaFile file = MediaFile.named(name).orElseThrow(() -> new NoSuchFileException("No name of a file"));
                    Path path = media.find(file).orElseThrow(() -> new NoSuchFileException(file.name()));
                    bytes += archive.addMedia(file, path);
                    files++;
                } catch (NoSuchFileException e) {
                    // It was lost before, or never was: while a backup is made nothing removes files.
                    missing++;
                }
                requireRoom();
                lease.tell();
            }
        }
        return archive.addList(files, bytes, missing);
    }

    private void requireRoom() throws IOException {
        if (folder.room() < RESERVE) {
            throw new NoRoom();
        }
    }

    /** The disk is full, or nearly so. */
    static final class NoRoom extends IOException {
        private static final long serialVersionUID = 1L;

        private NoRoom() {
            super("No space left for a backup");
        }
    }
}
