package io.vigil.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.test.junit.QuarkusTest;
import io.vigil.session.internal.LiveFrames;
import io.vigil.session.internal.MovableTicker;
import io.vigil.testsupport.Database;

/** What each session cost is told by its name. */
@QuarkusTest
class SessionMetricsTest {

    @Inject
    MeterRegistry registry;

    @Inject
    LiveFrames live;

    @Inject
    MovableTicker ticker;

    @Test
    void counts_each_end_by_name_and_outcome() {
        for (int i = 0; i < 3; i++) {
            String key = "a" + i;
            SessionContext.run("metrics.ends", () -> Rows.add(key));
        }
        SessionContext.run("metrics.ends", () -> SessionContext.rollback("not wanted"));
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> SessionContext.run("metrics.ends", () -> {
                throw new IllegalStateException("stop");
            })).hasMessage("stop");
        }

        assertThat(ended("metrics.ends", "committed")).isEqualTo(3);
        assertThat(ended("metrics.ends", "discarded")).isOne();
        assertThat(ended("metrics.ends", "rolled_back")).isEqualTo(2);
    }

    @Test
    void counts_the_statements_of_a_session_and_of_those_that_joined_it() {
        SessionContext.run("metrics.statements", () -> {
            Rows.ask("1");
            SessionContext.run("metrics.joined", () -> Rows.ask("2"));
            Jotting.of("a", "x").persist();
        });

        assertThat(registry.get("session.statements").tag("name", "metrics.statements").summary().totalAmount()).isEqualTo(3);
        assertThat(registry.find("session.statements").tag("name", "metrics.joined").summary()).isNull();
    }

    @Test
    void tells_how_long_a_connection_was_held_apart_from_how_long_the_session_lasted() {
        SessionContext.run("metrics.hold", () -> {
            ticker.forward(Duration.ofSeconds(3));
            Rows.ask("1");
            ticker.forward(Duration.ofSeconds(2));
        });
        SessionContext.run("metrics.no-hold", () -> {
        });

        assertThat(seconds("session", "metrics.hold")).isBetween(5.0, 6.0);
        assertThat(seconds("session.hold", "metrics.hold")).isBetween(2.0, 3.0);
        assertThat(seconds("session.hold", "metrics.no-hold")).isZero();
    }

    @Test
    void tells_how_long_a_connection_was_held_that_died() {
        assertThatThrownBy(() -> SessionContext.run("metrics.died", () -> {
            Database.run("select pg_terminate_backend(" + Rows.ask("pg_backend_pid()") + ")");
            ticker.forward(Duration.ofSeconds(3));
            Rows.ask("1");
        })).isNotNull();

        assertThat(seconds("session.hold", "metrics.died")).isBetween(3.0, 10.0);
    }

    @Test
    void lists_a_session_while_it_is_open() {
        SessionContext.run("metrics.outer", () -> {
            ticker.forward(Duration.ofMillis(1500));
            SessionContext.run("metrics.inner", () -> assertThat(live.describe()).singleElement().asString()
                    .matches("metrics\\.outer on .* for (1[5-9]|[2-9]\\d)\\d\\d ms.*"));
        });

        assertThat(live.describe()).isEmpty();
    }

    @Test
    void names_a_request_session_by_class_and_method() throws Exception {
        long before = ended("door-bean.request-session", "committed");
        Door.bean().requestSession(() -> Rows.ask("1"));

        assertThat(ended("door-bean.request-session", "committed")).isEqualTo(before + 1);
    }

    private long ended(String name, String outcome) {
        Timer timer = registry.find("session").tag("name", name).tag("outcome", outcome).timer();
        return timer == null ? 0 : timer.count();
    }

    private double seconds(String meter, String name) {
        return registry.get(meter).tag("name", name).timers().stream().mapToDouble(timer -> timer.totalTime(TimeUnit.SECONDS))
                .sum();
    }
}
