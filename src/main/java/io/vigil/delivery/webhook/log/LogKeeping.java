package io.vigil.delivery.webhook.log;

import java.time.Clock;
import java.time.Instant;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.persistence.PersistenceException;

import org.jboss.logging.Logger;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.vigil.delivery.DeliveryConfig;
import io.vigil.session.SchemaReady;
import io.vigil.session.SessionContext;
import io.vigil.session.SessionException;

/** Forgets posts that are as old as notices may become; a bounded page in each session. */
@Singleton
class LogKeeping {

    private static final Logger LOG = Logger.getLogger(LogKeeping.class);
    private static final int PAGE = 500;

    private final DeliveryConfig config;
    private final Clock clock;
    private volatile boolean ready;

    LogKeeping(DeliveryConfig config, Clock clock) {
        this.config = config;
        this.clock = clock;
    }

    void start(@Observes SchemaReady schema) {
        ready = true;
    }

    @Scheduled(every = "10m", concurrentExecution = ConcurrentExecution.SKIP)
    void purge() {
        if (!ready) {
            return;
        }
        Instant before = clock.instant().minus(config.keep());
        try {
            int gone;
            do {
                gone = SessionContext.session("webhook.purge").rootOnly().call(db -> WebhookLog.purge(db, before, PAGE));
            } while (gone == PAGE);
        } catch (PersistenceException | SessionException e) {
            if (!SessionException.isDatabaseUnavailable(e)) {
                throw e;
            }
            LOG.debugf("No database to keep the log of posts tidy: %s", e.getMessage());
        }
    }
}
