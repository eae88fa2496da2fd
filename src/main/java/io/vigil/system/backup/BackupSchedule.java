package io.vigil.system.backup;

import java.io.IOException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.LocalTime;
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
import io.vigil.system.alerts.SystemAlerts;
import io.vigil.system.backup.restore.Stage;
import io.vigil.system.backup.work.BackupWork;
import io.vigil.system.progress.ClaimLost;

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
    private final SystemAlerts alerts;
    private final Settings settings;
    private final Clock clock;

    BackupSchedule(Backups backups, BackupFolder folder, BackupWork work, ScheduledRuns runs, Stage stage, SystemAlerts alerts,
            Settings settings, Clock clock) {
        this.backups = backups;
        this.folder = folder;
        this.work = work;
        this.runs = runs;
        this.stage = stage;
        this.alerts = alerts;
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
        LocalDate day = dueDay(clock.instant().atZone(settings.get(SettingKey.TIMEZONE)),
                settings.get(SettingKey.AUTO_BACKUP_TIME));
        if (!runs.claim(day)) {
            return;
        }
        if (make(day)) {
            runs.isMade(day);
        }
    }

    /** Whether one was made. */
    private boolean make(LocalDate day) {
        try {
            return backups.make(Choice.ALL).isPresent();
        } catch (ClaimLost e) {
            LOG.warnf("The backup of %s was taken over by another process: %s", day, e.getMessage());
        } catch (IOException | MediaException e) {
            failed(day, e, Backups.reason(e));
        } catch (PersistenceException | SessionException e) {
            failed(day, e, "The database failed or took too long; the log tells more");
        }
        return false;
    }

    /** Where there is no database to tell it by, the log has it. */
    private void failed(LocalDate day, Exception failure, String reason) {
        LOG.errorf(failure, "The backup of %s cannot be made; it is tried again within the hour", day);
        alerts.backupFailed(day, reason);
    }

    /** The day whose hour came last, which may be yesterday. An hour that the clocks skip comes when they have skipped it. */
    static LocalDate dueDay(ZonedDateTime now, LocalTime hour) {
        LocalDate today = now.toLocalDate();
        return today.atTime(hour).atZone(now.getZone()).isAfter(now) ? today.minusDays(1) : today;
    }

    /** What is under way and whose process has died is noted as failed by this, so that nobody waits for it. */
    private void clearAway() {
        if (work.isUnderWay() || stage.isThere()) {
            work.whileIdle(stage::drop);
        }
        if (work.isUnderWay()) {
            return;
        }
        try {
            folder.sweep(clock.instant());
        } catch (IOException e) {
            LOG.warnf("What a backup left cannot be cleared away: %s", e.toString());
        }
    }
}
