package io.vigil.session.internal;

import java.time.Duration;

import io.vigil.session.SessionDeadline.Spent;

/** Where a root frame's time goes. Written by its owner; others read what it is doing now. */
final class FrameTimes {

    /** What the owner is doing. */
    enum Doing {
        /** Waiting for a connection. */
        WAITING,
        /** Waiting for PostgreSQL. */
        DATABASE,
        /** Running the work's own code. */
        OUTSIDE
    }

    private final Ticker ticker;
    private final long startedAt;

    /** Null at first, which is outside: a frame that asks for nothing shall pay nothing. */
    private volatile Doing doing;
    private Doing beforeWaiting;
    private long since;
    private long toCommit;
    private long waitingNanos;
    private long databaseNanos;

    FrameTimes(Ticker ticker) {
        this.ticker = ticker;
        this.startedAt = ticker.nanos();
        this.since = startedAt;
    }

    /** Waits for a connection; whatever it was doing goes on afterwards. */
    void waits() {
        beforeWaiting = doing();
        turnTo(Doing.WAITING);
    }

    void waited() {
        turnTo(beforeWaiting);
    }

    /** Whether the frame wanted a connection at all, got or not. */
    boolean hasWaited() {
        return beforeWaiting != null;
    }

    void asks() {
        turnTo(Doing.DATABASE);
    }

    void answered() {
        if (doing() != Doing.OUTSIDE) {
            turnTo(Doing.OUTSIDE);
        }
    }

    private void turnTo(Doing next) {
        long now = ticker.nanos();
        switch (doing()) {
            case WAITING -> waitingNanos += now - since;
            case DATABASE -> databaseNanos += now - since;
            case OUTSIDE -> {
                // The rest, so nobody adds it up.
            }
        }
        since = now;
        doing = next;
    }

    /** For the owner. */
    Spent spent() {
        turnTo(doing());
        Duration waiting = Duration.ofNanos(waitingNanos);
        Duration database = Duration.ofNanos(databaseNanos);
        return new Spent(waiting, database, Duration.ofNanos(since - startedAt).minus(waiting).minus(database));
    }

    /** For anybody. */
    Doing doing() {
        Doing now = doing;
        return now == null ? Doing.OUTSIDE : now;
    }

    long nanos() {
        return ticker.nanos() - startedAt;
    }

    /** For the owner: from its beginning to its COMMIT. */
    long commits() {
        toCommit = nanos();
        return toCommit;
    }

    /** For the owner: from its beginning to its end. Where there was nothing to commit, the one is as good as the other. */
    long whole(boolean committed) {
        return committed && !hasWaited() ? toCommit : nanos();
    }
}
