package io.vigil.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;

/** What a door does when a session is already open on its thread. */
@QuarkusTest
class PropagationTest {

    @Inject
    AgroalDataSource pool;

    @Inject
    MeterRegistry registry;

    @ParameterizedTest
    @EnumSource
    void joins_the_open_session_in_one_transaction_on_one_connection(Door door) throws Exception {
        SessionContext.<Exception> run("test.outer", outer -> {
            Jotting jotting = Jotting.of("a", "x");
            outer.persist(jotting);
            String transaction = Rows.ask("pg_current_xact_id()");
            door.open(() -> {
                assertThat(Rows.ask("pg_current_xact_id()")).isEqualTo(transaction);
                assertThat(SessionContext.current().contains(jotting)).isTrue();
                assertThat(pool.getMetrics().activeCount()).isOne();
            });
            assertThat(Rows.ask("pg_current_xact_id()")).isEqualTo(transaction);
        });

        assertThat(Rows.stored()).containsExactly("a");
    }

    @Test
    void shows_panache_the_same_session() {
        SessionContext.run("test.panache", db -> {
            Jotting jotting = Jotting.of("a", "x");
            jotting.persist();
            assertThat(db.contains(jotting)).isTrue();
            assertThat(Jotting.<Jotting> findById("a")).isSameAs(jotting);
        });
    }

    @Test
    void joins_when_a_bean_calls_itself() throws Exception {
        Door.bean().callsItself(() -> Rows.add("a"));

        assertThat(Rows.stored()).containsExactly("a");
    }

    @Test
    void discards_the_whole_when_an_inner_session_asks_for_it() {
        SessionContext.run("test.outer", () -> {
            Rows.add("a");
            SessionContext.run("test.inner", () -> SessionContext.rollback("not wanted"));
        });

        assertThat(Rows.stored()).isEmpty();
    }

    @Test
    void opens_a_root_only_session_outside_and_refuses_it_inside() throws Exception {
        Door.bean().rootOnly(() -> Rows.add("a"));
        SessionContext.session("test.root").rootOnly().run(() -> Rows.add("b"));

        assertThatThrownBy(() -> SessionContext.run("test.outer", () -> Door.bean().rootOnly(() -> Rows.add("c"))))
                .isInstanceOf(SessionException.Refused.class)
                .hasMessage("Session 'test.root-only' must be the outermost, but 'test.outer' is open on this thread");
        assertThat(Rows.stored()).containsExactly("a", "b");
    }

    @Test
    void runs_an_outgoing_method_without_a_session() throws Exception {
        Door.bean().never(() -> {
            assertThatThrownBy(SessionContext::current).isInstanceOf(SessionException.Refused.class);
            SessionContext.requireNone("test.client");
        });
    }

    @Test
    void refuses_an_outgoing_method_while_a_session_is_open_and_counts_it() {
        assertThatThrownBy(() -> SessionContext.run("test.holder", () -> Door.bean().never(() -> Rows.add("a"))))
                .isInstanceOf(SessionException.HeldDuringOutgoingCall.class)
                .hasMessageContaining("'test.never' was called while session 'test.holder' was open");
        assertThatThrownBy(() -> SessionContext.run("test.holder", () -> SessionContext.requireNone("test.client")))
                .isInstanceOf(SessionException.HeldDuringOutgoingCall.class).hasMessageContaining("'test.client'");

        assertThat(Rows.stored()).isEmpty();
        assertThat(registry.get("session.io.violations").tag("name", "test.holder").tag("client", "test.client").counter()
                .count()).isOne();
    }

    @Test
    void refuses_a_writer_inside_a_read_only_session() {
        assertThatThrownBy(() -> Door.bean().readOnly(() -> Door.bean().sessionScoped(() -> Rows.add("a"))))
                .isInstanceOf(SessionException.Refused.class)
                .hasMessage("Session 'test.session-scoped' may write, so it cannot join 'test.read-only', which is read-only");
    }

    @Test
    void lets_a_reader_join_a_reader_and_a_writer() throws Exception {
        Door.bean().readOnly(() -> Door.bean().readOnly(() -> Rows.ask("1")));
        Door.bean().sessionScoped(() -> {
            Rows.add("a");
            Door.bean().readOnly(() -> assertThat(Jotting.count()).isOne());
        });

        assertThat(Rows.stored()).containsExactly("a");
    }
}
