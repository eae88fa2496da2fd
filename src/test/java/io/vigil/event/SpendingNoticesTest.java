package io.vigil.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.ai.AiCall;
import io.vigil.ai.spending.Purse;
import io.vigil.ai.spending.Reservation;
import io.vigil.ai.spending.Spending;
import io.vigil.session.SessionContext;

/** People hear of each step of a cap once. */
@QuarkusTest
class SpendingNoticesTest {

    @Inject
    Purse purse;

    @Inject
    Spending spending;

    @Inject
    HeardNotices heard;

    @BeforeEach
    void nothing_heard() {
        heard.forget();
    }

    @Test
    void at_half_at_four_fifths_and_at_the_end() {
        purse.caps("1", null);
        for (int i = 0; i < 12 && !spending.status().paused(); i++) {
            purse.spend("0.1");
        }

        assertThat(heard.ofMoney).extracting(notice -> notice.period() + " " + notice.threshold() + " "
                + notice.cost().stripTrailingZeros().toPlainString() + " of " + notice.cap())
                .containsExactly("daily 50 0.5 of 1", "daily 80 0.8 of 1", "daily 100 1 of 1");
    }

    @Test
    void of_several_steps_at_once_the_highest_and_of_both_caps() {
        purse.caps("1", "2");

        purse.spend("1.1");
        purse.caps("2", "2");
        purse.spend("0.4");

        assertThat(heard.ofMoney).extracting(notice -> notice.period() + " " + notice.threshold())
                .containsExactly("daily 100", "monthly 50", "daily 50");
    }

    @Test
    void again_in_the_next_period() {
        purse.caps("1", null);
        purse.itIs("2027-05-04T12:00:00");
        purse.spend("0.6");
        purse.itIs("2027-05-05T12:00:00");
        purse.spend("0.6");

        assertThat(heard.ofMoney).extracting(notice -> notice.startsOn() + " " + notice.threshold())
                .containsExactly("2027-05-04 50", "2027-05-05 50");
    }

    @Test
    void once_of_all_who_book_at_the_same_time() {
        purse.caps("1", null);
        List<Reservation> kept = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            kept.add(spending.reserve(new BigDecimal("0.02"), UUID.randomUUID(), Duration.ofMinutes(1)).orElseThrow());
        }
        ExecutorService threads = Executors.newFixedThreadPool(10);

        List<CompletableFuture<Void>> all = kept.stream()
                .map(one -> CompletableFuture.runAsync(() -> purse.settle(one, "0.02"), threads)).toList();
        all.forEach(CompletableFuture::join);
        threads.shutdown();

        assertThat(heard.ofMoney).extracting(NoticeSink.SpendingNotice::threshold).containsExactly(50);
    }

    @Test
    void not_of_what_was_rolled_back_which_is_told_when_it_is_booked() {
        purse.caps("1", null);
        Reservation kept = spending.reserve(new BigDecimal("0.9"), UUID.randomUUID(), Duration.ofMinutes(1)).orElseThrow();
        AiCall dear = new AiCall("openai", "m", AiCall.Kind.VISION, 1, 1, new BigDecimal("0.9"), true, Duration.ofSeconds(1));

        assertThatThrownBy(() -> SessionContext.run("test.settle", () -> {
            spending.settle(kept, List.of(dear), null, null, null);
            throw new IllegalStateException("lost");
        })).hasMessage("lost");
        assertThat(heard.ofMoney).isEmpty();
        purse.settle(kept, "0.9");

        assertThat(heard.ofMoney).extracting(NoticeSink.SpendingNotice::threshold).containsExactly(80);
    }
}
