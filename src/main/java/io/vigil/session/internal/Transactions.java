package io.vigil.session.internal;

import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Singleton;
import jakarta.transaction.HeuristicMixedException;
import jakarta.transaction.HeuristicRollbackException;
import jakarta.transaction.InvalidTransactionException;
import jakarta.transaction.NotSupportedException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.Status;
import jakarta.transaction.SystemException;
import jakarta.transaction.Transaction;
import jakarta.transaction.TransactionManager;

import org.jboss.logging.Logger;

import io.quarkus.runtime.BlockingOperationControl;
import io.vigil.session.CommitOutcomeUnknown;
import io.vigil.session.SessionException;

/** What frames ask of the transaction manager, asked in a way that no thread keeps a transaction. */
@Singleton
public class Transactions {

    private static final Logger LOG = Logger.getLogger(Transactions.class);

    /** Where Quarkus keeps the Hibernate session of a transaction. */
    private static final String SESSION_KEY = "TransactionScopedSession-<default>";

    /**
     * Narayana's own. What Quarkus wraps around it tells beans that live as long as a transaction of each begin and end, at a
     * seventh of what these cost; there are no such beans.
     */
    private final TransactionManager manager = com.arjuna.ats.jta.TransactionManager.transactionManager();
    private final SessionMetrics metrics;

    Transactions(SessionMetrics metrics) {
        this.metrics = metrics;
    }

    /**
     * Whether this thread carries a transaction that no session owns; costs a look into the thread. Event loops are not asked:
     * nobody may use a transaction there, and ending one would block them.
     */
    public boolean isForeignOnThread() {
        return Frame.current() == null && BlockingOperationControl.isBlockingAllowed() && isAnyOnThread();
    }

    /** Asked where no frame is open. */
    boolean isAnyOnThread() {
        return onThread() != null;
    }

    /**
     * Rolls back, counts and logs the transaction that is on this thread: somebody leaked it, and who comes next must neither
     * join nor commit it.
     *
     * @param when it was found, for the log: "before …"
     */
    public void evictForeign(String when) {
        metrics.foreignTransaction();
        try {
            LOG.errorf("Thread %s carried a transaction that no session owns, %s; rolling it back %s",
                    Thread.currentThread().getName(), age(manager.getTransaction()), when);
            rollBackOnThread();
        } catch (SystemException | IllegalStateException e) {
            LOG.errorf(e, "A transaction that no session owns could not be rolled back %s", when);
        }
    }

    /** Narayana keeps no time of beginning, but it knows what is left of the timeout. */
    private static String age(Transaction foreign) {
        if (foreign instanceof com.arjuna.ats.jta.transaction.Transaction known && known.getTimeout() > 0) {
            long left = known.getRemainingTimeoutMills();
            long limit = TimeUnit.SECONDS.toMillis(known.getTimeout());
            return left > 0 && left <= limit ? (limit - left) + " ms old" : "older than its timeout of " + limit + " ms";
        }
        return "of unknown age";
    }

    void begin(Frame frame) {
        try {
            manager.setTransactionTimeout((int) frame.spec().budget().backstop().toSeconds());
            manager.begin();
            frame.owns(manager.getTransaction());
        } catch (NotSupportedException | SystemException e) {
            throw new IllegalStateException("The transaction manager could not begin session '" + frame.name() + "'", e);
        }
    }

    /** Whether the frame's transaction is on its thread, and neither over nor condemned. */
    boolean isActive(Frame frame) {
        return status(frame) == Status.STATUS_ACTIVE && isOnThread(frame);
    }

    /**
     * Whether the work used Hibernate, so that there may be something to flush. Were the key another one day, the commit itself
     * would flush, and a violated constraint would arrive wrapped; a test looks.
     */
    boolean hasSession(Frame frame) {
        return frame.transaction() instanceof com.arjuna.ats.jta.transaction.Transaction known
                && known.getTxLocalResource(SESSION_KEY) != null;
    }

