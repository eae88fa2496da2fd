package io.vigil.system.backup.work;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.persistence.PersistenceException;

import org.hibernate.Session;
import org.jboss.logging.Logger;

import io.vigil.session.Budget;
import io.vigil.session.SessionContext;
import io.vigil.session.SessionException;
import io.vigil.system.progress.Claim;
import io.vigil.system.progress.ClaimLost;
import io.vigil.system.progress.ProgressRows;

/**
 * Held by one thread, which says how far it is; another one tells that to everybody and keeps the lease alive. Whoever dies
 * loses it within half a minute.
 */
public final class Lease implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(Lease.class);
    private static final Duration LASTS = Duration.ofSeconds(30);
    private static final Duration BEAT = Duration.ofSeconds(2);

    private final Claim claim;
    private final Clock clock;
    private final ScheduledExecutorService heart = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "backup-lease");
        thread.setDaemon(true);
        return thread;
    });
    private final AtomicLong untold = new AtomicLong();
    private volatile String step = "begins";
    private volatile ClaimLost lost;
    private String failure = "It failed; the log tells more";

    private Lease(Claim claim, Clock clock) {
        this.claim = claim;
        this.clock = clock;
    }

    static Lease live(Claim claim, Clock clock, Runnable alongside) {
        Lease lease = new Lease(claim, clock);
        lease.heart.scheduleWithFixedDelay(() -> {
            lease.beat();
            alongside.run();
        }, 0, BEAT.toMillis(), TimeUnit.MILLISECONDS);
        return lease;
    }

    /** One that fails is made up for by the next. */
    private synchronized void beat() {
        long more = untold.get();
        try {
            SessionContext.session("backup.renew").rootOnly().within(Budget.REQUEST).run(db -> {
                ProgressRows.advance(db, claim, step, more, clock.instant());
                ProgressRows.hold(db, claim, LASTS, clock.instant());
            });
            untold.addAndGet(-more);
        } catch (ClaimLost e) {
            lost = e;
        } catch (PersistenceException | SessionException e) {
            LOG.debugf("The lease of a backup is not renewed for now: %s", e.getMessage());
        }
    }

    /** Something else begins. */
    public void begin(String next) {
        requireHeld();
        step = next;
    }

    /** So many tables and files are to be done, all steps together. Outside any session. */
    public void total(long things) {
        SessionContext.session("backup.tell-total").rootOnly().within(Budget.REQUEST).run(db -> {
            ProgressRows.total(db, claim, things, clock.instant());
            ProgressRows.hold(db, claim, LASTS, clock.instant());
        });
    }

    /** One table or file more is done. */
    public void tell() {
        requireHeld();
        untold.incrementAndGet();
    }

    /**
     * Asks whether this process still has the work; what cannot be asked now is taken for held. Outside any session.
     *
     * @throws ClaimLost if another has it
     */
    public void check() {
        beat();
        requireHeld();
    }

    private void requireHeld() {
        if (lost != null) {
            throw lost;
        }
    }

    /**
     * Inside the session that makes it true: that this process still has the work, and has it for half a minute.
     *
     * @throws ClaimLost if another has it
     */
    public void confirm(Session db) {
        ProgressRows.hold(db, claim, LASTS, clock.instant());
    }

    /** All is done; what follows only gives the lease back. */
    public void succeed() {
        failure = null;
    }

    /** It fails for this reason, which is for people. */
    public void fail(String why) {
        failure = why;
    }

    /** Gives the work back. What was done is done, whether or not that succeeds. */
    @Override
    public void close() {
        stop();
        beat();
        try {
            SessionContext.session("backup.give-back").rootOnly().within(Budget.REQUEST).run(db -> {
                if (failure == null) {
                    ProgressRows.complete(db, claim, clock.instant());
                } else {
                    ProgressRows.fail(db, claim, failure, clock.instant());
                }
            });
        } catch (ClaimLost | PersistenceException | SessionException e) {
            LOG.warnf("The lease of a backup ends by itself: %s", e.getMessage());
        }
    }

    /** Nothing is done alongside any more, and nothing is under way when this returns. The lease is held a while longer. */
    public void stop() {
        heart.shutdown();
        boolean interrupted = false;
        boolean over = false;
        while (!over) {
            try {
                over = heart.awaitTermination(1, TimeUnit.MINUTES);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
