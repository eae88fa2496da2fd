package io.vigil.system.clock;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;

class StepsBackTest {

    private static final Instant START = Instant.parse("2026-03-29T00:59:30Z");

    private Duration passed = Duration.ZERO;
    private final StepsBack steps = new StepsBack(START, () -> passed.toNanos());

    @Test
    void sees_a_clock_that_is_set_back_and_tells_what_time_it_would_be() {
        assertThat(after(1, START.plusSeconds(1))).isNull();
        assertThat(after(1, START.plusSeconds(2 - 3600))).isEqualTo(START.plusSeconds(2));
    }

    @Test
    void tells_it_once() {
        after(1, START.minusSeconds(3600));

        assertThat(after(1, START.minusSeconds(3599))).isNull();
    }

    @Test
    void sees_each_of_two() {
        assertThat(after(1, START.minusSeconds(60))).isEqualTo(START.plusSeconds(1));
        assertThat(after(1, START.minusSeconds(120))).isEqualTo(START.minusSeconds(59));
    }

    @Test
    void does_not_mind_a_step_forward_or_a_clock_that_is_slowed() {
        assertThat(after(1, START.plus(Duration.ofDays(1)))).isNull();
        assertThat(after(10, START.plus(Duration.ofDays(1)).plusMillis(8_100))).isNull();
    }

    @Test
    void does_not_mind_a_machine_that_slept() {
        assertThat(after(7200, START.plusSeconds(7200))).isNull();
    }

    private Instant after(long seconds, Instant now) {
        passed = passed.plusSeconds(seconds);
        return steps.before(now).orElse(null);
    }
}
