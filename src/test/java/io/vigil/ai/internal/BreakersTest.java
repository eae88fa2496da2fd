package io.vigil.ai.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.ai.internal.Breakers.Breaker;
import io.vigil.ai.internal.Verdict.Failure;
import io.vigil.ai.internal.Verdict.Then;
import io.vigil.testsupport.MovableClock;

@QuarkusTest
class BreakersTest {

    @Inject
    Breakers breakers;

    private final Object endpoint = new Object();

    @Test
    void opens_after_five_failures_in_a_row_and_not_before() {
        Breaker breaker = breakers.of("test", endpoint);
        fail(breaker, 4);
        breaker.note(null);
        fail(breaker, 4);
        assertThat(breaker.admits()).isTrue();

        fail(breaker, 1);

        assertThat(breaker.admits()).isFalse();
        assertThat(breaker.left()).isBetween(Duration.ofSeconds(25), Duration.ofSeconds(30));
    }

    @Test
    void lets_one_try_after_the_pause_and_opens_or_closes_by_that() {
        Breaker breaker = breakers.of("test", endpoint);
        fail(breaker, 5);
        MovableClock.forward(Duration.ofSeconds(31));

        assertThat(breaker.admits()).isTrue();
        assertThat(breaker.admits()).isFalse();
        fail(breaker, 1);
        assertThat(breaker.admits()).isFalse();

        MovableClock.forward(Duration.ofSeconds(31));
        assertThat(breaker.admits()).isTrue();
        breaker.note(null);
        assertThat(breaker.admits()).isTrue();
        assertThat(breaker.admits()).isTrue();
    }

    @Test
    void counts_no_refusal_and_nothing_that_was_not_the_provider_s_fault() {
        Breaker breaker = breakers.of("test", endpoint);
        for (int i = 0; i < 20; i++) {
            breaker.note(new Failure(Then.NEVER, "refused", "Refused", null));
            breaker.note(new Failure(Then.NEXT, "busy", "Busy", null));
        }

        assertThat(breaker.admits()).isTrue();
    }

    @Test
    void gives_the_place_of_the_one_that_tries_back_when_it_could_not() {
        Breaker breaker = breakers.of("test", endpoint);
        fail(breaker, 5);
        MovableClock.forward(Duration.ofSeconds(31));
        assertThat(breaker.admits()).isTrue();

        breaker.note(new Failure(Then.NEXT, "busy", "Busy", null));

        assertThat(breaker.admits()).isTrue();
    }

    @Test
    void a_clock_that_is_set_back_does_not_keep_it_open() {
        Breaker breaker = breakers.of("test", endpoint);
        fail(breaker, 5);
        MovableClock.forward(Duration.ofHours(-2));

        assertThat(breaker.admits()).isTrue();
    }

    @Test
    void is_another_one_for_another_endpoint() {
        fail(breakers.of("test", endpoint), 5);
        assertThat(breakers.of("test", endpoint).admits()).isFalse();

        assertThat(breakers.of("test", new Object()).admits()).isTrue();
    }

    private static void fail(Breaker breaker, int times) {
        for (int i = 0; i < times; i++) {
            breaker.note(new Failure(Then.NEXT, "timeout", "Timeout", null));
        }
    }
}
