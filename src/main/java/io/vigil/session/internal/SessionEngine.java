package io.vigil.session.internal;

import java.time.Duration;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.transaction.HeuristicMixedException;
import jakarta.transaction.HeuristicRollbackException;
import jakarta.transaction.NotSupportedException;
import jakarta.transaction.RollbackException;
import jakarta.transaction.Status;
import jakarta.transaction.SystemException;
import jakarta.transaction.Transaction;
import jakarta.transaction.TransactionManager;

import org.hibernate.Session;
import org.jboss.logging.Logger;

import io.quarkus.runtime.BlockingOperationControl;
import io.quarkus.runtime.StartupEvent;
import io.vigil.session.Propagation;
import io.vigil.session.SessionContext.SessionQuery;
import io.vigil.session.SessionException;
import io.vigil.session.SessionSpec;

/**
 * The one code path behind all doors: enter, begin, work, end, leave the thread clean.
 * <p>
 * It sits on the transaction manager itself. {@code @Transactional}, {@code QuarkusTransaction} and Hibernate's own helpers
 * each leave a transaction on the thread, or commit, for some Throwable.
 */
@Singleton
public class SessionEngine {

    private static final Logger LOG = Logger.getLogger(SessionEngine.class);

    /** The running application's; a restart in the same JVM loads this class anew. */
    private static volatile SessionEngine running;

    private final TransactionManager transactions;
    private final Session session;
    private final LiveFrames live;
    private final SessionMetrics metrics;
    private final OutgoingCalls outgoingCalls;

    SessionEngine(TransactionManager transactions, Session session, LiveFrames live, SessionMetrics metrics,
            OutgoingCalls outgoingCalls) {
        this.transactions = transactions;
        this.session = session;
        this.live = live;
        this.metrics = metrics;
        this.outgoingCalls = outgoingCalls;
    }

    /** Early, because other start-up observers open sessions. */
    void start(@Observes @Priority(1) StartupEvent event) {
        running = this;
    }

    /** Runs the work as a frame of its own; see {@link io.vigil.session.SessionContext} for what that means. */
    public static <T, X extends Throwable> T open(SessionSpec spec, SessionQuery<T, X> work) throws X {
        return running().frame(spec, work);
    }

    /** The session of the open frame; outside any, its use fails. */
    public static Session session() {
        return running().session;
    }

    /** A client of something outside found this frame open. */
    public static void heldDuringOutgoingCall(Frame frame, String client) {
        running().outgoingCalls.violation(frame.root().name(), client);
    }

    private static SessionEngine running() {
        SessionEngine engine = running;
        if (engine == null) {
            throw new SessionException.Refused("No session before the application has started");
        }
        return engine;
    }

    private <T, X extends Throwable> T frame(SessionSpec spec, SessionQuery<T, X> work) throws X {
        Frame outer = Frame.current();
        if (spec.propagation() == Propagation.NEVER) {
            if (outer != null) {
                outgoingCalls.violation(outer.root().name(), spec.name());
            }
            return work.call(session);
        }
        return outer == null ? root(spec, work) : joined(spec, outer, work);
    }

    private <T, X extends Throwable> T joined(SessionSpec spec, Frame outer, SessionQuery<T, X> work) throws X {
        if (spec.propagation() == Propagation.ROOT_ONLY) {
            throw new SessionException.Refused("Session '%s' must be the outermost, but '%s' is open on this thread"
                    .formatted(spec.name(), outer.root().name()));
        }
        if (outer.root().spec().readOnly() && !spec.readOnly()) {
            throw new SessionException.Refused("Session '%s' may write, so it cannot join '%s', which is read-only"
                    .formatted(spec.name(), outer.root().name()));
        }
        Frame frame = Frame.enter(spec);
        try {
            return work.call(session);
        } catch (Throwable failure) {
            frame.root().failed(failure);
            throw failure;
        } finally {
            frame.leave();
        }
    }

    private <T, X extends Throwable> T root(SessionSpec spec, SessionQuery<T, X> work) throws X {
        if (!BlockingOperationControl.isBlockingAllowed()) {
            throw new SessionException.Refused("Session '%s' was asked for on the event-loop thread %s; hop to a worker first"
                    .formatted(spec.name(), Thread.currentThread().getName()));
        }
        evictForeignTransaction(spec);
        Frame frame = Frame.enter(spec);
        live.add(frame);
        Outcome outcome = Outcome.ROLLED_BACK;
        try {
            begin(frame);
            T result = work.call(session);
            outcome = complete(frame);
            return result;
        } catch (Throwable failure) {
            rollBack(frame, failure);
            throw failure;
        } finally {
            detach(frame);
            frame.leave();
            live.remove(frame);
            metrics.ended(frame, outcome);
            if (outcome == Outcome.COMMITTED) {
                runAfterCommit(frame);
            }
        }
    }

