package io.vigil.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.Map;

import jakarta.inject.Inject;

import org.hibernate.Session;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.session.SessionContext;
import io.vigil.session.internal.MovableTicker;

@QuarkusTest
class SessionTraceTest {

    @Inject
    MovableTicker ticker;

    @Test
    void tells_each_session_at_its_end_and_each_action_that_followed() {
        SessionLeaks.expect("session.after.commit.failures", 1);

        SessionTrace trace = SessionTrace.of(() -> {
            SessionContext.run("trace.outer", db -> {
                ask(db);
                SessionContext.run("trace.joined", SessionTraceTest::ask);
                SessionContext.afterCommit("trace.fails", () -> {
                    throw new IllegalStateException("of the test");
                });
                SessionContext.afterCommit("trace.reads",
                        () -> SessionContext.session("trace.after").asReadOnly().run(SessionTraceTest::ask));
            });
            SessionContext.run("trace.discards", () -> {
                SessionContext.afterCommit("trace.never", () -> {
                });
                SessionContext.rollback("not wanted");
            });
            catchThrowable(() -> SessionContext.run("trace.breaks", () -> {
                throw new IllegalStateException("of the test");
            }));
        });

        assertThat(trace.lines()).containsExactly(
                "trace.outer committed, 2 statements",
                "trace.fails followed and failed",
                "trace.after read and committed, 1 statement",
                "trace.reads followed",
                "trace.discards discarded, 0 statements, dropped trace.never",
                "trace.breaks rolled back, 0 statements");
        assertThat(trace.statements()).isEqualTo(
                Map.of("trace.outer", 2, "trace.after", 1, "trace.discards", 0, "trace.breaks", 0));
        assertThat(trace.followed()).extracting(SessionTrace.Followed::failed).containsExactly(true, false);
    }

    @Test
    void tells_how_long_a_connection_was_held() {
        SessionTrace trace = SessionTrace.of(() -> SessionContext.run("trace.held", db -> {
            ticker.forward(Duration.ofSeconds(3));
            ask(db);
            ticker.forward(Duration.ofSeconds(2));
        }));

        assertThat(trace.sessions()).singleElement()
                .satisfies(session -> assertThat(session.held()).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(3)));
    }

    @Test
    void tells_nothing_of_what_ends_later() {
        SessionTrace trace = SessionTrace.of(() -> {
        });
        SessionContext.run("trace.later", SessionTraceTest::ask);

        assertThat(trace.lines()).isEmpty();
    }

    private static void ask(Session db) {
        db.createNativeQuery("select 1", Integer.class).getSingleResult();
    }
}
