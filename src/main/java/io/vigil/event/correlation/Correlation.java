package io.vigil.event.correlation;

import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.persistence.PersistenceException;

import org.hibernate.Session;
import org.jboss.logging.Logger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.vigil.event.correlation.Groups.Move;
import io.vigil.session.Budget;
import io.vigil.session.SchemaReady;
import io.vigil.session.SessionContext;
import io.vigil.session.SessionDeadline;
import io.vigil.session.SessionException;

/**
 * Groups events of one kind that different cameras saw within ten seconds of each other, chains of them included; groups that
 * meet become one. Sounds are not grouped. It follows storing by a second or so, in sessions of its own, and which events are
 * grouped does not depend on the order in which they came.
 */
@Singleton
public class Correlation {

    private static final Logger LOG = Logger.getLogger(Correlation.class);
    private static final int BATCH = 200;
    /** What is done again, up to the newest event: what is longer before that was done by whoever stored the newest. */
    private static final Duration LAST_MOMENTS = Duration.ofMinutes(1);
    private static final int MOST_AT_START = 20_000;
    /** After so many vain tries smaller batches are tried. */
    private static final int PATIENCE = 10;

    private final ObjectMapper json;
    private final AtomicBoolean unsure = new AtomicBoolean();
    /** How many are grouped at once, and how often that was tried in vain. */
    private volatile int size = BATCH;
    private final AtomicInteger tries = new AtomicInteger();
    private final Queue<UUID> waiting = new ConcurrentLinkedQueue<>();

    Correlation(ObjectMapper json) {
        this.json = json;
    }

    /** A process that died may have stored events and not grouped them, however long ago that was. */
    void start(@Observes SchemaReady ready) {
        review();
    }

    /** Has the latest events grouped once more; after a commit of which nobody knows whether it was one. */
    public void reviewSoon() {
        unsure.set(true);
    }

    private void review() {
        waiting.addAll(SessionContext.session("event.uncorrelated").asReadOnly().call(db -> CorrelationRows.newest(db)
                .map(newest -> CorrelationRows.since(db, firstIdAt(time(newest).minus(LAST_MOMENTS)), MOST_AT_START))
                .orElse(List.of())));
    }

    /** When an id of version 7 was made; ours all are. */
    private static Instant time(UUID id) {
        return Instant.ofEpochMilli(id.getMostSignificantBits() >>> 16);
    }

    /** The smallest id of version 7 (RFC 9562, 5.7) that can have been made then. */
    private static UUID firstIdAt(Instant time) {
        return new UUID(time.toEpochMilli() << 16 | 0x7000L, 0x8000000000000000L);
    }

    /** Has an event grouped soon; called after it is committed. Returns at once. */
    public void add(UUID eventId) {
        waiting.add(eventId);
    }

    /** Groups what waits; what cannot be done now waits on. */
    @Scheduled(every = "1s", concurrentExecution = ConcurrentExecution.SKIP)
    void tick() {
        if (unsure.getAndSet(false)) {
            boolean known = false;
            try {
                review();
                known = true;
            } catch (PersistenceException | SessionException e) {
                if (!SessionException.isDatabaseUnavailable(e)) {
                    throw e;
                }
                LOG.debugf("No database to look for events in: %s", e.getMessage());
            } finally {
                if (!known) {
                    unsure.set(true);
                }
            }
        }
        boolean goesOn = true;
        List<UUID> batch = next();
        while (goesOn && !batch.isEmpty()) {
            goesOn = correlateOrWait(batch);
            batch = goesOn ? next() : List.of();
        }
    }

    /** Answers false if they wait on. A batch that takes too long is tried in smaller ones; one event alone is left out. */
    private boolean correlateOrWait(List<UUID> batch) {
        boolean done = false;
        try {
            correlate(batch);
            tries.set(0);
            size = BATCH;
            done = true;
        } catch (PersistenceException | SessionException e) {
            if (!SessionException.isDatabaseUnavailable(e) && !(e instanceof SessionDeadline)) {
                throw e;
            }
            if (tries.incrementAndGet() >= PATIENCE) {
                LOG.warnf("%d events cannot be grouped: %s", batch.size(), e.getMessage());
                size = Math.max(1, batch.size() / 2);
                tries.set(0);
                done = batch.size() == 1 && !isAway(e);
            } else {
                LOG.debugf("No database to group events in: %s", e.getMessage());
            }
        } finally {
            if (!done) {
                waiting.addAll(batch);
            }
        }
        return done;
    }

    /** Whether nobody can use the database, so that no event is to blame. */
    private static boolean isAway(RuntimeException failure) {
        return SessionException.sqlException(failure).map(SQLException::getSQLState)
                .map(state -> state.startsWith("08") || state.startsWith("53") || state.startsWith("57P"))
                .orElse(!(failure instanceof SessionDeadline));
    }

    private List<UUID> next() {
        List<UUID> batch = new ArrayList<>();
        UUID id = waiting.poll();
        while (id != null) {
            batch.add(id);
            id = batch.size() < size ? waiting.poll() : null;
        }
        return batch;
    }

    private void correlate(List<UUID> ids) {
        SessionContext.session("event.correlate").rootOnly().within(Budget.REQUEST).run(db -> {
            CorrelationRows.lock(db);
            List<Move> moves = CorrelationRows.neighbours(db, ids).moves();
            move(db, moves.stream().filter(Move::isGroup).toList(), true);
            move(db, moves.stream().filter(move -> !move.isGroup()).toList(), false);
        });
    }

    private void move(Session db, List<Move> moves, boolean groups) {
        try {
            CorrelationRows.move(db, moves, groups, json.writeValueAsString(moves));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