    /** Commits what is active; what was condemned ends as a swallowed failure that names the place where that was done. */
    void commit(Frame frame) {
        int before = status(frame);
        boolean condemned = before != Status.STATUS_ACTIVE;
        if (!isOnThread(frame)) {
            throw new SessionException.CommitFailed(frame.name(),
                    new IllegalStateException("Its work exchanged the transaction of the thread"));
        }
        boolean takenAway = isTakenAway(before, frame);
        boolean asked = !condemned && ConnectionWatch.isInTransaction(frame);
        try {
            manager.commit();
        } catch (RollbackException | HeuristicMixedException | HeuristicRollbackException | SystemException
                | IllegalStateException e) {
            if (!takenAway && isTakenAway(frame)) {
                // By this commit, which must not be mistaken for somebody else.
                frame.hasEnded();
            }
            if (condemned) {
                throw new SessionException.SwallowedFailure(frame.name(), e.getCause() == null ? e : e.getCause());
            }
            throw refusalOf(frame, asked, e);
        } catch (Error e) {
            if (asked) {
                e.addSuppressed(new CommitOutcomeUnknown(frame.name(), null));
            }
            throw e;
        }
    }

    /** The pool reports every failure of a COMMIT as a rollback, also when nobody heard what PostgreSQL answered. */
    private static SessionException refusalOf(Frame frame, boolean asked, Exception failure) {
        Optional<SQLException> told = SessionException.sqlException(failure);
        boolean rolledBack = told.isPresent() ? isRefusal(told.get().getSQLState())
                : failure instanceof RollbackException || failure instanceof HeuristicRollbackException;
        Throwable cause = told.isPresent() ? told.get() : failure;
        return asked && !rolledBack ? new CommitOutcomeUnknown(frame.name(), cause)
                : new SessionException.CommitFailed(frame.name(), cause);
    }

    /**
     * Whether PostgreSQL refused to commit, and said so; its appendix A. A lost connection (class 08) is no answer, and neither
     * is the end of the server or of the backend (57P01 to 57P05), which may follow a commit that has happened.
     */
    private static boolean isRefusal(String state) {
        return state != null && !state.startsWith("08") && !state.startsWith("57P");
    }

    /** Never throws: what fails here is told as suppressed by the failure that led here. */
    void rollBack(Frame frame, Throwable failure) {
        // An interrupted thread still has to talk to the server.
        boolean interrupted = Thread.interrupted();
        try {
            if (manager.getTransaction() != null) {
                manager.rollback();
            }
        } catch (Throwable second) {
            if (failure != null && failure != second) {
                failure.addSuppressed(second);
            } else {
                LOG.errorf(second, "Session '%s' could not be rolled back", frame.name());
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Whatever happened, the thread leaves without a transaction, and the frame's own is over. */
    void detach(Frame frame) {
        try {
            if (manager.getTransaction() != null) {
                LOG.errorf("Session '%s' left a transaction on the thread; rolling it back", frame.name());
                rollBackOnThread();
            }
            int status = status(frame);
            if (status == Status.STATUS_ACTIVE || status == Status.STATUS_MARKED_ROLLBACK) {
                LOG.errorf("Session '%s' had its transaction taken off the thread; rolling it back", frame.name());
                manager.resume(frame.transaction());
                rollBackOnThread();
            }
        } catch (SystemException | InvalidTransactionException | IllegalStateException e) {
            LOG.errorf(e, "Session '%s' could not leave its thread clean", frame.name());
        }
    }

    /** On the thread and not after taking it off: the pool refuses to roll back for a thread that has no transaction. */
    private void rollBackOnThread() throws SystemException {
        try {
            manager.rollback();
        } finally {
            if (manager.getTransaction() != null) {
                manager.suspend();
            }
        }
    }

    private boolean isOnThread(Frame frame) {
        Transaction there = onThread();
        return there == frame.transaction() || frame.transaction().equals(there);
    }

    private Transaction onThread() {
        try {
            return manager.getTransaction();
        } catch (SystemException e) {
            throw new IllegalStateException("The transaction manager does not know this thread", e);
        }
    }

    /** Whether somebody else ended it: the reaper, when the backstop was reached. */
    boolean isTakenAway(Frame frame) {
        return isTakenAway(status(frame), frame);
    }

    private static boolean isTakenAway(int status, Frame frame) {
        return status == Status.STATUS_ROLLEDBACK || status == Status.STATUS_NO_TRANSACTION && frame.transaction() != null;
    }

    private static int status(Frame frame) {
        try {
            Transaction transaction = frame.transaction();
            return transaction == null ? Status.STATUS_NO_TRANSACTION : transaction.getStatus();
        } catch (SystemException e) {
            throw new IllegalStateException("The transaction manager does not know session '" + frame.name() + "'", e);
        }
    }
}
