package io.vigil.ai.spending;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.ai.AiCall;
import io.vigil.session.SessionContext;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.MovableClock;

/** Prices finer than what rows hold. */
@QuarkusTest
class MillionthsTest {

    private static final String BUDGET = "select trim_scale(settled) || ' ' || trim_scale(reserved) from ai_budget";

    @Inject
    Spending spending;

    @Inject
    Purse purse;

    @Inject
    ForgottenReservations forgotten;

    @Test
    void what_was_kept_goes_back_whole() {
        purse.caps("1", null);
        Reservation settled = reserve("0.0000015");
        Reservation released = reserve("0.0000025");
        assertThat(settled.amount()).isEqualByComparingTo("0.000002");
        assertThat(Database.column(BUDGET)).containsExactly("0 0.000005", "0 0.000005");

        purse.settle(settled, "0.000001");
        spending.release(released);

        assertThat(Database.column(BUDGET)).containsExactly("0.000001 0", "0.000001 0");
    }

    @Test
    void the_least_price_is_kept_as_a_millionth_and_nothing_as_no_row() {
        purse.caps("1", null);

        assertThat(reserve("0.0000001").amount()).isEqualByComparingTo("0.000001");
        assertThat(reserve("0.0000000").isKept()).isFalse();

        assertThat(Database.column("select trim_scale(amount) from ai_reservation")).containsExactly("0.000001");
    }

    @Test
    void periods_hold_what_the_rows_of_calls_add_up_to() {
        purse.caps("1", null);
        Reservation kept = reserve("0.1");
        Reservation late = reserve("0.1");

        settle(kept, "0.0000015", "0.0000015", "0.0000004");
        MovableClock.forward(Purse.HOLD.plusSeconds(1));
        forgotten.tick();
        settle(late, "0.0000015", "0.0000015");

        assertThat(Database.column("select trim_scale(cost) from ai_usage order by cost")).containsExactly("0", "0.000002",
                "0.000002", "0.000002", "0.000002");
        assertThat(Database.column(BUDGET)).containsExactly("0.000008 0", "0.000008 0");
    }

    private Reservation reserve(String amount) {
        return spending.reserve(new BigDecimal(amount), UUID.randomUUID(), Purse.HOLD).orElseThrow();
    }

    private void settle(Reservation reservation, String... costs) {
        List<AiCall> calls = List.of(costs).stream().map(cost -> new AiCall("openai", "m", AiCall.Kind.VISION, 1, 1,
                new BigDecimal(cost), true, Duration.ofSeconds(1))).toList();
        SessionContext.run("test.settle", () -> spending.settle(reservation, calls, null, null, null));
    }
}
