package io.vigil.session.internal;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.hibernate.FlushMode;
import org.hibernate.Session;
import org.jboss.logging.Logger;

import io.quarkus.runtime.BlockingOperationControl;
import io.quarkus.runtime.StartupEvent;
import io.vigil.session.CommitOutcomeUnknown;
import io.vigil.session.Propagation;
import io.vigil.session.SessionContext.SessionQuery;
import io.vigil.session.SessionDeadline;
import io.vigil.session.SessionException;
import io.vigil.session.SessionSpec;
import io.vigil.session.guard.AnswerGuard;

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

    private final Transactions transactions;
    private final Session session;
    private final SessionMetrics metrics;
    private final OutgoingCalls outgoingCalls;
    private final Ticker ticker;

    SessionEngine(Transactions transactions, Session session, SessionMetrics metrics, OutgoingCalls outgoingCalls,
            Ticker ticker) {
        this.transactions = transactions;
        this.session = session;
        this.metrics = metrics;
        this.outgoingCalls = outgoingCalls;
        this.ticker = ticker;
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
        running().outgoingCalls.violation(frame, client);
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
                outgoingCalls.violation(outer, spec.name());
            }
            return work.call(session);
        }
        return outer == null ? root(spec, work) : joined(spec, outer, work);
    }

    private <T, X extends Throwable> T joined(SessionSpec spec, Frame outer, SessionQuery<T, X> work) throws X {
        Frame root = outer.root();
        if (spec.propagation() == Propagation.ROOT_ONLY) {
            throw refused(root, "Session '%s' must be the outermost, but '%s' is open on this thread", spec);
        }
        if (root.spec().readOnly() && !spec.readOnly()) {
            throw refused(root, "Session '%s' may write, so it cannot join '%s', which is read-only", spec);
        }
        Frame frame = Frame.enter(spec, outer, ticker);
        try {
            return work.call(session);
        } catch (Throwable failure) {
            root.failed(failure);
            throw failure;
        } finally {
            frame.leave();
        }
    }

    /** Work that was refused is work not done: if the refusal is swallowed, the session fails at its end. */
    static SessionException.Refused refused(Frame root, String message, SessionSpec spec) {
        SessionException.Refused refused = new SessionException.Refused(message.formatted(spec.name(), root.name()));
        root.failed(refused);
        return refused;
    }

    private <T, X extends Throwable> T root(SessionSpec spec, SessionQuery<T, X> work) throws X {
        if (!BlockingOperationControl.isBlockingAllowed()) {
            throw new SessionException.Refused("Session '%s' was asked for on the event-loop thread %s; hop to a worker first"
                    .formatted(spec.name(), Thread.currentThread().getName()));
        }
        if (transactions.isAnyOnThread()) {
            transactions.evictForeign("before session '" + spec.name() + "'");
        }
        Frame frame = Frame.enter(spec, null, ticker);
        Outcome outcome = Outcome.ROLLED_BACK;
        T result;
        try {
            frame.open = true;
            transactions.begin(frame);
            result = work.call(session);
            refuseToOutlive(frame, result);
            outcome = complete(frame);
        } catch (Throwable failure) {
            outcome = failure instanceof CommitOutcomeUnknown ? Outcome.UNKNOWN : Outcome.ROLLED_BACK;
            SessionDeadline deadline = deadlineBehind(frame, failure);
            rollBack(frame, failure);
            if (deadline != null) {
                throw deadline;
            }
            throw failure;
        } finally {
            frame.open = false;
            leave(frame, outcome);
        }
        if (outcome == Outcome.COMMITTED) {
            runAfterCommit(frame);
        }
        return result;
    }

    private static void refuseToOutlive(Frame frame, Object answer) {
        Class<?> outliving = AnswerGuard.outliving(answer);
        if (outliving != null) {
            throw new SessionException.Refused("Session '%s' answers a %s, which would outlive it; records and values leave"
                    .formatted(frame.name(), outliving.getName()));
        }
    }

    /** The deadline that this failure is only the symptom of, or null: the work's own failure arrives unchanged. */
    private SessionDeadline deadlineBehind(Frame frame, Throwable failure) {
        if (failure instanceof CommitOutcomeUnknown) {
            // A deadline would claim that it was rolled back.
            return null;
        }
        if (failure instanceof SessionDeadline) {
            metrics.deadlinePassed(frame.name(), "budget");
        } else if (failure instanceof Exception && frame.isCutShort()) {
            metrics.deadlinePassed(frame.name(), "watchdog");
            return frame.deadline(failure);
        } else if (failure instanceof Exception && transactions.isTakenAway(frame) && frame.isLate()) {
            metrics.deadlinePassed(frame.name(), "backstop");
            return frame.deadline(failure);
        }
        return null;
    }

    /**
     * Commits what was done so far and goes on in a new transaction; see {@link io.vigil.session.SessionContext#checkpoint}.
     */
    public static void checkpoint(Frame frame) {
        running().commitSoFar(frame);
    }

    private void commitSoFar(Frame frame) {
        if (frame != frame.root()) {
            throw refused(frame.root(), "Session '%s' was joined: a checkpoint in it would make half of '%s' permanent",
                    frame.spec());
        }
        if (frame.discardReason() != null) {
            throw refused(frame, "Session '%s' is to be discarded; there is no checkpoint in '%s' any more", frame.spec());
        }
        try {
            complete(frame);
        } catch (Throwable failure) {
            // Swallowed or not: what came before it is not stored, so nothing that follows may be.
            frame.failed(failure);
            throw failure;
        }
        // As after the end: the connection is back, and an action may open a session of its own.
        frame.open = false;
        frame.leave();
        try {
            runAfterCommit(frame);
        } finally {
            frame.resume();
        }
        transactions.begin(frame);
    }

    /** The work returned: commits, or says why not. A pending interrupt must not cut the commit in half, so it waits. */
    private Outcome complete(Frame frame) {
        boolean interrupted = Thread.interrupted();
        try {
            if (frame.discardReason() != null) {
                LOG.debugf("Session '%s' is discarded: %s", frame.name(), frame.discardReason());
                rollBack(frame, null);
                return Outcome.DISCARDED;
            }
            refuseToCommitHalf(frame);
            if (transactions.hasSession(frame) && transactions.isActive(frame)) {
                frame.refuseWhenLate();
                // Before COMMIT, so that a violated constraint arrives as itself and not wrapped by the transaction manager.
                session.flush();
                // What is flushed need not be compared a second time by the commit.
                session.setHibernateFlushMode(FlushMode.MANUAL);
            }
            frame.commits();
            ConnectionWatch.endLean(frame);
            transactions.commit(frame);
            return Outcome.COMMITTED;
        } finally {
            frame.times().answered();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Something failed inside and its exception did not get here. */
    private static void refuseToCommitHalf(Frame frame) {
        Throwable first = frame.firstFailure() != null ? frame.firstFailure() : ConnectionWatch.failureIn(frame).orElse(null);
        if (first instanceof CommitOutcomeUnknown unknown) {
            // Of a checkpoint; swallowed or not, nobody may be told that its part was rolled back.
            throw unknown;
        }
        if (first != null) {
            throw new SessionException.SwallowedFailure(frame.name(), first);
        }
    }

    private void rollBack(Frame frame, Throwable failure) {
        ConnectionWatch.rollBack(frame,
                failure instanceof VirtualMachineError || frame.firstFailure() instanceof VirtualMachineError);
        transactions.rollBack(frame, failure);
    }

    private void leave(Frame frame, Outcome outcome) {
        try {
            transactions.detach(frame);
        } finally {
            frame.leave();
        }
        try {
            metrics.ended(frame, outcome);
        } catch (RuntimeException e) {
            // A meter that cannot be had must not turn stored work into a failure.
            LOG.errorf(e, "Session '%s' could not be measured", frame.name());
        }
    }

    private void runAfterCommit(Frame frame) {
        for (Frame.AfterCommit followUp : frame.takeAfterCommit()) {
            try {
                followUp.action().run();
                metrics.afterCommitRan(followUp.name());
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
        ROLLED_BACK,
        UNKNOWN
    }
}
