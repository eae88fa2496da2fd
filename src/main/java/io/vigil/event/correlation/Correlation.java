package io.vigil.event.correlation;

import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;

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
    /** What is done again at start: longer ago, another process or this one before its end has done it. */
    private static final Duration LAST_MOMENTS = Duration.ofMinutes(1);
    private static final int MOST_AT_START = 20_000;

    private final ObjectMapper json;
    private final Clock clock;
    private final Queue<UUID> waiting = new ConcurrentLinkedQueue<>();

    Correlation(ObjectMapper json, Clock clock) {
        this.json = json;
        this.clock = clock;
    }

    /** A process that died may have stored events and not grouped them. */
    void start(@Observes SchemaReady ready) {
        UUID first = firstIdAt(clock.instant().minus(LAST_MOMENTS));
        waiting.addAll(SessionContext.session("event.uncorrelated").asReadOnly()
                .call(db -> CorrelationRows.since(db, first, MOST_AT_START)));
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
        List<UUID> batch = next();
        while (!batch.isEmpty()) {
            boolean done = false;
            try {
                correlate(batch);
                done = true;
            } catch (PersistenceException | SessionException e) {
                if (!SessionException.isDatabaseUnavailable(e)) {
                    throw e;
                }
                LOG.debugf("No database to group events in: %s", e.getMessage());
            } finally {
                if (!done) {
                    waiting.addAll(batch);
                }
            }
            batch = done ? next() : List.of();
        }
    }

    private List<UUID> next() {
        List<UUID> batch = new ArrayList<>();
        UUID id = waiting.poll();
        while (id != null) {
            batch.add(id);
            id = batch.size() < BATCH ? waiting.poll() : null;
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
