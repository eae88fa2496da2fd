package io.vigil.session.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

import jakarta.transaction.Transaction;

import org.postgresql.jdbc.PgConnection;

import io.vigil.session.SessionSpec;

/**
 * One dynamic extent of a session on one thread. A root frame owns the transaction; a joined frame runs in its parent's.
 * Everything but the hold of the connection is touched by the owner thread alone.
 */
public final class Frame {

    private static final ThreadLocal<Frame> CURRENT = new ThreadLocal<>();

    /** Of a root. A field and not a method, because at the end of the stack a write is all that is certain to happen. */
    boolean open;

    private final SessionSpec spec;
    private final Frame parent;
    private final Frame root;
    private final Thread owner = Thread.currentThread();
    private final Ticker ticker;
    private final long startedAt;

    private Transaction transaction;
    private Throwable firstFailure;
    private String discardReason;
    private List<AfterCommit> afterCommit = List.of();
    private int statements;

    private PgConnection connection;
    private long heldSince;
    private long heldNanos;

    record AfterCommit(String name, Runnable action) {
    }

    private Frame(SessionSpec spec, Frame parent, Ticker ticker) {
        this.spec = spec;
        this.parent = parent;
        this.root = parent == null ? this : parent.root;
        this.ticker = ticker;
        this.startedAt = ticker.nanos();
    }

    /** The innermost frame of this thread, or null. */
    public static Frame current() {
        Frame frame = CURRENT.get();
        if (frame != null && !frame.root.open) {
            // It began or ended where the stack had no room to say so.
            CURRENT.remove();
            return null;
        }
        return frame;
    }

    static Frame enter(SessionSpec spec, Frame parent, Ticker ticker) {
        Frame frame = new Frame(spec, parent, ticker);
        CURRENT.set(frame);
        return frame;
    }

    void leave() {
        if (parent == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(parent);
        }
    }

    /** The frame that owns the transaction. */
    public Frame root() {
        return root;
    }

    /** Follow-ups are kept by the root, so that a joined frame's wait for the whole. */
    public void afterCommit(String name, Runnable action) {
        if (afterCommit.isEmpty()) {
            afterCommit = new ArrayList<>(2);
        }
        afterCommit.add(new AfterCommit(name, action));
    }

    /** The session will roll back without an exception. */
    public void discard(String reason) {
        discardReason = Objects.requireNonNull(reason, "reason");
    }

    /** Remembers what failed first, for the case that somebody swallows it. */
    void failed(Throwable failure) {
        if (firstFailure == null) {
            firstFailure = failure;
        }
    }

    void countStatement() {
        statements++;
    }

    synchronized void hold(PgConnection taken) {
        connection = taken;
        heldSince = ticker.nanos();
    }

    /** May come from the transaction manager's reaper thread. */
    synchronized void release() {
        connection = null;
        heldNanos += ticker.nanos() - heldSince;
    }

    /** Does it with the connection, if this frame has one: it cannot go back, nor to another frame, meanwhile. */
    synchronized <T> Optional<T> whileHeld(Function<PgConnection, T> deed) {
        return Optional.ofNullable(connection).map(deed);
    }

    synchronized long heldNanos() {
        return heldNanos;
    }

    void owns(Transaction owned) {
        transaction = owned;
    }

    String name() {
        return spec.name();
    }

    SessionSpec spec() {
        return spec;
    }

    /** Null until it has begun. */
    Transaction transaction() {
        return transaction;
    }

    Throwable firstFailure() {
        return firstFailure;
    }

    /** Null unless the session is to roll back without an exception. */
    String discardReason() {
        return discardReason;
    }

    List<AfterCommit> afterCommit() {
        return afterCommit;
    }

    int statements() {
        return statements;
    }

    Duration lasted() {
        return Duration.ofNanos(lastedNanos());
    }

    long lastedNanos() {
        return ticker.nanos() - startedAt;
    }

    @Override
    public String toString() {
        return "%s on %s for %d ms".formatted(name(), owner.getName(), lasted().toMillis());
    }
}
