package io.vigil.session;

import java.util.Objects;

import io.vigil.session.SessionContext.Query;
import io.vigil.session.SessionContext.SessionQuery;
import io.vigil.session.SessionContext.SessionWork;
import io.vigil.session.SessionContext.Work;
import io.vigil.session.internal.SessionEngine;

/**
 * What is asked of a session before it is opened. Immutable; each method below answers a changed copy.
 *
 * <pre>
 * SessionContext.session("events.claim").rootOnly().call(db -&gt; …);
 * </pre>
 *
 * @param name the session's name: {@code feature.deed}, constant, unique
 * @param propagation what to do when this thread already has a session
 * @param readOnly whether PostgreSQL is to refuse every write of it
 * @param budget how long it may last; a session that joins another lives within that one's budget
 */
public record SessionSpec(String name, Propagation propagation, boolean readOnly, Budget budget) {

    public SessionSpec {
        Objects.requireNonNull(propagation, "propagation");
        Objects.requireNonNull(budget, "budget");
        if (name.isBlank()) {
            throw new IllegalArgumentException("A session needs a name");
        }
    }

    /** Refuses to join a session that is already open. */
    public SessionSpec rootOnly() {
        return new SessionSpec(name, Propagation.ROOT_ONLY, readOnly, budget);
    }

    /** Lets PostgreSQL refuse every write. */
    public SessionSpec asReadOnly() {
        return new SessionSpec(name, propagation, true, budget);
    }

    /** Limits how long the session may last. */
    public SessionSpec within(Budget limit) {
        return new SessionSpec(name, propagation, readOnly, limit);
    }

    /** Runs the work in a session as described; the work's own exception arrives unchanged. */
    public <X extends Throwable> void run(Work<X> work) throws X {
        SessionEngine.<Void, X> open(this, db -> {
            work.run();
            return null;
        });
    }

    /** Runs the work in a session as described and hands it that session. */
    public <X extends Throwable> void run(SessionWork<X> work) throws X {
        SessionEngine.<Void, X> open(this, db -> {
            work.run(db);
            return null;
        });
    }

    /** Answers what the work answers, after commit. */
    public <T, X extends Throwable> T call(Query<T, X> work) throws X {
        return SessionEngine.<T, X> open(this, db -> work.call());
    }

    /** Answers what the work answers, after commit, and hands it the session. */
    public <T, X extends Throwable> T call(SessionQuery<T, X> work) throws X {
        return SessionEngine.open(this, work);
    }
}
