package io.vigil.session.internal;

import jakarta.enterprise.context.ApplicationScoped;

import org.hibernate.SessionEventListener;
import org.hibernate.resource.jdbc.spi.StatementInspector;

import io.quarkus.hibernate.orm.PersistenceUnitExtension;

/** Sees each statement before it goes out: counts it, refuses it once the frame's budget is spent, and has it timed. */
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
        }
        return sql;
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
