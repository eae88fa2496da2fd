package bench.ways;

import java.util.UUID;

import jakarta.enterprise.context.ApplicationScoped;

import io.quarkus.arc.Unremovable;
import io.vigil.session.Propagation;
import io.vigil.session.SessionContext;
import io.vigil.session.SessionScoped;

/** The application's annotated door, on its own persistence unit. */
@Unremovable
@ApplicationScoped
public class Annotated {

    /** No session, and says so. */
    @SessionScoped(value = "bench.never", propagation = Propagation.NEVER)
    public int never(int value) {
        return value;
    }

    /** A session that does nothing, or a part of the one that is open. */
    @SessionScoped("bench.empty")
    public int empty(int value) {
        return value;
    }

    /** A call without a session, for comparison. */
    public int plain(int value) {
        return value;
    }

    /** A statement in a session that may write. */
    @SessionScoped("bench.select")
    public Integer select() {
        return Work.select(SessionContext.current());
    }

    /** A statement in a session that may not write. */
    @SessionScoped(value = "bench.select-read-only", readOnly = true)
    public Integer selectReadOnly() {
        return Work.select(SessionContext.current());
    }

    /** A row. */
    @SessionScoped("bench.insert")
    public UUID insert() {
        return Work.insert(SessionContext.current());
    }

    /** A statement, then an exception. */
    @SessionScoped("bench.fail")
    public Integer fail() {
        return Work.fail(SessionContext.current());
    }
}
