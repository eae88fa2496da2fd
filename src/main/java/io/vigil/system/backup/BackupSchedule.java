package io.vigil.system.backup;

import java.io.IOException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZonedDateTime;

import jakarta.inject.Singleton;
import jakarta.persistence.PersistenceException;

import org.jboss.logging.Logger;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.vigil.media.MediaException;
import io.vigil.session.SessionException;
import io.vigil.settings.SettingKey;
import io.vigil.settings.Settings;
import io.vigil.system.backup.restore.Stage;
import io.vigil.system.backup.work.BackupWork;

/**
 * Makes the household's daily backup once its hour has come, on one process, and late rather than never; and clears away what a
 * process left that died over a backup or a restore.
 */
@Singleton
public class BackupSchedule {

    private static final Logger LOG = Logger.getLogger(BackupSchedule.class);

    private final Backups backups;
    private final BackupFolder folder;
    private final BackupWork work;
    private final ScheduledRuns runs;
    private final Stage stage;
    private final Settings settings;
    private final Clock clock;

    BackupSchedule(Backups backups, BackupFolder folder, BackupWork work, ScheduledRuns runs, Stage stage, Settings settings,
            Clock clock) {
        this.backups = backups;
        this.folder = folder;
        this.work = work;
        this.runs = runs;
        this.stage = stage;
        this.settings = settings;
        this.clock = clock;
    }

    @Scheduled(every = "1m", delayed = "20s", concurrentExecution = ConcurrentExecution.SKIP)
    void tick() {
        try {
            makeIfDue();
            clearAway();
        } catch (PersistenceException | SessionException e) {
            if (!SessionException.isDatabaseUnavailable(e)) {
                throw e;
            }
            LOG.debugf("No database to ask whether a backup is due: %s", e.getMessage());
        }
    }

    private void makeIfDue() {
        if (!settings.get(SettingKey.AUTO_BACKUP_ENABLED)) {
            return;
        }
        ZonedDateTime now = clock.instant().atZone(settings.get(SettingKey.TIMEZONE));
        LocalDate today = now.toLocalDate();
        // An hour that the clocks skip counts as come.
        if (now.toLocalTime().isBefore(settings.get(SettingKey.AUTO_BACKUP_TIME)) || !runs.claim(today)) {
            return;
        }
        try {
            if (backups.make(Choice.ALL).isPresent()) {
                runs.isMade(today);
            }
        } catch (IOException | MediaException e) {
            LOG.errorf(e, "The backup of %s cannot be made; it is tried again within the hour", today);
        }
    }

    /** What is under way and whose process has died is noted as failed by this, so that nobody waits for it. */
    private void clearAway() {
        if (work.isUnderWay() || stage.isThere()) {
            work.whileIdle(stage::drop);
        }
        try {
            folder.sweep(clock.instant());
        } catch (IOException e) {
            LOG.warnf("What a backup left cannot be cleared away: %s", e.toString());
        }
    }
}
