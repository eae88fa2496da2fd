package io.vigil.ai.spending;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.testsupport.Database;

/** The first moments of a day, whose month has a row and which has none itself. */
@QuarkusTest
class MidnightTest {

    private static final int DAYS = 10;
    private static final int CALLERS = 24;

    @Inject
    Spending spending;

    @Inject
    Purse purse;

    @Test
    void all_who_come_at_once_on_a_new_day_get_through() {
        purse.caps("1000", "1000");
        purse.itIs("2027-05-01T23:59:00");
        purse.spend("0.01");
        ExecutorService threads = Executors.newFixedThreadPool(2 * CALLERS);
        for (int day = 1; day <= DAYS; day++) {
            List<Reservation> ofYesterday = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                ofYesterday.add(reserve());
            }
            purse.itIs(LocalDate.of(2027, 5, 1).plusDays(day) + "T00:00:00");
            CyclicBarrier midnight = new CyclicBarrier(2 * CALLERS);
            List<CompletableFuture<Void>> callers = new ArrayList<>();
            for (Reservation old : ofYesterday) {
                callers.add(CompletableFuture.runAsync(() -> {
                    await(midnight);
                    purse.settle(old, "0.01");
                }, threads));
                callers.add(CompletableFuture.runAsync(() -> {
                    await(midnight);
                    purse.settle(reserve(), "0.01");
                }, threads));
            }
            // Whoever was chosen to end a deadlock fails here.
            callers.forEach(CompletableFuture::join);
        }
        threads.shutdown();

        assertThat(Database.column("""
                select trim_scale(sum(settled)) || ' ' || trim_scale(sum(reserved)) from ai_budget group by period"""))
                .containsExactly("4.81 0", "4.81 0");
    }

    private Reservation reserve() {
        return spending.reserve(new BigDecimal("0.5"), UUID.randomUUID(), Purse.HOLD).orElseThrow();
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
