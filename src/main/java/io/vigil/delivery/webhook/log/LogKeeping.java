package io.vigil.delivery.webhook.log;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.IntSupplier;

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

/** Forgets posts that are as old as notices may become, and counts that nobody asks for; a bounded page in each session. */
@Singleton
class LogKeeping {

    private static final Logger LOG = Logger.getLogger(LogKeeping.class);
    private static final int PAGE = 500;
    private static final Duration COUNTED = Duration.ofHours(1);

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
        Instant countedBefore = clock.instant().minus(COUNTED);
        try {
            allPages(() -> SessionContext.session("webhook.purge").rootOnly()
                    .call(db -> WebhookLog.purge(db, before, PAGE)));
            allPages(() -> SessionContext.session("webhook.purge-rates").rootOnly()
                    .call(db -> PostRate.purge(db, countedBefore, PAGE)));
        } catch (PersistenceException | SessionException e) {
            if (!SessionException.isDatabaseUnavailable(e)) {
                throw e;
            }
            LOG.debugf("No database to keep the log of posts tidy: %s", e.getMessage());
        }
    }

    private static void allPages(IntSupplier page) {
        int gone;
        do {
            gone = page.getAsInt();
        } while (gone == PAGE);
    }
}
