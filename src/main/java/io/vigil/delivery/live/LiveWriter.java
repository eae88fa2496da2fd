package io.vigil.delivery.live;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.inject.Singleton;
import jakarta.persistence.PersistenceException;

import org.hibernate.Session;

import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vigil.delivery.outbox.Wakes;
import io.vigil.session.Batch;
import io.vigil.session.SessionContext;
import io.vigil.session.SessionException;
import io.vigil.session.notifications.Notifications;
import io.vigil.web.live.LiveSink;

/** Writes what clients are to be told, all that came together in one session, so that nobody else's session waits for it. */
@Singleton
public class LiveWriter implements LiveSink {

    private static final int PAGE = 100;
    /** What nobody waits for is dropped beyond so much. */
    private static final int MOST_TOLD = 1000;

    private final Envelopes envelopes;
    private final Notifications notifications;
    private final Clock clock;
    private final MeterRegistry registry;
    private final Queue<Piece> pieces = new ConcurrentLinkedQueue<>();
    private final AtomicInteger told = new AtomicInteger();
    private final Wakes wakes;

    LiveWriter(Envelopes envelopes, Notifications notifications, ScheduledExecutorService workers, Clock clock,
            MeterRegistry registry) {
        this.envelopes = envelopes;
        this.notifications = notifications;
        this.clock = clock;
        this.registry = registry;
        this.wakes = new Wakes("write live messages", workers, this::writeAll);
    }

    /** Makes messages inside the session that writes them. */
    interface Source {
        List<String> messages(Session db);
    }

    /**
     * @param waiting null if nobody does
     * @param over whether nobody waits any more
     */
    private record Piece(Source source, UniEmitter<? super Void> waiting, AtomicBoolean over) {

        private Piece(Source source, UniEmitter<? super Void> waiting) {
            this(source, waiting, new AtomicBoolean());
            if (waiting != null) {
                waiting.onTermination(() -> over.set(true));
            }
        }
    }

    /** Soon after the commit, if the database can be used then. Also for event loops. */
    @Override
    public void tell(String type, Object data) {
        String message = envelopes.of(type, data);
        SessionContext.afterCommit("delivery.tell-live", () -> tell(message));
    }

    private void tell(String message) {
        if (told.incrementAndGet() > MOST_TOLD) {
            told.decrementAndGet();
            lost();
        } else {
            add(new Piece(db -> Audience.isThere(db, clock.instant()) ? List.of(message) : List.of(), null));
        }
    }

    /** Ends when the messages are committed; fails with what that failed with. Cancelled before they are written, none are. */
    Uni<Void> write(Source source) {
        return Uni.createFrom().emitter(waiting -> add(new Piece(source, waiting)));
    }

    private void add(Piece piece) {
        pieces.add(piece);
        wakes.wake();
    }

    /** Whether nothing is left to write. */
    public boolean isIdle() {
        return wakes.isIdle() && pieces.isEmpty();
    }

    private void writeAll() {
        for (List<Piece> page = page(); !page.isEmpty(); page = page()) {
            write(page);
        }
    }

    private List<Piece> page() {
        List<Piece> page = new ArrayList<>();
        while (page.size() < PAGE && !pieces.isEmpty()) {
            Piece piece = pieces.remove();
            if (!piece.over().get()) {
                page.add(piece);
            }
        }
        return page;
    }

    private void write(List<Piece> page) {
        try {
            Batch.Result<Piece> result = SessionContext.batch("delivery.write-live", page, PAGE, (db, piece) -> piece.source()
                    .messages(db).forEach(message -> notifications.publish(Audience.CHANNEL, message)));
            page.forEach(piece -> end(piece, result.failed().get(piece)));
        } catch (PersistenceException | SessionException e) {
            // Some may be committed: whoever waits tells them again.
            page.forEach(piece -> end(piece, e));
            if (!SessionException.isDatabaseUnavailable(e)) {
                throw e;
            }
        }
    }

    private void end(Piece piece, Exception failure) {
        if (piece.waiting() == null) {
            told.decrementAndGet();
            if (failure != null) {
                lost();
            }
        } else if (failure == null) {
            piece.waiting().complete(null);
        } else {
            piece.waiting().fail(failure);
        }
    }

    private void lost() {
        registry.counter("live.messages.lost").increment();
    }
}
