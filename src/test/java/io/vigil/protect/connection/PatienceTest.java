package io.vigil.protect.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import io.vigil.protect.ProtectConfig;
import io.vigil.protect.client.ControllerAccess;
import io.vigil.protect.client.ControllerException;
import io.vigil.protect.client.ControllerException.Kind;
import io.vigil.protect.connection.Patience.Next;
import io.vigil.protect.internal.ConnectionState;
import io.vigil.protect.internal.Target;

/** When a controller is tried again; the times are those of the defaults. */
class PatienceTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final ProtectConfig.Connection CONFIG = new Times(Duration.ofSeconds(1), Duration.ofSeconds(60),
            Duration.ofSeconds(60), Duration.ofMinutes(2), Duration.ofSeconds(30), Duration.ofMinutes(5),
            Duration.ofSeconds(30), Duration.ofSeconds(10), Duration.ofMinutes(5));

    private record Times(Duration backoff, Duration longestBackoff, Duration goodAfter, Duration refusedRetry,
            Duration passwordRetry, Duration limitedRetry, Duration lease, Duration renewEvery,
            Duration reconcileEvery) implements ProtectConfig.Connection {
    }

    private final Patience withKey = new Patience(CONFIG, false, false);
    private final Patience withPassword = new Patience(CONFIG, true, false);

    @Test
    void waits_double_up_to_a_minute_and_stay_there() {
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            waits.add(wait(withKey.failed(because(Kind.UNREACHABLE), NOW)).toMillis());
        }

        for (int i = 0; i < 100; i++) {
            long most = i < 6 ? 1000L << i : 60_000;
            assertThat(waits.get(i)).as("wait %d", i).isBetween(most / 2, most);
        }
        assertThat(waits.subList(6, 100).stream().distinct().count()).as("jittered").isGreaterThan(50);
    }

    @Test
    void a_good_connection_is_made_again_at_once_and_a_short_one_is_not() {
        for (int i = 0; i < 10; i++) {
            withKey.failed(because(Kind.TIMED_OUT), NOW);
        }
        withKey.connected();

        assertThat(wait(withKey.lost(Duration.ofSeconds(59), NOW))).isGreaterThanOrEqualTo(Duration.ofSeconds(30));
        assertThat(wait(withKey.lost(Duration.ofSeconds(60), NOW))).isZero();
        assertThat(wait(withKey.lost(Duration.ofSeconds(1), NOW))).isLessThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void a_password_is_tried_twice_and_then_no_more() {
        Next first = withPassword.failed(because(Kind.REFUSED), NOW);
        Next second = withPassword.failed(because(Kind.REFUSED), NOW);

        assertThat(first).isEqualTo(new Next(ConnectionState.REFUSED, NOW.plusSeconds(30)));
        assertThat(second).isEqualTo(new Next(ConnectionState.REFUSED, null));
    }

    @Test
    void a_password_that_another_process_was_refused_with_is_tried_once() {
        Next next = new Patience(CONFIG, true, true).failed(because(Kind.REFUSED), NOW);

        assertThat(next).isEqualTo(new Next(ConnectionState.REFUSED, null));
    }

    @Test
    void only_refusals_in_a_row_count() {
        withPassword.failed(because(Kind.REFUSED), NOW);
        withPassword.failed(because(Kind.UNREACHABLE), NOW);
        assertThat(withPassword.failed(because(Kind.REFUSED), NOW).attemptAt()).isNotNull();
        withPassword.connected();
        assertThat(withPassword.failed(because(Kind.REFUSED), NOW).attemptAt()).isNotNull();
    }

    @Test
    void a_key_that_is_refused_twice_is_tried_each_two_minutes() {
        Next first = withKey.failed(because(Kind.REFUSED), NOW);

        assertThat(first.state()).isEqualTo(ConnectionState.WAITING);
        for (int i = 0; i < 3; i++) {
            assertThat(withKey.failed(because(Kind.REFUSED), NOW))
                    .isEqualTo(new Next(ConnectionState.REFUSED, NOW.plusSeconds(120)));
        }
    }

    @Test
    void an_unknown_certificate_is_looked_at_again_each_two_minutes() {
        for (int i = 0; i < 3; i++) {
            assertThat(withKey.failed(because(Kind.UNTRUSTED), NOW))
                    .isEqualTo(new Next(ConnectionState.UNTRUSTED, NOW.plusSeconds(120)));
        }
    }

    @Test
    void a_key_beside_an_account_is_treated_as_a_key() {
        Patience withBoth = Patience.of(CONFIG, target("key"));
        ControllerException limited = new ControllerException(Kind.LIMITED, "Too often", Duration.ofSeconds(7), null);

        assertThat(wait(withBoth.failed(limited, NOW))).isEqualTo(Duration.ofSeconds(7));
        withBoth.failed(because(Kind.REFUSED), NOW);
        assertThat(withBoth.failed(because(Kind.REFUSED), NOW))
                .isEqualTo(new Next(ConnectionState.REFUSED, NOW.plusSeconds(120)));
        assertThat(wait(Patience.of(CONFIG, target(null)).failed(limited, NOW))).isEqualTo(Duration.ofMinutes(5));
    }

    private static Target target(String apiKey) {
        return new Target(UUID.randomUUID(), 1, new ControllerAccess("localhost", 443, false, null, apiKey, "viewer", "secret"),
                ConnectionState.WAITING, NOW, null, null, null, 0, null);
    }

    @Test
    void who_was_told_to_wait_waits_and_with_a_password_five_minutes_at_least() {
        ControllerException limited = new ControllerException(Kind.LIMITED, "Too often", Duration.ofSeconds(7), null);

        assertThat(wait(withKey.failed(limited, NOW))).isEqualTo(Duration.ofSeconds(7));
        assertThat(wait(withPassword.failed(limited, NOW))).isEqualTo(Duration.ofMinutes(5));
        assertThat(withKey.failed(because(Kind.LIMITED), NOW))
                .isEqualTo(new Next(ConnectionState.LIMITED, NOW.plusSeconds(1)));
    }

    private static Duration wait(Next next) {
        return Duration.between(NOW, next.attemptAt());
    }

    private static ControllerException because(Kind kind) {
        return new ControllerException(kind, "No");
    }
}
