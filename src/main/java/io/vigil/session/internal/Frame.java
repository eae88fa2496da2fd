package io.vigil.session.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.Function;

import jakarta.transaction.Transaction;

import org.postgresql.jdbc.PgConnection;

import io.vigil.session.LiveSessions.State;
import io.vigil.session.SessionDeadline;
import io.vigil.session.SessionSpec;

/**
 * One dynamic extent of a session on one thread. A root frame owns the transaction; a joined frame runs in its parent's.
 * The owner thread alone writes it, except for the hold of the connection and the decision to cut it short; others may read.
 */
public final class Frame {

    private static final AtomicReferenceFieldUpdater<Frame, Fate> FATE = AtomicReferenceFieldUpdater.newUpdater(Frame.class,
            Fate.class, "fate");

    /** Of a root. A field and not a method, because at the end of the stack a write is all that is certain to happen. */
    boolean open;
    /** Where its thread says which frame it is in. */
    final AtomicReference<Frame> seat;
    private final SessionSpec spec;
    private final Frame parent;
    private final Frame root;
    private final Thread owner = Thread.currentThread();
    private final FrameTimes times;

    private Transaction transaction;
    private Throwable firstFailure;
    private String discardReason;
    private List<AfterCommit> afterCommit = List.of();
    private int statements;
    private boolean statementsAreTimed;
    private volatile Fate fate;
    private volatile PgConnection connection;
    private boolean cancelled;
    private long heldSince;
    private long heldNanos;

    record AfterCommit(String name, Runnable action) {
    }

    /** None while it is open. Cutting it short and ending it exclude each other, so that no cancel ever meets a COMMIT. */
    private enum Fate {
        /** By the watchdog: it will not commit. */
        CUT_SHORT,
        /** Its COMMIT or ROLLBACK goes out. */
        ENDING
    }

    private Frame(SessionSpec spec, Frame parent, Ticker ticker) {
        this.seat = parent == null ? LiveFrames.seat() : parent.seat;
        this.spec = spec;
        this.parent = parent;
        this.root = parent == null ? this : parent.root;
        this.times = parent == null ? new FrameTimes(ticker) : root.times;
    }

    /** The innermost frame of this thread, or null. */
    public static Frame current() {
        Frame frame = LiveFrames.seat().getPlain();
        if (frame == null || frame.root.open) {
            return frame;
        }
        // It began or ended where the stack had no room to say so.
        frame.seat.setRelease(null);
        return null;
    }

    static Frame enter(SessionSpec spec, Frame parent, Ticker ticker) {
        Frame frame = new Frame(spec, parent, ticker);
        frame.seat.setRelease(frame);
        return frame;
    }

    /**
     * Whether its statements need no transaction around them: at READ COMMITTED each sees a snapshot of its own either way. A
     * longer statement limit does need one, because it ends with it.
     */
    boolean isLean() {
        return spec.readOnly() && !spec.budget().raisesStatementLimit();
    }

    /** Back on its thread after a checkpoint. */
    void resume() {
        open = true;
        seat.setRelease(this);
    }

    void leave() {
        seat.setRelease(parent);
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

    /** Answers true once for each Hibernate session of this frame. */
    boolean isFirstStatement() {
        boolean first = !statementsAreTimed;
        statementsAreTimed = true;
        return first;
    }

    /** Late work stops at its next statement, and at the latest before its commit. */
    public void refuseWhenLate() {
        if (isCutShort() || isLate()) {
            throw deadline(null);
        }
    }

    /** Its COMMIT goes out now, if it is in time; from here on it cannot be cut short. */
    void commits() {
        if (times.commits() > spec.budget().limit().toNanos() || !FATE.compareAndSet(this, null, Fate.ENDING)) {
            throw deadline(null);
        }
        if (connection != null) {
            times.asks();
        }
    }

    /** Whether it has outlived its budget. */
    public boolean isLate() {
        return times.nanos() > spec.budget().limit().toNanos();
    }

    /** This frame's end, with where its time went. */
    SessionDeadline deadline(Throwable cause) {
        return new SessionDeadline(name(), times.spent(), spec.budget().limit(), cause);
    }

    /**
     * From any thread: its next statement and its commit are refused. What follows from that is not the work's own failure.
     *
     * @return whether it is cut short; one whose COMMIT is on its way is not
     */
    public boolean cutShort() {
        return FATE.compareAndSet(this, null, Fate.CUT_SHORT) || isCutShort();
    }

    boolean isCutShort() {
        return fate == Fate.CUT_SHORT;
    }

    /** Its ROLLBACK goes out now. Called with its connection held. */
    void rollsBack() {
        fate = Fate.ENDING;
    }

    /** A cancel is about to be sent over its connection. Called with that held. */
    void cancelled() {
        cancelled = true;
    }

    /** Whether a cancel was sent over its connection. Called with that held. */
    boolean isCancelled() {
        return cancelled;
    }

    synchronized void hold(PgConnection taken) {
        connection = taken;
        cancelled = false;
        heldSince = times.nanos();
    }

    /** May come from the transaction manager's reaper thread. */
    synchronized void release() {
        connection = null;
        heldNanos += times.nanos() - heldSince;
    }

    /** Does it with the connection, if this frame has one: it cannot go back, nor to another frame, meanwhile. */
    <T> Optional<T> whileHeld(Function<PgConnection, T> deed) {
        if (connection == null) {
            return Optional.empty();
        }
        synchronized (this) {
            return Optional.ofNullable(connection).map(deed);
        }
    }

    /** How long it had a connection so far, in nanoseconds; the hold that still lasts is not in it. */
    public synchronized long heldNanos() {
        return heldNanos;
    }

    void owns(Transaction owned) {
        transaction = owned;
        // After a checkpoint it may be cut short again.
        if (fate == Fate.ENDING) {
            FATE.compareAndSet(this, Fate.ENDING, null);
        }
        statementsAreTimed = false;
    }

    /** The frame's own commit has ended the transaction. */
    void hasEnded() {
        transaction = null;
    }

    /** The session's name. */
    public String name() {
        return spec.name();
    }

    /** What was asked for when it was opened. */
    public SessionSpec spec() {
        return spec;
    }

    /** The thread that it is open on. */
    public Thread owner() {
        return owner;
    }

    /** How long it has been open. */
    public Duration age() {
        return Duration.ofNanos(times.nanos());
    }

    /** What it is about at this moment. Never waits, not even for a connection that is stuck. */
    public State state() {
        return switch (times.doing()) {
            case WAITING -> State.WAITING_FOR_CONNECTION;
            case DATABASE -> State.IN_STATEMENT;
            case OUTSIDE -> connection == null ? State.IDLE_WITHOUT_CONNECTION : State.IDLE_WITH_CONNECTION;
        };
    }

    /** Null until it has begun, and after a commit that failed. */
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

    /** What was asked for since the last commit; asked once. */
    List<AfterCommit> takeAfterCommit() {
        List<AfterCommit> taken = afterCommit;
        afterCommit = List.of();
        return taken;
    }

    /** How many statements it has prepared so far, those of joined frames included. */
    public int statements() {
        return statements;
    }

    FrameTimes times() {
        return times;
    }

    @Override
    public String toString() {
        return "%s on %s for %d ms".formatted(name(), owner.getName(), times.nanos() / 1_000_000);
    }
}
