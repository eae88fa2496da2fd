package io.vigil.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;

import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.enterprise.context.control.ActivateRequestContext;
import jakarta.inject.Inject;
import jakarta.transaction.TransactionManager;

import org.eclipse.microprofile.context.ManagedExecutor;
import org.eclipse.microprofile.context.ThreadContext;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.junit.jupiter.api.Test;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.vigil.session.watch.ProbeFactory;
import io.vigil.session.watch.SessionSelfCheck;
import io.vigil.testsupport.SessionLeaks;

/** What no rule of the build stopped is refused when it runs. */
@QuarkusTest
class NoOtherWayTest {

    @Inject
    AgroalDataSource pool;

    @Inject
    Session session;

    @Inject
    SessionFactory factory;

    @Inject
    TransactionManager transactions;

    @Inject
    SessionSelfCheck check;

    @Test
    void refuses_a_connection_outside_a_session() {
        assertThatThrownBy(() -> pool.getConnection()).isInstanceOf(SQLException.class)
                .hasMessage("Connection acquired without transaction.");
        assertThat(pool.getMetrics().activeCount()).isZero();
    }

    @Test
    @ActivateRequestContext
    void refuses_panache_and_the_injected_session_outside_a_session_even_in_a_request() {
        assertThatThrownBy(() -> Jotting.count()).isInstanceOf(ContextNotActiveException.class);
        assertThatThrownBy(() -> Jotting.of("a", "x").persist()).isInstanceOf(ContextNotActiveException.class);
        assertThatThrownBy(() -> session.find(Jotting.class, "a")).isInstanceOf(ContextNotActiveException.class);
        assertThatThrownBy(() -> Jotting.streamAll()).isInstanceOf(ContextNotActiveException.class);
    }

    @Test
    void refuses_a_session_that_hibernate_opened() {
        try (Session stray = factory.openSession()) {
            assertThatThrownBy(() -> stray.createNativeQuery("select 1", Integer.class).getSingleResult())
                    .hasStackTraceContaining("Connection acquired without transaction.");
        }
    }

    @Test
    void has_nothing_to_give_or_to_discard_outside_a_session() {
        assertThatThrownBy(SessionContext::current).isInstanceOf(SessionException.Refused.class)
                .hasMessageContaining("@SessionScoped");
        assertThatThrownBy(() -> SessionContext.rollback("nothing")).isInstanceOf(SessionException.Refused.class);
    }

    @Test
    void finds_at_start_that_nothing_is_wrong() {
        check.probe();
    }

    @Test
    void finds_at_start_what_would_be_wrong() throws Exception {
        SessionLeaks.expect("session.foreign.tx", 1);
        SessionLeaks.expect("session.orphan.connections", 1);
        ManagedExecutor travelling = ManagedExecutor.builder().propagated(ThreadContext.TRANSACTION)
                .cleared(ThreadContext.ALL_REMAINING).build();
        try {
            // With a transaction of its own on the thread nothing is outside.
            transactions.begin();

            assertThatThrownBy(() -> ProbeFactory
                    .expecting("-c lock_timeout=1 -c idle_in_transaction_session_timeout=2", session, pool, transactions,
                            travelling)
                    .probe())
                    .isInstanceOf(SessionException.RulesBroken.class)
                    .hasMessageContaining("a query ran outside a session")
                    .hasMessageContaining("the pool gave a connection outside a session")
                    .hasMessageContaining("a transaction travelled to another thread")
                    .hasMessageContaining("lock_timeout of REQUEST sessions is 4000 ms, not 1")
                    .hasMessageContaining("idle_in_transaction_session_timeout of AUTH sessions is 15000 ms, not 2");
        } finally {
            travelling.shutdownNow();
        }
    }
}
