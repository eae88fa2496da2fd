package io.vigil.delivery.outbox;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.persistence.PersistenceException;

import org.jboss.logging.Logger;

import io.vigil.session.SessionException;

/**
 * Work on rows that is begun by a wake: on a worker, never twice at once, and once more if it was woken meanwhile. Without a
 * database it ends, and the next wake tries again.
 */
public final class Wakes {

    private static final Logger LOG = Logger.getLogger(Wakes.class);

    private final String purpose;
    private final Executor workers;
    private final Runnable work;
    private final AtomicInteger pending = new AtomicInteger();

    /**
     * Nothing happens before the first wake.
     *
     * @param purpose for the log, behind "No database to"
     */
    public Wakes(String purpose, Executor workers, Runnable work) {
        this.purpose = purpose;
        this.workers = workers;
        this.work = work;
    }

    /** Has the work done soon. Returns at once; calls meanwhile are merged. */
    public void wake() {
        if (pending.getAndIncrement() == 0) {
            boolean handedOver = false;
            try {
                workers.execute(this::run);
                handedOver = true;
            } finally {
                if (!handedOver) {
                    pending.set(0);
                }
            }
        }
    }

    /** Whether nothing is being done, nor about to be. */
    public boolean isIdle() {
        return pending.get() == 0;
    }

    private void run() {
        boolean ended = false;
        try {
            int seen;
            do {
                seen = pending.get();
                work.run();
            } while (pending.addAndGet(-seen) > 0);
            ended = true;
        } catch (PersistenceException | SessionException e) {
            if (!SessionException.isDatabaseUnavailable(e)) {
                throw e;
            }
            LOG.warnf("No database to %s: %s", purpose, e.getMessage());
        } finally {
            if (!ended) {
                // Whatever it was, the next tick tries again.
                pending.set(0);
            }
        }
    }
}
