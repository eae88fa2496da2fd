package io.vigil.session;

import java.time.Duration;

/**
 * How long a session may last, from its first line to its commit. Late work is rolled back, not committed.
 * <p>
 * The limits nest: waiting for a connection, then one statement, then the budget, then the watchdog's cut-off, then the
 * transaction manager's backstop.
 */
public enum Budget {

    /** The look-up of who is calling. */
    AUTH(Duration.ofSeconds(4), Statements.DEFAULT),

    /** Work that a client waits for. */
    REQUEST(Duration.ofSeconds(10), Statements.DEFAULT),

    /** Work that nobody waits for. Its longer statement limit costs one round trip per session. */
    BACKGROUND(Duration.ofSeconds(30), Duration.ofSeconds(25)),

    /**
     * Backups and restores, which copy all rows to a local file or back by {@link io.vigil.session.copy.RowCopy}. Its
     * connection waits for a silent server as long as the session may last.
     */
    BACKUP(Duration.ofMinutes(10), Duration.ofMinutes(9));

    private static final Duration BACKSTOP_GRACE = Duration.ofSeconds(5);
    private static final Duration CUT_OFF_LEAD = Duration.ofSeconds(1);

    private final Duration limit;
    private final Duration statementLimit;

    Budget(Duration limit, Duration statementLimit) {
        this.limit = limit;
        this.statementLimit = statementLimit;
    }

    /** The longest a session of this class may last. */
    public Duration limit() {
        return limit;
    }

    /** The longest that one statement of such a session may run in PostgreSQL. */
    public Duration statementLimit() {
        return statementLimit;
    }

    /** Whether its statement limit differs from the one every connection has from birth. */
    public boolean raisesStatementLimit() {
        return statementLimit != Statements.DEFAULT;
    }

    /** Whether a statement may keep silent for longer than connections wait by default. */
    public boolean outlastsTheSocket() {
        return this == BACKUP;
    }

    /**
     * When the watchdog cancels what a late session still runs: at twice its limit, or just before the backstop if that is
     * sooner, because a session that its own thread rolls back can say why.
     */
    public Duration cutOff() {
        Duration twice = limit.multipliedBy(2);
        Duration last = backstop().minus(CUT_OFF_LEAD);
        return twice.compareTo(last) < 0 ? twice : last;
    }

    /** When the transaction manager takes the connection away, should every other limit have failed. */
    public Duration backstop() {
        return limit.plus(BACKSTOP_GRACE);
    }

    /** A holder of its own, because an enum's constructor cannot see the enum's static fields. */
    private static final class Statements {
        /** As set for every connection in application.properties; the check at start compares the two. */
        private static final Duration DEFAULT = Duration.ofSeconds(5);
    }
}