    private void begin(Frame frame) {
        try {
            transactions.setTransactionTimeout((int) frame.spec().budget().backstop().toSeconds());
            transactions.begin();
            frame.owns(transactions.getTransaction());
            transactions.setTransactionTimeout(0);
        } catch (NotSupportedException | SystemException e) {
            throw new IllegalStateException("The transaction manager could not begin session '" + frame.name() + "'", e);
        }
    }

    /** The work returned: commits, or says why not. A pending interrupt must not cut the commit in half, so it waits. */
    private Outcome complete(Frame frame) {
        boolean interrupted = Thread.interrupted();
        try {
            if (frame.isDiscarded()) {
                rollBack(frame, null);
                return Outcome.DISCARDED;
            }
            refuseToCommitLate(frame);
            if (frame.firstFailure() != null || status(frame) != Status.STATUS_ACTIVE) {
                throw new SessionException.SwallowedFailure(frame.name(), frame.firstFailure());
            }
            // Before COMMIT, so that a violated constraint arrives as itself and not wrapped by the transaction manager.
            session.flush();
            commit(frame);
            return Outcome.COMMITTED;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void refuseToCommitLate(Frame frame) {
        Duration lasted = frame.lasted();
        Duration budget = frame.spec().budget().limit();
        if (lasted.compareTo(budget) > 0) {
            throw new SessionException.DeadlinePassed(frame.name(), lasted, budget);
        }
    }

    private void commit(Frame frame) {
        try {
            transactions.commit();
        } catch (RollbackException | HeuristicMixedException
                | HeuristicRollbackException | SystemException e) {
            throw new SessionException.CommitFailed(frame.name(), e);
        }
    }

    /** Never throws: what fails here is told as suppressed by the failure that led here. */
    private void rollBack(Frame frame, Throwable failure) {
        boolean interrupted = Thread.interrupted();
        try {
            if (transactions.getTransaction() != null) {
                transactions.rollback();
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

    /** Whatever happened, the thread leaves without a transaction. */
    private void detach(Frame frame) {
        try {
            Transaction left = transactions.getTransaction();
            if (left != null) {
                transactions.suspend();
                LOG.errorf("Session '%s' left its transaction on the thread; it was taken away", frame.name());
                left.rollback();
            }
        } catch (SystemException | IllegalStateException e) {
            LOG.errorf(e, "Session '%s' could not leave its thread clean", frame.name());
        }
    }

    /** A transaction that no frame owns was leaked by somebody else: this session must neither join nor commit it. */
    private void evictForeignTransaction(SessionSpec spec) {
        try {
            Transaction foreign = transactions.getTransaction();
            if (foreign == null) {
                return;
            }
            transactions.suspend();
            metrics.foreignTransaction();
            LOG.errorf("Thread %s carried a transaction that no session owns; rolled it back before session '%s'",
                    Thread.currentThread().getName(), spec.name());
            foreign.rollback();
        } catch (SystemException | IllegalStateException e) {
            LOG.errorf(e, "A transaction that no session owns could not be rolled back before session '%s'", spec.name());
        }
    }

    private int status(Frame frame) {
        try {
            Transaction transaction = frame.transaction();
            return transaction == null ? Status.STATUS_NO_TRANSACTION : transaction.getStatus();
        } catch (SystemException e) {
            throw new IllegalStateException("The transaction manager does not know session '" + frame.name() + "'", e);
        }
    }

    private void runAfterCommit(Frame frame) {
        for (Frame.AfterCommit followUp : frame.afterCommit()) {
            try {
                followUp.action().run();
            } catch (Throwable failure) {
                // The data is committed: the caller must not be told that it failed.
                metrics.afterCommitFailed(followUp.name());
                LOG.errorf(failure, "'%s' failed after the commit of session '%s'", followUp.name(), frame.name());
            }
        }
    }

    /** How a root frame ended, as told by the metrics. */
    enum Outcome {
        COMMITTED,
        DISCARDED,
        ROLLED_BACK
    }
}
