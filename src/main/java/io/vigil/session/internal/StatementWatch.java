package io.vigil.session.internal;

import jakarta.enterprise.context.ApplicationScoped;

import org.hibernate.SessionEventListener;
import org.hibernate.resource.jdbc.spi.StatementInspector;

import io.quarkus.hibernate.orm.PersistenceUnitExtension;
import io.vigil.session.guard.StatementGuard;

/**
 * Sees each statement before it goes out: counts it, has it timed, and refuses it once the frame's budget is spent, or where it
 * would end or bend the session from within.
 */
@PersistenceUnitExtension
@ApplicationScoped
public class StatementWatch implements StatementInspector {

    @Override
    public String inspect(String sql) {
        Frame frame = Frame.current();
        if (frame != null) {
            Frame root = frame.root();
            if (root.isFirstStatement()) {
                // Hibernate opens its session with the first use, so there is no earlier moment at which it costs nothing.
                SessionEngine.session().addEventListeners(new Timing(root.times()));
            }
            root.countStatement();
            root.refuseWhenLate();
            if (StatementGuard.isRefused(sql)) {
                throw SessionEngine.refused(root, "Session '%s' is not begun, ended or set up by SQL", root.spec());
            }
        }
        return sql;
    }

    /** Does what asks the database over the connection itself, which nobody else would take for a statement. */
    public static <T, X extends Exception> T asked(Frame root, Asking<T, X> asking) throws X {
        root.times().asks();
        try {
            return asking.ask();
        } finally {
            root.times().answered();
        }
    }

    /** What is asked. */
    @FunctionalInterface
    public interface Asking<T, X extends Exception> {
        T ask() throws X;
    }

    /** The pool tells of the wait for a connection, which happens inside the preparation of a statement. */
    private static final class Timing implements SessionEventListener {

        private final FrameTimes times;

        private Timing(FrameTimes times) {
            this.times = times;
        }

        @Override
        public void jdbcPrepareStatementStart() {
            times.asks();
        }

        @Override
        public void jdbcPrepareStatementEnd() {
            times.answered();
        }

        @Override
        public void jdbcExecuteStatementStart() {
            times.asks();
        }

        @Override
        public void jdbcExecuteStatementEnd() {
            times.answered();
        }

        @Override
        public void jdbcExecuteBatchStart() {
            times.asks();
        }

        @Override
        public void jdbcExecuteBatchEnd() {
            times.answered();
        }
    }
}
