package io.vigil.protect;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import io.micrometer.core.instrument.MeterRegistry;
import io.vigil.protect.client.EventChange;
import io.vigil.protect.detection.Intake;
import io.vigil.protect.fetching.ReachableControllers;
import io.vigil.protect.fetching.ReachableControllers.Offer;
import io.vigil.session.CommitOutcomeUnknown;
import io.vigil.session.SessionContext;
import io.vigil.session.SessionDeadline;
import io.vigil.session.SessionException;

/**
 * Turns what controllers tell of their events into stored events: merges partial changes, keeps repeats out, holds the
 * cooldown, and asks for pictures and clips.
 */
@Singleton
public class ProtectEventHandler {

    private static final Logger LOG = Logger.getLogger(ProtectEventHandler.class);
    private static final int CHUNK = 64;
    /** A batch that failed so often for a reason that should pass is tried change by change, in case it is one of them. */
    private static final int VAIN_TRIES = 10;
    /** After so many alone it is none of them. */
    private static final int VAIN_ALONE = 3;
    private static final Duration BETWEEN_COMPLAINTS = Duration.ofSeconds(10);

    private final Intake intake;
    private final ReachableControllers reachable;
    private final MeterRegistry registry;
    private final Semaphore turns;
    /** How often in a row nothing of a controller could be stored. */
    private final Map<UUID, Integer> vain = new ConcurrentHashMap<>();
    private final AtomicLong complained = new AtomicLong(System.nanoTime() - BETWEEN_COMPLAINTS.toNanos());

    ProtectEventHandler(Intake intake, ReachableControllers reachable, ProtectConfig config, MeterRegistry registry) {
        this.intake = intake;
        this.reachable = reachable;
        this.registry = registry;
        this.turns = new Semaphore(config.events().atOnce(), true);
    }

    /**
     * Stores what follows from the changes, which are of one controller and in the order in which they were told. When it
     * returns, all of it is committed; one that cannot be stored for a reason of its own is counted and left out. Blocks; must
     * be called outside any session.
     *
     * @throws io.vigil.session.SessionException or a PersistenceException if the database is away, too slow or locked: the
     *         caller keeps the changes and calls again, which stores nothing twice
     */
    public void take(UUID controllerId, List<EventChange> changes) {
        List<EventChange> ofInterest = intake.ofInterest(changes);
        if (ofInterest.isEmpty()) {
            return;
        }
        Offer offer = reachable.offer(controllerId);
        for (int from = 0; from < ofInterest.size(); from += CHUNK) {
            List<EventChange> chunk = ofInterest.subList(from, Math.min(ofInterest.size(), from + CHUNK));
            // Each holder of a turn is in sessions only, and those have limits.
            turns.acquireUninterruptibly();
            try {
                takeChunk(controllerId, chunk, offer);
            } catch (CommitOutcomeUnknown e) {
                intake.unsure();
                throw e;
            } finally {
                turns.release();
            }
        }
    }

    /** The chunk is one item, so that its statements are few; of a poisoned one, each change is tried alone. */
    private void takeChunk(UUID controllerId, List<EventChange> chunk, Offer offer) {
        Optional<Exception> failure = SessionContext
                .batch("protect.take", List.of(chunk), 1, (db, all) -> intake.take(db, controllerId, all, offer)).failed()
                .values().stream().findFirst();
        if (failure.isPresent()) {
            if (failure.get() instanceof RuntimeException passing && isPassing(passing)
                    && vain.merge(controllerId, 1, Integer::sum) % VAIN_TRIES != 0) {
                throw passing;
            }
            takeAlone(controllerId, chunk, offer);
        }
        vain.remove(controllerId);
    }

    private void takeAlone(UUID controllerId, List<EventChange> chunk, Offer offer) {
        boolean isLastTry = vain.containsKey(controllerId);
        List<Exception> poisoned = new ArrayList<>();
        int done = 0;
        int passed = 0;
        for (EventChange change : chunk) {
            Exception failure = SessionContext.batch("protect.take-alone", List.of(change), 1,
                    (db, one) -> intake.take(db, controllerId, List.of(one), offer)).failed().get(change);
            if (failure == null) {
                done++;
            } else if (failure instanceof RuntimeException passing && isPassing(passing)
                    && (!isLastTry || done == 0 && ++passed >= Math.min(VAIN_ALONE, chunk.size()))) {
                throw passing;
            } else {
                poisoned.add(failure);
            }
        }
        registry.counter("protect.events.failed").increment(poisoned.size());
        poisoned.stream().findFirst().ifPresent(failure -> complain(controllerId, failure));
    }

    /** Whether it is the database's fault, or the moment's, rather than that of what was told. */
    private static boolean isPassing(RuntimeException failure) {
        return SessionException.isDatabaseUnavailable(failure) || failure instanceof SessionDeadline;
    }

    /** A line now and then, however much of it comes. */
    private void complain(UUID controllerId, Exception failure) {
        long now = System.nanoTime();
        long last = complained.get();
        if (now - last >= BETWEEN_COMPLAINTS.toNanos() && complained.compareAndSet(last, now)) {
            LOG.warnf("What controller %s tells cannot be stored: %s", controllerId, failure.getClass().getSimpleName());
        }
        LOG.debugf(failure, "What controller %s tells cannot be stored", controllerId);
    }

    /**
     * Ends the events that were going on when the connection was lost, because their ends may never be told: each is taken to
     * have ended then. A later word about its end still counts.
     */
    public void endOpen(UUID controllerId, Instant lostAt) {
        Offer offer = reachable.offer(controllerId);
        boolean more;
        do {
            more = SessionContext.session("protect.end-open").rootOnly()
                    .call(db -> intake.endOpen(db, controllerId, lostAt, offer));
        } while (more);
    }
}
