package io.vigil.protect;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import io.micrometer.core.instrument.MeterRegistry;
import io.vigil.protect.client.EventChange;
import io.vigil.protect.detection.Intake;
import io.vigil.protect.fetching.MediaFetcher;
import io.vigil.protect.fetching.MediaFetcher.Offer;
import io.vigil.session.SessionContext;

/**
 * Turns what controllers tell of their events into stored events: merges partial changes, keeps repeats out, holds the
 * cooldown, and asks for pictures and clips.
 */
@Singleton
public class ProtectEventHandler {

    private static final Logger LOG = Logger.getLogger(ProtectEventHandler.class);
    private static final int CHUNK = 64;
    private static final Duration BETWEEN_COMPLAINTS = Duration.ofSeconds(10);

    private final Intake intake;
    private final MediaFetcher fetcher;
    private final MeterRegistry registry;
    private final Semaphore turns;
    private final AtomicLong complained = new AtomicLong(System.nanoTime() - BETWEEN_COMPLAINTS.toNanos());

    ProtectEventHandler(Intake intake, MediaFetcher fetcher, ProtectConfig config, MeterRegistry registry) {
        this.intake = intake;
        this.fetcher = fetcher;
        this.registry = registry;
        this.turns = new Semaphore(config.events().atOnce(), true);
    }

    /**
     * Stores what follows from the changes, which are of one controller and in the order in which they were told. When it
     * returns, all of it is committed; one that cannot be stored for a reason of its own is counted and left out. Blocks; must
     * be called outside any session.
     *
     * @throws io.vigil.session.SessionException or a PersistenceException if the database is away: the caller keeps the changes
     *         and calls again, which stores nothing twice
     */
    public void take(UUID controllerId, List<EventChange> changes) {
        List<EventChange> ofInterest = intake.ofInterest(changes);
        if (ofInterest.isEmpty()) {
            return;
        }
        Offer offer = fetcher.offer(controllerId);
        for (int from = 0; from < ofInterest.size(); from += CHUNK) {
            List<EventChange> chunk = ofInterest.subList(from, Math.min(ofInterest.size(), from + CHUNK));
            // Each holder of a turn is in sessions only, and those have limits.
            turns.acquireUninterruptibly();
            try {
                takeChunk(controllerId, chunk, offer);
            } finally {
                turns.release();
            }
        }
    }

    /** The chunk is one item, so that its statements are few; of a poisoned one, each change is tried alone. */
    private void takeChunk(UUID controllerId, List<EventChange> chunk, Offer offer) {
        boolean whole = SessionContext
                .batch("protect.take", List.of(chunk), 1, (db, all) -> intake.take(db, controllerId, all, offer)).failed()
                .isEmpty();
        if (!whole) {
            Map<EventChange, Exception> poisoned = SessionContext.batch("protect.take-alone", chunk, 1,
                    (db, change) -> intake.take(db, controllerId, List.of(change), offer)).failed();
            registry.counter("protect.events.failed").increment(poisoned.size());
            poisoned.values().stream().findFirst().ifPresent(failure -> complain(controllerId, failure));
        }
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
        boolean more;
        do {
            more = SessionContext.session("protect.end-open").rootOnly()
                    .call(db -> intake.endOpen(db, controllerId, lostAt));
        } while (more);
    }
}
