package io.vigil.session.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import jakarta.transaction.Transaction;

import io.vigil.session.SessionSpec;

/**
 * One dynamic extent of a session on one thread. A root frame owns the transaction; a joined frame runs in its parent's.
 * Everything but {@link #held} and {@link #released} is touched by the owner thread alone.
 */
public final class Frame {

    private static final ThreadLocal<Frame> CURRENT = new ThreadLocal<>();

    private final SessionSpec spec;
    private final Frame parent;
    private final Frame root;
    private final Thread owner = Thread.currentThread();
    private final long startedAt = System.nanoTime();

    private Transaction transaction;
    private Throwable firstFailure;
    private String discardReason;
    private List<AfterCommit> afterCommit = List.of();
    private int statements;

    private volatile long heldSince;
    private volatile long heldNanos;

    record AfterCommit(String name, Runnable action) {
    }

    private Frame(SessionSpec spec, Frame parent) {
        this.spec = spec;
        this.parent = parent;
        this.root = parent == null ? this : parent.root;
    }

    /** The innermost frame of this thread, or null. */
    public static Frame current() {
        return CURRENT.get();
    }

    static Frame enter(SessionSpec spec) {
        Frame frame = new Frame(spec, CURRENT.get());
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
        discardReason = reason;
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

    void held() {
        heldSince = System.nanoTime();
    }

    /** May come from the transaction manager's reaper thread. */
    void released() {
        heldNanos += System.nanoTime() - heldSince;
    }

    void owns(Transaction owned) {
        transaction = owned;
    }

    boolean isJoined() {
        return parent != null;
    }

    String name() {
        return spec.name();
    }

    SessionSpec spec() {
        return spec;
    }

    Thread owner() {
        return owner;
    }

    Transaction transaction() {
        return transaction;
    }

    Throwable firstFailure() {
        return firstFailure;
    }

    boolean isDiscarded() {
        return discardReason != null;
    }

    List<AfterCommit> afterCommit() {
        return afterCommit;
    }

    int statements() {
        return statements;
    }

    long heldNanos() {
        return heldNanos;
    }

    Duration lasted() {
        return Duration.ofNanos(System.nanoTime() - startedAt);
    }

    @Override
    public String toString() {
        return "%s on %s for %d ms".formatted(name(), owner.getName(), lasted().toMillis());
    }
}
