package io.vigil.ai.spending;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.ai.AiCall;
import io.vigil.session.SessionContext;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.MovableClock;
import io.vigil.testsupport.SessionTrace;

@QuarkusTest
class SpendingTest {

    private static final UUID EVENT = UUID.fromString("0197f9a4-0000-7000-8000-00000000000e");
    private static final UUID CAMERA = UUID.fromString("0197f9a4-0000-7000-8000-00000000000c");

    @Inject
    Spending spending;

    @Inject
    Purse purse;

    @Inject
    ForgottenReservations forgotten;

    @Test
    void without_a_cap_nothing_is_kept_and_no_session_opened_but_every_call_is_booked() {
        purse.caps(null, null);
        spending.status();
        List<Reservation> made = new ArrayList<>();

        SessionTrace trace = SessionTrace.of(() -> made.add(reserve("5").orElseThrow()));
        purse.settle(made.get(0), "0.25");
        purse.settle(made.get(0), "0.25");

        assertThat(trace.statements()).doesNotContainKey("ai.reserve");
        assertThat(Purse.budgets()).isEmpty();
        assertThat(Database.column("select trim_scale(cost) from ai_usage")).containsExactly("0.25");
        assertThat(spending.status().daily().cost()).isEqualByComparingTo("0.25");
    }

    @Test
    void two_hundred_at_once_go_beyond_a_cap_by_less_than_one_call() {
        purse.caps("1.00", "50");
        CountDownLatch start = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(200);
        List<CompletableFuture<Optional<Reservation>>> callers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            callers.add(CompletableFuture.supplyAsync(() -> {
                awaitStart(start);
                return reserve("0.03");
            }, threads));
        }
        start.countDown();
        long allowed = callers.stream().map(CompletableFuture::join).filter(Optional::isPresent).count();
        threads.shutdown();

