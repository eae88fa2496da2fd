package io.vigil.protect.detection;

import java.time.Clock;
import java.time.Instant;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.persistence.PersistenceException;

import org.jboss.logging.Logger;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.vigil.protect.ProtectConfig;
import io.vigil.protect.fetching.MediaRows;
import io.vigil.session.SchemaReady;
import io.vigil.session.SessionContext;
import io.vigil.session.SessionException;

/** Ends events that nobody will end any more, and forgets what nobody will ask for; a bounded page in each session. */
@Singleton
class Housekeeping {

    private static final Logger LOG = Logger.getLogger(Housekeeping.class);
    private static final int PAGE = 1000;

    private final Intake intake;
    private final NativeEventRows rows;
    private final MediaRows media;
    private final ProtectConfig.Events config;
    private final Clock clock;
    private volatile boolean ready;

    Housekeeping(Intake intake, NativeEventRows rows, MediaRows media, ProtectConfig config, Clock clock) {
        this.intake = intake;
        this.rows = rows;
        this.media = media;
        this.config = config.events();
        this.clock = clock;
    }

    void start(@Observes SchemaReady schema) {
        ready = true;
    }

    @Scheduled(every = "60s", concurrentExecution = ConcurrentExecution.SKIP)
    void tick() {
        if (!ready) {
            return;
        }
        try {
            boolean more;
            do {
                more = SessionContext.session("protect.end-forgotten").rootOnly().call(db -> intake.endForgotten(db));
            } while (more);
            Instant before = clock.instant().minus(config.memory());
            int gone;
            do {
                gone = SessionContext.session("protect.forget").rootOnly()
                        .call(db -> Math.max(rows.purge(db, before, PAGE), media.purge(db, before, PAGE)));
            } while (gone == PAGE);
        } catch (PersistenceException | SessionException e) {
            if (!SessionException.isDatabaseUnavailable(e)) {
                throw e;
            }
            LOG.debugf("No database to tidy up: %s", e.getMessage());
        }
    }
}
