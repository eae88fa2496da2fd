package io.vigil.system.alerts;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;

import jakarta.inject.Singleton;
import jakarta.persistence.PersistenceException;

import org.jboss.logging.Logger;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.vigil.delivery.DeliveryService;
import io.vigil.delivery.Message;
import io.vigil.delivery.Message.Subject;
import io.vigil.media.MediaStore;
import io.vigil.protect.Absence;
import io.vigil.session.Budget;
import io.vigil.session.SessionContext;
import io.vigil.session.SessionException;
import io.vigil.settings.SettingKey;
import io.vigil.settings.Settings;

/**
 * Looks each minute for what keeps the house from being watched, and tells it once: an absence of a controller, and a trouble
 * of the disk or the backup once a day.
 */
@Singleton
public class SystemAlerts {

    private static final Logger LOG = Logger.getLogger(SystemAlerts.class);
    /** Longer than a controller takes to start anew after an update. */
    private static final Duration ABSENT_FOR = Duration.ofMinutes(10);

    private final DeliveryService delivery;
    private final MediaStore media;
    private final Settings settings;
    private final Clock clock;

    SystemAlerts(DeliveryService delivery, MediaStore media, Settings settings, Clock clock) {
        this.delivery = delivery;
        this.media = media;
        this.settings = settings;
        this.clock = clock;
    }

    @Scheduled(every = "1m", delayed = "40s", concurrentExecution = ConcurrentExecution.SKIP)
    void tick() {
        Instant now = clock.instant();
        boolean isWritable = media.isWritable();
        boolean isFull = isWritable && media.room() == 0;
        try {
            LocalDate today = now.atZone(settings.get(SettingKey.TIMEZONE)).toLocalDate();
            SessionContext.session("system.tell-alerts").rootOnly().within(Budget.REQUEST).run(db -> {
                Absence.longerThan(db, ABSENT_FOR, now).forEach(absence -> delivery.tellOnce(absence.key(),
                        message("Controller " + absence.name() + " is away", "Nothing that its cameras see is told.",
                                "critical", absence.since())));
                if (!isWritable) {
                    delivery.tellOnce("media-folder-failed:" + today, message("The media folder cannot be written",
                            "New events are refused until it can.", "critical", now));
                }
                if (isFull) {
                    delivery.tellOnce("media-disk-full:" + today, message("The media disk is full",
                            "Events are kept without their pictures and clips.", "critical", now));
                }
            });
        } catch (PersistenceException | SessionException e) {
            if (!SessionException.isDatabaseUnavailable(e)) {
                throw e;
            }
            LOG.debugf("No database to look for what is to be told of the system: %s", e.getMessage());
        }
    }

    /**
     * The household's daily backup could not be made; told once a day, however often it is tried.
     *
     * @param why a sentence for people
     */
    public void backupFailed(LocalDate day, String why) {
        SessionContext.session("system.tell-failed-backup").rootOnly().within(Budget.REQUEST)
                .run(db -> delivery.tellOnce("backup-failed:" + day, message("The backup of " + day + " failed",
                        why + ". It is tried again each hour.", "warning", clock.instant())));
    }

    private static Message message(String title, String text, String severity, Instant at) {
        return new Message(Subject.SYSTEM, null, null, null, null, at, title, text, true, Map.of("severity", severity));
    }
}
