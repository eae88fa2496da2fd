package io.vigil.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.vigil.testsupport.SessionLeaks;

/** Follow-ups run after the commit, with the connection back. */
@QuarkusTest
class AfterCommitTest {

    @Inject
    AgroalDataSource pool;

    @Inject
    MeterRegistry registry;

    private final List<String> ran = new ArrayList<>();

    @ParameterizedTest
    @EnumSource
    void runs_in_order_once_the_data_is_stored_and_the_connection_is_back(Door door) throws Exception {
        door.open(() -> {
            Rows.add("a");
            SessionContext.afterCommit("test.first", () -> ran.add("first sees " + Rows.stored()));
            SessionContext.afterCommit("test.second",
                    () -> ran.add("second sees %d connections".formatted(pool.getMetrics().activeCount())));
            assertThat(ran).isEmpty();
        });

        assertThat(ran).containsExactly("first sees [a]", "second sees 0 connections");
    }

    @Test
    void waits_for_the_outermost_session() {
        SessionContext.run("test.outer", () -> {
            SessionContext.run("test.inner", () -> SessionContext.afterCommit("test.inner", () -> ran.add("inner")));
            assertThat(ran).isEmpty();
            SessionContext.afterCommit("test.outer", () -> ran.add("outer"));
        });

        assertThat(ran).containsExactly("inner", "outer");
    }

    @Test
    void may_open_a_session_of_its_own() {
        SessionContext.run("test.outer", () -> SessionContext.afterCommit("test.follow-up",
                () -> SessionContext.session("test.follow-up").rootOnly().run(() -> Rows.add("b"))));

        assertThat(Rows.stored()).containsExactly("b");
    }

    @Test
    void never_runs_when_the_session_rolls_back() {
        assertThatThrownBy(() -> SessionContext.run("test.fails", () -> {
            SessionContext.afterCommit("test.never", () -> ran.add("failed"));
            throw new IllegalStateException("stop");
        })).hasMessage("stop");
        SessionContext.run("test.discards", () -> {
            SessionContext.afterCommit("test.never", () -> ran.add("discarded"));
            SessionContext.rollback("not wanted");
        });

        assertThat(ran).isEmpty();
    }

    @Test
    void counts_a_failing_action_and_neither_fails_the_session_nor_skips_the_next() {
        SessionLeaks.expect("session.after.commit.failures", 2);

        SessionContext.run("test.fails-later", () -> {
            Rows.add("a");
            SessionContext.afterCommit("test.explode", () -> {
                throw new IllegalStateException("too late");
            });
            SessionContext.afterCommit("test.explode", () -> {
                throw new AssertionError("too late");
            });
            SessionContext.afterCommit("test.next", () -> ran.add("next"));
        });

        assertThat(Rows.stored()).containsExactly("a");
        assertThat(ran).containsExactly("next");
        assertThat(registry.get("session.after.commit.failures").tag("name", "test.explode").counter().count()).isEqualTo(2);
    }

    @Test
    void runs_at_once_where_no_session_is_open() {
        SessionContext.afterCommit("test.now", () -> ran.add("now"));

        assertThat(ran).containsExactly("now");
    }
}
