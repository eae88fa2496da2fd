package io.vigil.system.wipe;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.persistence.PersistenceException;

import org.hibernate.Session;
import org.jboss.logging.Logger;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.vigil.event.removal.OldEvents;
import io.vigil.event.removal.OldEvents.Page;
import io.vigil.session.Budget;
import io.vigil.session.SchemaReady;
import io.vigil.session.SessionContext;
import io.vigil.session.SessionException;
import io.vigil.system.progress.Claim;
import io.vigil.system.progress.ClaimLost;
import io.vigil.system.progress.ProgressRows;
import io.vigil.system.progress.ProgressView;
import io.vigil.system.progress.Work;
import io.vigil.web.ProblemException;

/**
 * Removes what there was when the wipe began, in pages; what comes meanwhile stays. Once begun it is finished, by this process
 * or another: each step may be done again.
 */
@Singleton
class Wipe {

    private static final Logger LOG = Logger.getLogger(Wipe.class);
    private static final int PAGE = 500;

    private final OldEvents events;
    private final Clock clock;
    private volatile boolean ready;
    private volatile boolean stopping;

    Wipe(OldEvents events, Clock clock) {
        this.events = events;
        this.clock = clock;
    }

    void start(@Observes SchemaReady schema) {
        ready = true;
    }

    void stop(@Observes ShutdownDelayInitiatedEvent event) {
        stopping = true;
    }

    /**
     * Begins one, and does as much of it as there is time; the rest is done in the background. Where one is under way it is
     * that one.
     *
     * @param patience how long the caller waits
     * @throws ProblemException 409 while a backup or a restore is under way
     */
    ProgressView wipe(Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        Instant now = clock.instant();
        Optional<Claim> claim = SessionContext.session("wipe.begin").rootOnly().call(db -> begin(db, now));
        claim.ifPresent(held -> finish(held, () -> System.nanoTime() - end < 0));
        Optional<UUID> id = claim.map(Claim::id);
        return SessionContext.session("wipe.read").asReadOnly().within(Budget.REQUEST)
                .call(db -> id.isPresent() ? ProgressRows.byId(db, id.get(), clock.instant())
                        : ProgressRows.latest(db, Work.WIPE, clock.instant()))
                .orElseThrow();
    }

    /** Goes on with a wipe that nobody does any more. */
    @Scheduled(every = "1m", delayed = "30s", concurrentExecution = ConcurrentExecution.SKIP)
    void tick() {
        if (!ready || stopping) {
            return;
        }
        Instant now = clock.instant();
        try {
            SessionContext.session("wipe.resume").rootOnly().call(db -> ProgressRows.resume(db, Work.WIPE, now))
                    .ifPresent(claim -> finish(claim, () -> true));
        } catch (PersistenceException | SessionException e) {
            if (!SessionException.isDatabaseUnavailable(e)) {
                throw e;
            }
            LOG.debugf("No database to wipe: %s", e.getMessage());
        }
    }

    /** Empty if one is under way. */
    private static Optional<Claim> begin(Session db, Instant now) {
        if (ProgressRows.isHeld(db, Work.BACKUP, now) || ProgressRows.isHeld(db, Work.RESTORE, now)) {
            throw ProblemException.conflict("A backup or a restore is under way; wipe when it is over");
        }
        return ProgressRows.begin(db, Work.WIPE, OldEvents.countBefore(db, OldEvents.LAST), now);
    }

    /** What fails leaves the rest to whoever comes next. */
    private void finish(Claim claim, BooleanSupplier isTimeLeft) {
        boolean isDone = false;
        try {
            isDone = isAllGone(claim, () -> !stopping && isTimeLeft.getAsBoolean());
        } catch (ClaimLost e) {
            LOG.warnf("The wipe goes on elsewhere: %s", e.getMessage());
        } finally {
            boolean isOver = isDone;
            SessionContext.session("wipe.let-go").rootOnly().run(db -> {
                if (isOver) {
                    ProgressRows.complete(db, claim, clock.instant());
                } else {
                    ProgressRows.release(db, claim, clock.instant());
                }
            });
        }
    }

    /** False if time was over before. */
    private boolean isAllGone(Claim claim, BooleanSupplier isTimeLeft) {
        Instant from = OldEvents.FIRST;
        while (from != null) {
            if (!isTimeLeft.getAsBoolean()) {
                return false;
            }
            Instant next = from;
            Page page = SessionContext.session("wipe.events-page").rootOnly().call(db -> {
                Page removed = events.removeStoredBy(next, claim.startedAt(), PAGE);
                ProgressRows.advance(db, claim, "events", removed.events(), clock.instant());
                return removed;
            });
            from = page.events() < PAGE ? null : page.upTo();
        }
        for (WipedTable table : WipedTable.values()) {
            int removed = PAGE;
            while (removed == PAGE) {
                if (!isTimeLeft.getAsBoolean()) {
                    return false;
                }
                removed = SessionContext.session("wipe.rows-page").rootOnly().call(db -> {
                    int rows = table.removePage(db, claim.startedAt(), PAGE);
                    ProgressRows.advance(db, claim, table.step(), 0, clock.instant());
                    return rows;
                });
            }
        }
        return true;
    }
}
