package io.vigil.system.wipe;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
import io.vigil.session.Budget;
import io.vigil.session.SchemaReady;
import io.vigil.session.SessionContext;
import io.vigil.session.SessionException;
import io.vigil.settings.SettingKey;
import io.vigil.settings.Settings;
import io.vigil.system.progress.Claim;
import io.vigil.system.progress.ClaimLost;
import io.vigil.system.progress.Exclusion;
import io.vigil.system.progress.ProgressRows;
import io.vigil.system.progress.ProgressView;
import io.vigil.system.progress.Work;
import io.vigil.system.removal.EventPages;
import io.vigil.web.ProblemException;

/**
 * Removes what there was when the wipe began, in pages; what comes meanwhile stays. Once begun it is finished, by this process
 * or another: each step may be done again.
 */
@Singleton
class Wipe {

    private static final Logger LOG = Logger.getLogger(Wipe.class);

    private final EventPages pages;
    private final Settings settings;
    private final Clock clock;
    private volatile boolean ready;
    private volatile boolean stopping;

    Wipe(EventPages pages, Settings settings, Clock clock) {
        this.pages = pages;
        this.settings = settings;
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
        Optional<Claim> claim = begin(now);
        claim.ifPresent(held -> goOn(held, Budget.REQUEST, () -> System.nanoTime() - end < 0));
        Optional<UUID> id = claim.map(Claim::id);
        return SessionContext.session("wipe.read").asReadOnly().within(Budget.REQUEST)
                .call(db -> id.isPresent() ? ProgressRows.byId(db, id.get(), clock.instant())
                        : ProgressRows.latest(db, Work.WIPE, clock.instant()))
                .orElseThrow();
    }

    /** Empty if one is under way. */
    private static Optional<Claim> begin(Instant now) {
        Beginning beginning;
        do {
            beginning = SessionContext.session("wipe.begin").rootOnly().within(Budget.REQUEST).call(db -> begin(db, now));
        } while (beginning.isMoreToSettle());
        return beginning.claim();
    }

    /**
     * What came of an attempt to begin.
     *
     * @param isMoreToSettle whether it has to be tried again
     * @param claim empty if one is under way
     */
    private record Beginning(boolean isMoreToSettle, Optional<Claim> claim) {
    }

    private static Beginning begin(Session db, Instant now) {
        Optional<Work> underWay = Exclusion.underWay(db, now);
        if (underWay.isPresent() && underWay.get() != Work.WIPE) {
            throw ProblemException.conflict("A " + underWay.get().word() + " is under way; wipe when it is over");
        }
        boolean isMoreToSettle = underWay.isEmpty() && isFullPageSettled(db, now);
        if (underWay.isPresent() || isMoreToSettle) {
            return new Beginning(isMoreToSettle, Optional.empty());
        }
        ProgressRows.takeAway(db, Work.PURGE, now);
        return new Beginning(false, ProgressRows.begin(db, Work.WIPE, OldEvents.countBefore(db, OldEvents.LAST), now));
    }

    /**
     * What is there was there when the wipe began, whatever the clock said that it was stored by. Only in a session that found
     * nothing else under way, a page of each kind; the session that finds no more than that begins the wipe.
     */
    private static boolean isFullPageSettled(Session db, Instant now) {
        boolean isFull = OldEvents.settle(db, now) == OldEvents.PAGE;
        for (WipedTable table : WipedTable.values()) {
            isFull |= table.settle(db, now, OldEvents.PAGE) == OldEvents.PAGE;
        }
        return isFull;
    }

    /** Goes on with a wipe that nobody does any more. */
    @Scheduled(every = "1m", delayed = "30s", concurrentExecution = ConcurrentExecution.SKIP)
    void tick() {
        if (!ready || stopping) {
            return;
        }
        Instant now = clock.instant();
        try {
            SessionContext.session("wipe.resume").rootOnly().call(db -> resume(db, now))
                    .ifPresent(claim -> goOn(claim, Budget.BACKGROUND, () -> true));
        } catch (PersistenceException | SessionException e) {
            if (!SessionException.isDatabaseUnavailable(e)) {
                throw e;
            }
            LOG.debugf("No database to wipe: %s", e.getMessage());
        }
    }

    private static Optional<Claim> resume(Session db, Instant now) {
        if (!ProgressRows.isRunning(db, Work.WIPE)) {
            return Optional.empty();
        }
        return Exclusion.underWay(db, now).filter(work -> work == Work.WIPE)
                .flatMap(work -> ProgressRows.resume(db, work, now));
    }

    /** What fails leaves the rest to whoever comes next. */
    private void goOn(Claim claim, Budget budget, BooleanSupplier isTimeLeft) {
        try {
            WipeRun run = new WipeRun(pages, clock, settings.get(SettingKey.TIMEZONE), claim, budget,
                    () -> !stopping && isTimeLeft.getAsBoolean());
            boolean isAllGone = run.wipe();
            List<String> failures = run.failures();
            Instant end = clock.instant();
            SessionContext.session("wipe.let-go").rootOnly().within(budget).run(db -> {
                if (!isAllGone) {
                    ProgressRows.release(db, claim, end);
                } else if (!failures.isEmpty()) {
                    ProgressRows.fail(db, claim, failures.size() + " could not be removed: " + failures.get(0), end);
                } else {
                    ProgressRows.complete(db, claim, end);
                }
            });
        } catch (ClaimLost e) {
            LOG.warnf("The wipe goes on elsewhere: %s", e.getMessage());
        } catch (PersistenceException | SessionException e) {
            if (!SessionException.isDatabaseUnavailable(e)) {
                throw e;
            }
            LOG.warnf("The wipe stops and is gone on with in some minutes: %s", e.getMessage());
        }
    }
}
