package io.vigil.system.backup.restore;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.inject.Singleton;
import jakarta.persistence.PersistenceException;

import org.jboss.logging.Logger;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.vigil.media.MediaFile;
import io.vigil.media.MediaStore;
import io.vigil.session.Budget;
import io.vigil.session.CommitOutcomeUnknown;
import io.vigil.session.SessionContext;
import io.vigil.session.SessionException;
import io.vigil.settings.SecretBox;
import io.vigil.settings.Settings;
import io.vigil.system.backup.archive.Archive;
import io.vigil.system.backup.archive.BackupTable;
import io.vigil.system.backup.archive.Manifest;
import io.vigil.system.backup.archive.NotABackup;
import io.vigil.system.backup.work.BackupWork;
import io.vigil.system.backup.work.Lease;
import io.vigil.system.progress.Work;

/**
 * Restores a backup into the running service. What is there becomes what the backup has; what was written while it was restored
 * stays. Accounts and what was spent and told are added to, never taken away.
 */
@Singleton
public class Restore {

    private static final Logger LOG = Logger.getLogger(Restore.class);
    /** Others write meanwhile, and may lock what is to be switched. */
    private static final int TRIES = 3;

    private final Stage stage;
    private final BackupWork work;
    private final MediaStore media;
    private final SecretBox secrets;
    private final Settings settings;
    private final ObjectMapper json;

    Restore(Stage stage, BackupWork work, MediaStore media, SecretBox secrets, Settings settings, ObjectMapper json) {
        this.stage = stage;
        this.work = work;
        this.media = media;
        this.secrets = secrets;
        this.settings = settings;
        this.json = json;
    }

    /** What a file is, after all of it was read. */
    public record Checked(Manifest manifest, List<String> warnings) {
    }

    /** What is as in the backup now. */
    public record Restored(long events, int settings, long files, List<String> warnings) {
    }

    /**
     * Reads all of the file, and changes nothing.
     *
     * @throws NotABackup if it cannot be restored here
     */
    public Checked check(Path file) throws IOException, NotABackup {
        try (Archive archive = Archive.open(file, json)) {
            archive.verify();
            stage.requireFit(archive.manifest());
            return new Checked(archive.manifest(), warnings(archive.manifest()));
        }
    }

    private List<String> warnings(Manifest manifest) {
        List<String> warnings = new ArrayList<>();
        if (!secrets.opens(manifest.keyId())) {
            warnings.add("Its secrets are sealed with another secret key, " + manifest.keyId()
                    + ": they cannot be opened here and have to be set anew");
        }
        if (manifest.media().missing() > 0) {
            warnings.add(manifest.media().missing() + " files were missing already when it was made");
        }
        return warnings;
    }

    /**
     * Restores the file. A failure, and the end of the process, at any point leaves the rows as they were.
     *
     * @param began when it was asked for: what was written later stays
     * @return empty if a backup or a restore is under way, on whichever process
     * @throws NotABackup if it cannot be restored here
     * @throws IOException if the disk is full or fails
     */
    public Optional<Restored> restore(Path file, Parts parts, Instant began) throws IOException, NotABackup {
        Optional<Lease> taken = work.take(Work.RESTORE, this::holdMedia);
        if (taken.isEmpty()) {
            return Optional.empty();
        }
        try (Lease lease = taken.get()) {
            try (Archive archive = Archive.open(file, json)) {
                lease.begin("check");
                archive.verify();
                stage.requireFit(archive.manifest());
                media.hold();
                return Optional.of(restore(archive, parts, began, lease));
            } catch (NotABackup e) {
                lease.fail(e.getMessage());
                throw e;
            } finally {
                dropStage();
                lease.stop();
                media.release();
            }
        }
    }

    private Restored restore(Archive archive, Parts parts, Instant began, Lease lease)
            throws IOException, NotABackup {
        Manifest manifest = archive.manifest();
        List<BackupTable> tables = Arrays.stream(BackupTable.values())
                .filter(table -> parts.has(table) && manifest.rows(table).isPresent()).toList();
        lease.begin("prepare");
        long before = stage.prepare(tables, began, manifest.aiConfig());
        long staged = 0;
        lease.total(tables.size() + (parts.media() ? manifest.media().files() : 0));
        lease.begin("rows");
        for (BackupTable table : tables) {
            Manifest.Rows rows = manifest.rows(table).orElseThrow();
            stage.load(archive, rows);
            staged += rows.rows();
            lease.tell();
        }
        long files = parts.media() ? putBackMedia(archive, lease) : 0;
        lease.begin("switch");
        Map<BackupTable, Long> left = makeReal(tables, staged, before, lease);
        lease.succeed();
        settings.forget();
        List<String> warnings = warnings(manifest);
        left.forEach((table, rows) -> warnings.add(
                rows + " rows of " + table.table() + " were not restored: what is there now has their place"));
        return new Restored(count(manifest, tables, BackupTable.EVENT) - left.getOrDefault(BackupTable.EVENT, 0L),
                (int) count(manifest, tables, BackupTable.SETTING), files, warnings);
    }

    private static long count(Manifest manifest, List<BackupTable> restored, BackupTable table) {
        return restored.contains(table) ? manifest.rows(table).orElseThrow().rows() : 0;
    }

    /** Files come before the rows that name them; without these they are orphans, and go as such. */
    private long putBackMedia(Archive archive, Lease lease) throws IOException, NotABackup {
        lease.begin("media");
        long[] files = { 0 };
        archive.eachMedia((file, bytes, size) -> {
            if (!isThere(file, size)) {
                media.putBack(file, bytes, size);
            }
            files[0]++;
            lease.tell();
        });
        return files[0];
    }

    /** Again and again, so that it ends soon after a process that dies. */
    private void holdMedia() {
        try {
            media.hold();
        } catch (IOException e) {
            LOG.warnf("The files of a backup cannot be held: %s", e.toString());
        }
    }

    /** A file never changes under its name. */
    private boolean isThere(MediaFile file, long size) {
        return media.find(file).filter(path -> path.toFile().length() == size).isPresent();
    }

    private Map<BackupTable, Long> makeReal(List<BackupTable> tables, long staged, long before, Lease lease) {
        for (int attempt = 1;; attempt++) {
            try {
                return SessionContext.session("restore.switch").rootOnly().within(Budget.BACKUP).call(db -> {
                    lease.confirm(db);
                    RowSwitch change = new RowSwitch(db, tables);
                    if (!change.isWhole(staged, before)) {
                        throw new UncheckedIOException(new IOException("The database lost the rows that were to be restored"));
                    }
                    return change.run();
                });
            } catch (CommitOutcomeUnknown e) {
                throw e;
            } catch (PersistenceException | SessionException e) {
                if (attempt == TRIES || !SessionException.isDatabaseUnavailable(e)) {
                    throw e;
                }
                LOG.infof("Others were writing what is to be restored; tried again: %s", e.getMessage());
            }
        }
    }

    /** What is left of it goes with the next tick of the schedule. */
    private void dropStage() {
        try {
            stage.drop();
        } catch (PersistenceException | SessionException e) {
            LOG.warnf("The rows of a backup stay beside the real ones for now: %s", e.getMessage());
        }
    }
}
