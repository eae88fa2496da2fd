package io.vigil.session;

import java.util.Collection;

import org.hibernate.Session;

import io.vigil.session.internal.Frame;
import io.vigil.session.internal.SessionEngine;

/**
 * The door to a session for threads that no request started (schedulers, event handlers, socket listeners), and what may be
 * asked of the session that is open on this thread.
 *
 * <pre>
 * SessionContext.run("cameras.forget", () -&gt; Camera.deleteById(id));
 *
 * int due = SessionContext.call("events.count-due", db -&gt; CameraEvent.countDue(db));
 *
 * // read, call outside, write: no session is open while the model thinks
 * SessionContext.phases("events.describe").read(db -&gt; Question.of(id))
 *         .outside(question -&gt; client.ask(question))
 *         .write((db, answer) -&gt; CameraEvent.record(id, answer));
 * </pre>
 *
 * Every door commits when the work returns, rolls back on any Throwable and rethrows it unchanged, and always gives the
 * connection back. The connection is taken with the first statement. Event-loop threads are refused.
 */
public final class SessionContext {

    private SessionContext() {
    }

    /** Work that answers nothing. */
    @FunctionalInterface
    public interface Work<X extends Throwable> {
        void run() throws X;
    }

    /** Work that wants the session in its hand. */
    @FunctionalInterface
    public interface SessionWork<X extends Throwable> {
        void run(Session db) throws X;
    }

    /** Work that answers something. */
    @FunctionalInterface
    public interface Query<T, X extends Throwable> {
        T call() throws X;
    }

    /** Work that answers something and wants the session in its hand. */
    @FunctionalInterface
    public interface SessionQuery<T, X extends Throwable> {
        T call(Session db) throws X;
    }

    /** Describes a session: joins one that is open, may write, and has the {@link Budget#BACKGROUND background} budget. */
    public static SessionSpec session(String name) {
        return new SessionSpec(name, Propagation.JOIN, false, Budget.BACKGROUND);
    }

    /** Runs the work in a session of that name. */
    public static <X extends Throwable> void run(String name, Work<X> work) throws X {
        session(name).run(work);
    }

    /** Runs the work in a session of that name and hands it the session. */
    public static <X extends Throwable> void run(String name, SessionWork<X> work) throws X {
        session(name).run(work);
    }

    /** Answers what the work answers, after commit. */
    public static <T, X extends Throwable> T call(String name, Query<T, X> work) throws X {
        return session(name).call(work);
    }

    /** Answers what the work answers, after commit, and hands it the session. */
    public static <T, X extends Throwable> T call(String name, SessionQuery<T, X> work) throws X {
        return session(name).call(work);
    }

    /**
     * Slow work in steps: read in one session, act outside any, write in another.
     *
     * <pre>
     * SessionContext.phases("summary.make").read(db -&gt; Day.facts(db, date))
     *         .outside(facts -&gt; model.ask(facts))
     *         .write((db, text) -&gt; Summary.store(db, date, text));
     * </pre>
     *
     * @param name of the whole; its sessions are called so with {@code -read} and {@code -write} behind
     */
    public static Phases phases(String name) {
        return new Phases(name, Budget.BACKGROUND);
    }

    /**
     * Works on many items, a chunk in each session. A chunk that fails is rolled back and its items are tried again one by one,
     * each in a session of its own, so that only the poisoned ones are left undone, with what they failed with.
     * <p>
     * A database that cannot be used, an unknown outcome of a commit and an Error end the batch: they blame no item. What was
     * committed until then stays.
     *
     * @param size of a chunk
     * @throws SessionException.Refused if a session is open on this thread
     */
    public static <K, X extends Exception> Batch.Result<K> batch(String name, Collection<K> items, int size,
            Batch.Work<K, X> work) {
        return Batch.run(session(name).rootOnly(), items, size, work);
    }

    /**
     * The session that is open on this thread.
     *
     * @throws SessionException.Refused if none is
     */
    public static Session current() {
        Frame frame = Frame.current();
        if (frame == null) {
            throw new SessionException.Refused("No session is open on this thread: open one with @SessionScoped, "
                    + "@RequestSession or SessionContext.run");
        }
        return SessionEngine.session();
    }

    /**
     * Commits what this session did so far, runs what was to follow its commit, gives the connection back, and goes on in a new
     * transaction with an empty persistence context, within what is left of the budget. A failure afterwards undoes only what
     * came after.
     *
     * @throws SessionException.Refused in a session that joined another: a callee never makes its caller's half permanent
     */
    public static void checkpoint() {
        SessionEngine.checkpoint(open("commit"));
    }

    /** Discards what this session wrote, without an exception: it rolls back when it ends, and is counted as discarded. */
    public static void rollback(String reason) {
        open("rollback").root().discard(reason);
    }

    /**
     * Runs the action once this session has committed and its connection is back, in the order asked for; never if it rolls
     * back. It may open sessions of its own. A failing action is counted and logged and does not fail what was committed.
     * Without an open session it runs at once.
     *
     * @param name what the action does, for the count and the log
     */
    public static void afterCommit(String name, Runnable action) {
        Frame frame = Frame.current();
        if (frame == null) {
            action.run();
        } else {
            frame.root().afterCommit(name, action);
        }
    }

    /**
     * Asserts that no session is open on this thread; every client of something outside calls it before it connects.
     * Throws in dev and test; in production it logs and counts, unless {@code vigil.session.outgoing-calls} says to throw.
     *
     * @param client who is about to call, as a metric label: a constant
     * @throws SessionException.HeldDuringOutgoingCall naming session and client
     */
    public static void requireNone(String client) {
        Frame frame = Frame.current();
        if (frame != null) {
            SessionEngine.heldDuringOutgoingCall(frame, client);
        }
    }

    private static Frame open(String deed) {
        Frame frame = Frame.current();
        if (frame == null) {
            throw new SessionException.Refused("No session is open on this thread, so there is nothing to " + deed);
        }
        return frame;
    }
}
