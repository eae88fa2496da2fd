package io.vigil.session.internal;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.inject.Singleton;
import jakarta.transaction.SystemException;
import jakarta.transaction.TransactionManager;

import org.jboss.logging.Logger;
import org.postgresql.core.TransactionState;
import org.postgresql.jdbc.PgConnection;

import io.agroal.api.AgroalPoolInterceptor;

/**
 * Sees each connection leave and return, so that its hold time is told by session name; and prepares it for its frame while
 * no transaction has begun on the server. A lean frame's statements then commit by themselves, each in one round trip.
 * <p>
 * It never throws: an exception from here would corrupt the pool's counts. A return may come from the reaper thread, so
 * connections are matched to frames by the connection and never by the thread.
 */
@Singleton
public class ConnectionWatch implements AgroalPoolInterceptor {

    private static final Logger LOG = Logger.getLogger(ConnectionWatch.class);

    private final Map<PgConnection, Frame> holders = new ConcurrentHashMap<>();
    /** How long those waited for a silent server, in milliseconds, that wait longer for now. */
    private final Map<PgConnection, Integer> patience = new ConcurrentHashMap<>();
    private final TransactionManager transactions;
    private final SessionMetrics metrics;

    ConnectionWatch(TransactionManager transactions, SessionMetrics metrics) {
        this.transactions = transactions;
        this.metrics = metrics;
    }

    @Override
    public void onConnectionAcquire(Connection connection) {
        Frame current = Frame.current();
        if (current == null) {
            takenOutside();
            return;
        }
        Frame frame = current.root();
        try {
            PgConnection physical = connection.unwrap(PgConnection.class);
            holders.put(physical, frame);
            frame.hold(physical);
            prepare(physical, frame);
        } catch (SQLException e) {
            frame.failed(e);
        }
    }

    @Override
    public void onConnectionReturn(Connection connection) {
        release(connection);
    }

    @Override
    public void onConnectionDestroy(Connection connection) {
        release(connection);
    }

    /**
     * The first failure of PostgreSQL inside the frame's transaction, if one aborted it: the driver remembers it and tells it
     * as the cause of every refusal that follows.
     */
    static Optional<Throwable> failureIn(Frame frame) {
        return frame.whileHeld(physical -> {
            if (physical.getTransactionState() != TransactionState.FAILED) {
                return null;
            }
            try (Statement refused = physical.createStatement()) {
                refused.execute("select 1");
                return null;
            } catch (SQLException refusal) {
                return refusal.getCause() == null ? refusal : refusal.getCause();
            }
        });
    }

    /**
     * Hands a lean frame's connection back to the transaction manager, which ends what it thinks it began. Costs no round trip.
     */
    static void endLean(Frame frame) {
        if (frame.isLean()) {
            frame.whileHeld(physical -> {
                try {
                    physical.setAutoCommit(false);
                } catch (SQLException e) {
                    LOG.warnf(e, "The connection of session '%s' is closed", frame.name());
                    abort(physical);
                }
                return physical;
            });
        }
    }

    /**
     * Cancels what PostgreSQL runs for a frame that was cut short; from another thread than the owner's, which then finds its
     * statement failed and rolls back. May wait for the network.
     * <p>
     * It cannot hit somebody else's statement. While it is under way the connection is held, so its owner can neither roll back
     * nor return it; and a connection that was cancelled once is closed by that roll-back, so that a cancel which the network
     * delivers late finds no backend of that key.
     */
    public static void cancel(Frame frame) {
        frame.whileHeld(physical -> {
            try {
                if (frame.isCutShort()) {
                    frame.cancelled();
                    physical.cancelQuery();
                }
            } catch (SQLException e) {
                LOG.debugf(e, "The connection of session '%s' is closed already", frame.name());
            }
            return physical;
        });
    }

    /** Whether PostgreSQL has a transaction open for this frame, so that there is something to commit. */
    static boolean isInTransaction(Frame frame) {
        return frame.whileHeld(physical -> physical.getTransactionState() != TransactionState.IDLE).orElse(false);
    }

    /**
     * Rolls back at the driver, before the transaction manager is asked to. Should it or the pool fail at that, the pool would
     * switch the returned connection to auto-commit, and the driver commits what is open then.
     *
     * @param torn whether the machine failed at an unknown line: were the driver cut off inside a message, whoever gets the
     *        connection next would read the answers of this session, so it is closed without a word
     */
    static void rollBack(Frame frame, boolean torn) {
        endLean(frame);
        frame.whileHeld(physical -> {
            frame.rollsBack();
            try {
                if (torn || frame.isCancelled()) {
                    LOG.warnf("Session '%s' %s; its connection is closed", frame.name(),
                            torn ? "ended in an error of the machine" : "was cancelled");
                    abort(physical);
                } else if (!physical.isClosed()) {
                    physical.rollback();
                }
            } catch (SQLException e) {
                LOG.warnf(e, "Session '%s' could not be rolled back at its connection, which is closed", frame.name());
                abort(physical);
            }
            return physical;
        });
    }

    private static void abort(PgConnection physical) {
        try {
            physical.abort(Runnable::run);
        } catch (SQLException e) {
            LOG.error("A connection could not be closed", e);
        }
    }

    private void prepare(PgConnection physical, Frame frame) throws SQLException {
        if (frame.spec().budget().outlastsTheSocket()) {
            patience.put(physical, physical.getNetworkTimeout());
            physical.setNetworkTimeout(Runnable::run, (int) frame.spec().budget().limit().toMillis());
        }
        if (frame.isLean()) {
            physical.setAutoCommit(true);
        } else if (frame.spec().budget().raisesStatementLimit()) {
            try (Statement statement = physical.createStatement()) {
                statement.execute("SET LOCAL statement_timeout = " + frame.spec().budget().statementLimit().toMillis());
            }
        }
    }

    /** The strict pool itself refuses a thread without a transaction; one with a transaction of its own gets this far. */
    private void takenOutside() {
        try {
            if (transactions.getTransaction() != null) {
                metrics.orphanConnection();
                LOG.error("A connection was taken outside any session", new IllegalStateException("taken here"));
            }
        } catch (SystemException e) {
            LOG.error("A connection was taken outside any session", e);
        }
    }

    private void release(Connection connection) {
        try {
            release(connection.unwrap(PgConnection.class));
        } catch (SQLException e) {
            // One that is closed does not tell which it is; nobody can hold such a one any more.
            holders.keySet().stream().filter(ConnectionWatch::isClosed).forEach(this::release);
        }
    }

    private void release(PgConnection physical) {
        Integer before = patience.remove(physical);
        if (before != null && !isClosed(physical)) {
            beAsBefore(physical, before);
        }
        Frame frame = holders.remove(physical);
        if (frame != null) {
            frame.release();
        }
    }

    /** One that cannot be made as it was is of no use to others. */
    private static void beAsBefore(PgConnection physical, int networkTimeout) {
        try {
            physical.setNetworkTimeout(Runnable::run, networkTimeout);
        } catch (SQLException e) {
            LOG.warn("A connection waits longer than others and is closed", e);
            abort(physical);
        }
    }

    private static boolean isClosed(PgConnection physical) {
        try {
            return physical.isClosed();
        } catch (SQLException e) {
            return false;
        }
    }
}