        // 33 calls are 0.99 and leave a cent; the next one takes it.
        assertThat(allowed).isEqualTo(34);
        assertThat(Database.value("select count(*) || ' ' || trim_scale(sum(amount)) from ai_reservation"))
                .isEqualTo("34 1.02");
        assertThat(Database.column("select trim_scale(reserved) from ai_budget")).containsExactly("1.02", "1.02");
        assertThat(spending.status().paused()).isTrue();
    }

    @Test
    void settlers_and_takers_at_once_lose_nothing_and_do_not_lock_each_other_out() {
        purse.caps("1000", "1000");
        ExecutorService threads = Executors.newFixedThreadPool(16);
        List<CompletableFuture<Void>> callers = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            int number = i;
            callers.add(CompletableFuture.runAsync(() -> {
                Reservation kept = reserve("0.5").orElseThrow();
                if (number % 4 == 0) {
                    spending.release(kept);
                } else {
                    purse.settle(kept, "0.01");
                }
            }, threads));
        }
        callers.forEach(CompletableFuture::join);
        threads.shutdown();

        assertThat(Database.column("select trim_scale(settled) || ' ' || trim_scale(reserved) from ai_budget"))
                .containsExactly("1.5 0", "1.5 0");
        assertThat(Database.count("select count(*) from ai_reservation")).isZero();
    }

    @Test
    void what_was_kept_is_corrected_by_what_the_calls_cost_and_each_is_a_row() {
        purse.caps("1", null);
        Reservation kept = reserve("0.9").orElseThrow();
        AiCall failed = new AiCall("grok", "grok-2-vision", AiCall.Kind.VISION, 700, 0, new BigDecimal("0.002"), false,
                Duration.ofSeconds(3));
        AiCall speech = new AiCall("openai", "whisper-1", AiCall.Kind.SPEECH, 0, 0, new BigDecimal("0.0015"), true,
                Duration.ofMillis(800));

        SessionContext.run("test.settle",
                () -> spending.settle(kept, List.of(failed, Purse.call("0.01"), speech), CAMERA, EVENT,
                        "multi_frame"));

        assertThat(Database.column("""
                select concat_ws(' ', provider, model, kind, coalesce(analysis_mode, '-'), trim_scale(cost), succeeded, took_ms,
                    input_tokens + output_tokens, counted) from ai_usage order by id""")).containsExactly(
                "grok grok-2-vision vision multi_frame 0.002 f 3000 700 t",
                "openai gpt-4o-mini vision multi_frame 0.01 t 1200 930 t", "openai whisper-1 speech - 0.0015 t 800 0 t");
        assertThat(Database.count("select count(*) from ai_usage where camera_id = '" + CAMERA + "' and event_id = '" + EVENT
                + "'")).isEqualTo(3);
        assertThat(Database.column("select trim_scale(settled) || ' ' || trim_scale(reserved) from ai_budget"))
                .containsExactly("0.0135 0", "0.0135 0");
    }

    @Test
    void settling_twice_books_once_and_a_session_that_rolls_back_settles_nothing() {
        purse.caps("1", null);
        Reservation kept = reserve("0.5").orElseThrow();

        assertThatThrownBy(() -> SessionContext.run("test.settle", () -> {
            spending.settle(kept, List.of(Purse.call("0.1")), null, EVENT, null);
            throw new IllegalStateException("lost");
        })).hasMessage("lost");
        assertThat(spending.status().daily().reserved()).isEqualByComparingTo("0.5");
        purse.settle(kept, "0.1");
        purse.settle(kept, "0.1");

        assertThat(spending.status().daily().cost()).isEqualByComparingTo("0.1");
        assertThat(spending.status().daily().reserved()).isZero();
        assertThat(Database.count("select count(*) from ai_usage")).isEqualTo(1);
    }

    @Test
    void what_no_call_was_made_for_comes_back() {
        purse.caps("1", "10");
        Reservation all = reserve("1").orElseThrow();
        assertThat(reserve("0.01")).isEmpty();

        spending.release(all);
        spending.release(all);

        assertThat(spending.status().paused()).isFalse();
        assertThat(Database.column("select trim_scale(settled) || ' ' || trim_scale(reserved) from ai_budget"))
                .containsExactly("0 0", "0 0");
        assertThat(Database.count("select count(*) from ai_usage")).isZero();
    }

    @Test
    void a_call_that_costs_nothing_needs_no_budget() {
        purse.caps("0", null);

        assertThat(reserve("0")).isPresent();
        assertThat(reserve("0.000001")).isEmpty();
        assertThat(spending.status().daily().percent()).isEqualByComparingTo("100");
    }

    @Test
    void what_was_spent_before_there_was_a_cap_counts_too() {
        purse.caps(null, null);
        purse.spend("0.7");
        purse.caps("1", null);

        assertThat(spending.status().daily().percent()).isEqualByComparingTo("70");
        purse.spend("0.3");
        assertThat(reserve("0.01")).isEmpty();
        purse.caps("1.01", null);
        assertThat(reserve("0.01")).isPresent();
    }

    @Test
    void the_reservation_of_a_dead_worker_counts_as_spent_once_its_time_is_over() {
        purse.caps("1", null);
        reserve("0.4").orElseThrow();
        forgotten.tick();
        assertThat(Database.count("select count(*) from ai_usage")).isZero();

        MovableClock.forward(Purse.HOLD.plusSeconds(1));
        CompletableFuture.allOf(CompletableFuture.runAsync(() -> forgotten.tick()),
                CompletableFuture.runAsync(() -> forgotten.tick())).join();

        assertThat(Database
                .column("""
                        select concat_ws(' ', provider, kind, trim_scale(cost), coalesce(cast(succeeded as text), 'nobody knows'), event_id)
                        from ai_usage"""))
                .containsExactly("unknown unknown 0.4 nobody knows " + EVENT);
        assertThat(Database.column("select trim_scale(settled) || ' ' || trim_scale(reserved) from ai_budget"))
                .containsExactly("0.4 0", "0.4 0");
    }

    @Test
    void an_answer_that_comes_after_all_corrects_what_was_assumed() {
        purse.caps("1", null);
        Reservation late = reserve("0.4").orElseThrow();
        MovableClock.forward(Purse.HOLD.plusSeconds(1));
        forgotten.tick();

        purse.settle(late, "0.02");

        assertThat(Database.column("select provider || ' ' || trim_scale(cost) from ai_usage")).containsExactly("openai 0.02");
        assertThat(spending.status().daily().cost()).isEqualByComparingTo("0.02");
    }

    @Test
    void forgotten_reservations_of_two_days_count_on_theirs() {
        purse.caps("1", null);
        purse.itIs("2027-03-31T23:59:00");
        reserve("0.1").orElseThrow();
        purse.itIs("2027-04-01T00:01:00");
        reserve("0.2").orElseThrow();
        purse.itIs("2027-04-01T00:10:00");

        forgotten.tick();

        assertThat(Purse.budgets()).containsExactly("day 2027-03-31 0.1 0", "day 2027-04-01 0.2 0", "month 2027-03-01 0.1 0",
                "month 2027-04-01 0.2 0");
    }

    @Test
    void what_was_kept_before_midnight_settles_in_that_day_and_a_short_day_ends_when_it_ends() {
        purse.caps("1", null);
        purse.itIs("2027-03-27T23:59:50");
        Reservation before = reserve("0.5").orElseThrow();
        purse.itIs("2027-03-28T00:00:10");
        assertThat(spending.status().daily().reserved()).isZero();

        purse.settle(before, "0.3");
        purse.spend("1");

        assertThat(Purse.budgets()).containsExactly("day 2027-03-27 0.3 0", "day 2027-03-28 1 0", "month 2027-03-01 1.3 0");
        assertThat(Database.value("select at < '2027-03-27T23:00:00Z' from ai_usage order by at limit 1")).isEqualTo("t");
        SpendingStatus status = spending.status();
        assertThat(status.reason()).isEqualTo(SpendingStatus.Reason.COST_CAP_DAILY);
        // 23 hours long: clocks go forward at two.
        assertThat(status.resumesAt()).isEqualTo(Instant.parse("2027-03-28T22:00:00Z"));
        purse.itIs("2027-03-28T23:59:40");
        assertThat(reserve("0.1")).isEmpty();
        purse.itIs("2027-03-29T00:00:00");
        assertThat(reserve("0.1")).isPresent();
    }

    @Test
    void a_long_day_and_a_month_end_when_they_end() {
        purse.caps("1", "5");
        purse.itIs("2027-10-31T00:30:00");
        purse.spend("1");
        assertThat(spending.status().resumesAt()).isEqualTo(Instant.parse("2027-10-31T23:00:00Z"));
        purse.caps("1", "1");

        SpendingStatus status = spending.status();

        assertThat(status.reason()).isEqualTo(SpendingStatus.Reason.COST_CAP_MONTHLY);
        assertThat(status.resumesAt()).isEqualTo(Instant.parse("2027-10-31T23:00:00Z"));
    }

    @Test
    void reserving_costs_one_short_session() {
        purse.caps("1", null);
        reserve("0.01");

        SessionTrace trace = SessionTrace.of(() -> reserve("0.01"));

        assertThat(trace.statements()).containsEntry("ai.reserve", 2);
    }

    private Optional<Reservation> reserve(String amount) {
        return spending.reserve(new BigDecimal(amount), EVENT, Purse.HOLD);
    }

    private static void awaitStart(CountDownLatch start) {
        try {
            start.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
