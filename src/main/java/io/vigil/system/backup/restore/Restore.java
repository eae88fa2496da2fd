package io.vigil.system.backup.restore;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.inject.Singleton;
import jakarta.persistence.PersistenceException;

import org.jboss.logging.Logger;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.arc.All;
import io.vigil.media.MediaException;
import io.vigil.media.MediaOwner;
import io.vigil.media.MediaStore;
import io.vigil.session.CommitOutcomeUnknown;
import io.vigil.session.SessionException;
import io.vigil.settings.SecretBox;
import io.vigil.settings.Settings;
import io.vigil.system.backup.archive.Archive;
import io.vigil.system.backup.archive.BackupTable;
import io.vigil.system.backup.archive.Manifest;
import io.vigil.system.backup.archive.NotABackup;
import io.vigil.system.backup.work.BackupWork;
import io.vigil.system.backup.work.Lease;
import io.vigil.system.progress.ClaimLost;
import io.vigil.system.progress.Work;

/**
 * Restores a backup into the running service. What is there becomes what the backup has; what was written while it was restored
 * stays. Accounts and what was spent and told are added to, never taken away.
 */
@Singleton
public class Restore {

    private static final Logger LOG = Logger.getLogger(Restore.class);

    private final Stage stage;
    private final BackupWork work;
    private final MediaStore media;
    private final List<MediaOwner> owners;
    private final SecretBox secrets;
    private final Settings settings;
    private final ObjectMapper json;
    private final Clock clock;

    Restore(Stage stage, BackupWork work, MediaStore media, @All List<MediaOwner> owners, SecretBox secrets, Settings settings,
            ObjectMapper json, Clock clock) {
        this.stage = stage;
        this.work = work;
        this.media = media;
        this.owners = owners;
        this.secrets = secrets;
        this.settings = settings;
        this.json = json;
        this.clock = clock;
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
        List<String> strange = manifest.keyIds().stream().filter(id -> !secrets.opens(id)).toList();
        if (!strange.isEmpty()) {
            warnings.add("It has secrets that are sealed with other secret keys than there are here, "
                    + String.join(", ", strange) + ": these have to be set anew");
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
     * @throws IOException if the disk is full or fails; what was put on it is taken away then
     */
    public Optional<Restored> restore(Path file, Parts parts, Instant began) throws IOException, NotABackup {
        UUID holder = UUID.randomUUID();
        Optional<Lease> taken = work.take(Work.RESTORE, () -> holdMedia(holder));
        if (taken.isEmpty()) {
            return Optional.empty();
        }
        try (Lease lease = taken.get()) {
            try (Archive archive = Archive.open(file, json)) {
                return Optional.of(restore(archive, new Run(Stage.newName(), parts, began, holder, lease)));
            } catch (NotABackup e) {
                lease.fail(e.getMessage());
                throw e;
            } finally {
                lease.stop();
                releaseMedia(holder);
            }
        }
    }

    /**
     * One restore.
     *
     * @param schema of its own
     * @param began when it was asked for
     * @param holder whose the hold on media is
     */
    private record Run(String schema, Parts parts, Instant began, UUID holder, Lease lease) {
    }

    private Restored restore(Archive archive, Run run) throws IOException, NotABackup {
        MediaReturn files = new MediaReturn(media, owners, archive);
        try {
            return restore(archive, run, files);
        } finally {
            dropStage(run.schema());
            run.lease().stop();
            releaseMedia(run.holder());
            undo(run.lease(), files);
        }
    }

    private Restored restore(Archive archive, Run run, MediaReturn files) throws IOException, NotABackup {
        Lease lease = run.lease();
        Parts parts = run.parts();
        Manifest manifest = archive.manifest();
        stage.requireFit(manifest);
        List<BackupTable> tables = Arrays.stream(BackupTable.values())
                .filter(table -> parts.has(table) && manifest.rows(table).isPresent()).toList();
        // First of all, as what happens from here on is not to be undone.
        lease.begin("prepare");
        long before = stage.prepare(run.schema(), tables, run.began(), manifest.aiConfig());
        lease.total(tables.size() + (parts.media() ? manifest.media().files() : 0));
        lease.begin("check");
        archive.verify();
        media.hold(run.holder());
        long staged = 0;
        lease.begin("rows");
        for (BackupTable table : tables) {
            Manifest.Rows rows = manifest.rows(table).orElseThrow();
            stage.load(run.schema(), archive, rows);
            staged += rows.rows();
            lease.tell();
        }
        lease.begin("media");
        long put = parts.media() ? files.putBack(lease::tell) : 0;
        lease.begin("switch");
        Switch.Done done = makeReal(new Switch(new Switch.Staged(run.schema(), tables, staged, before), secrets.keyIds(), lease,
                clock), files);
        lease.succeed();
        settings.forget();
        List<String> warnings = warnings(manifest);
        warnings.addAll(done.warnings());
        return new Restored(count(manifest, tables, BackupTable.EVENT) - done.eventsLeft(),
                (int) count(manifest, tables, BackupTable.SETTING), put, warnings);
    }

    private static long count(Manifest manifest, List<BackupTable> restored, BackupTable table) {
        return restored.contains(table) ? manifest.rows(table).orElseThrow().rows() : 0;
    }

    private static Switch.Done makeReal(Switch change, MediaReturn files) {
        try {
            Switch.Done done = change.run();
            files.keep();
            return done;
        } catch (CommitOutcomeUnknown e) {
            files.keep();
            throw e;
        }
    }

    /** Again and again, so that it ends soon after a process that dies. */
    private void holdMedia(UUID holder) {
        try {
            media.hold(holder);
        } catch (IOException e) {
            LOG.warnf("The files of a backup cannot be held: %s", e.toString());
        }
    }

    /** What is left of it goes with the next tick of the schedule. */
    private void dropStage(String schema) {
        try {
            stage.drop(schema);
        } catch (PersistenceException | SessionException e) {
            LOG.warnf("The rows of a backup stay beside the real ones for now: %s", e.getMessage());
        }
    }

    /** One that stays ends by itself. */
    private void releaseMedia(UUID holder) {
        try {
            media.release(holder);
        } catch (IOException e) {
            LOG.warnf("The files of a backup are held for some minutes longer: %s", e.toString());
        }
    }

    /** Unless another process has the work by now: that one may need it. What stays is an orphan, and goes as such. */
    private void undo(Lease lease, MediaReturn files) {
        try {
            Switch.confirm(lease);
            files.undo();
        } catch (ClaimLost | PersistenceException | SessionException | IOException | MediaException | NotABackup e) {
            LOG.warnf("What a restore put back for nothing stays for now: %s", e.toString());
        }
    }
}
