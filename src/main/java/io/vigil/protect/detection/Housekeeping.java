package io.vigil.protect.detection;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.persistence.PersistenceException;

import org.jboss.logging.Logger;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.vigil.protect.ProtectConfig;
import io.vigil.protect.fetching.MediaRows;
import io.vigil.protect.fetching.ReachableControllers;
import io.vigil.protect.fetching.ReachableControllers.Offer;
import io.vigil.session.SchemaReady;
import io.vigil.session.SessionContext;
import io.vigil.session.SessionException;

/** Ends events that nobody will end any more, and forgets what nobody will ask for; a bounded page in each session. */
@Singleton
class Housekeeping {

    private static final Logger LOG = Logger.getLogger(Housekeeping.class);
    private static final int PAGE = 1000;
    /** The parts of one event come within minutes. */
    private static final Duration PARTS = Duration.ofHours(1);

    private final Intake intake;
    private final NativeEventRows rows;
    private final MediaRows media;
    private final ReachableControllers reachable;
    private final ProtectConfig.Events config;
    private final Clock clock;
    private volatile boolean ready;

    Housekeeping(Intake intake, NativeEventRows rows, MediaRows media, ReachableControllers reachable,
            ProtectConfig config, Clock clock) {
        this.intake = intake;
        this.rows = rows;
        this.media = media;
        this.reachable = reachable;
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
            endForgotten();
            Instant before = clock.instant().minus(config.memory());
            Instant partsBefore = clock.instant().minus(config.memory().compareTo(PARTS) < 0 ? config.memory() : PARTS);
            int gone;
            do {
                gone = SessionContext.session("protect.forget").rootOnly()
                        .call(db -> Math.max(rows.purge(db, before, partsBefore, PAGE), media.purge(db, before, PAGE)));
            } while (gone == PAGE);
        } catch (PersistenceException | SessionException e) {
            if (!SessionException.isDatabaseUnavailable(e)) {
                throw e;
            }
            LOG.debugf("No database to tidy up: %s", e.getMessage());
        }
    }

    private void endForgotten() {
        Instant before = clock.instant().minus(config.forgotten());
        List<UUID> controllers = SessionContext.session("protect.forgotten").asReadOnly()
                .call(db -> rows.forgotten(db, before));
        for (UUID controllerId : controllers) {
            Offer offer = reachable.offer(controllerId);
            boolean more;
            do {
                more = SessionContext.session("protect.end-forgotten").rootOnly()
                        .call(db -> intake.endForgotten(db, controllerId, before, offer));
            } while (more);
        }
    }
}
