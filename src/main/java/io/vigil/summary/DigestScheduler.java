package io.vigil.summary;

import java.util.concurrent.atomic.AtomicInteger;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.persistence.PersistenceException;

import org.jboss.logging.Logger;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.vigil.session.SchemaReady;
import io.vigil.session.SessionException;
import io.vigil.summary.digest.DueDigests;

/**
 * Sees to it that there is one digest for each day and week of the household, whatever the number of replicas, restarts and
 * changes of clocks and settings. Each tick asks the database what is due by now; nothing is remembered here.
 */
@Singleton
public class DigestScheduler {

    private static final Logger LOG = Logger.getLogger(DigestScheduler.class);

    private final DueDigests digests;
    private final AtomicInteger steps = new AtomicInteger();
    private volatile boolean accepting;

    DigestScheduler(DueDigests digests) {
        this.digests = digests;
    }

    void start(@Observes SchemaReady ready) {
        accepting = true;
    }

    /** With two SELECTs where there is nothing to do. */
    @Scheduled(every = "30s", concurrentExecution = ConcurrentExecution.SKIP)
    void tick() {
        if (accepting) {
            step();
        }
    }

    /** Writes the longest due, and then looks again: those after it are told after it. */
    private void step() {
        steps.incrementAndGet();
        boolean handedOn = false;
        try {
            handedOn = digests.writeNext(this::next);
        } catch (PersistenceException | SessionException e) {
            if (!SessionException.isDatabaseUnavailable(e)) {
                throw e;
            }
            LOG.debugf("No database to look for digests in: %s", e.getMessage());
        } finally {
            if (!handedOn) {
                steps.decrementAndGet();
            }
        }
    }

    private void next() {
        try {
            tick();
        } finally {
            steps.decrementAndGet();
        }
    }

    /** Whether this process writes none by itself. */
    boolean isIdle() {
        return steps.get() == 0;
    }

    /** Begins no more. */
    void stop(@Observes ShutdownEvent event) {
        accepting = false;
    }
}
