package io.vigil.protect.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;

/** A wait ends by the clock or by the time that passes, whichever is first. */
class DueTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void ends_when_the_clock_says_so() {
        Due due = Due.at(NOW.plusSeconds(600), NOW);

        assertThat(due.isOver(NOW.plusSeconds(599))).isFalse();
        assertThat(due.isOver(NOW.plusSeconds(600))).isTrue();
    }

    @Test
    void a_clock_that_was_set_back_delays_nothing() {
        Due due = Due.at(NOW.plusMillis(20), NOW);

        await().until(() -> due.isOver(NOW.minus(Duration.ofDays(1))));
    }

    @Test
    void a_time_beyond_all_waits_is_no_overflow() {
        assertThat(Due.at(Instant.MAX, NOW).isOver(NOW)).isFalse();
        assertThat(Due.at(Instant.MIN, NOW).isOver(NOW)).isTrue();
    }
}
