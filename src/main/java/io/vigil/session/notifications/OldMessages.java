package io.vigil.session.notifications;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.persistence.PersistenceException;

import org.jboss.logging.Logger;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.vigil.session.Budget;
import io.vigil.session.SchemaReady;
import io.vigil.session.SessionContext;
import io.vigil.session.SessionException;

/** Forgets what was told some minutes ago, a bounded page in each session. */
@Singleton
class OldMessages {

    private static final Logger LOG = Logger.getLogger(OldMessages.class);
    /** Longer than any process is without a look at the rows while others can write some. */
    static final Duration KEEP = Duration.ofMinutes(5);
    private static final int PAGE = 1000;

    private final Clock clock;
    private volatile boolean ready;

    OldMessages(Clock clock) {
        this.clock = clock;
    }

    void start(@Observes SchemaReady schema) {
        ready = true;
    }

    @Scheduled(every = "1m", concurrentExecution = ConcurrentExecution.SKIP)
    void purge() {
        if (!ready) {
            return;
        }
        Instant before = clock.instant().minus(KEEP);
        try {
            int gone;
            do {
                gone = SessionContext.session("notifications.purge").rootOnly().within(Budget.REQUEST)
                        .call(db -> MessageRows.purge(db, before, PAGE));
            } while (gone == PAGE);
        } catch (PersistenceException | SessionException e) {
            if (!SessionException.isDatabaseUnavailable(e)) {
                throw e;
            }
            LOG.debugf("No database to forget in: %s", e.getMessage());
        }
    }
}
