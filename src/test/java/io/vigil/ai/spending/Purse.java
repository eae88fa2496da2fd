package io.vigil.ai.spending;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Singleton;

import io.vigil.ai.AiCall;
import io.vigil.session.SessionContext;
import io.vigil.settings.Settings;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.MovableClock;

/** Spends as the pipeline does. */
@Singleton
public class Purse {

    public static final Duration HOLD = Duration.ofMinutes(2);
    public static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private final Spending spending;
    private final Settings settings;
    private final Clock clock;

    Purse(Spending spending, Settings settings, Clock clock) {
        this.spending = spending;
        this.settings = settings;
        this.clock = clock;
    }

    /** Sets the caps; null removes one. */
    public void caps(String daily, String monthly) {
        Map<String, Object> values = new HashMap<>();
        values.put("ai_daily_cost_cap", daily == null ? null : new BigDecimal(daily));
        values.put("ai_monthly_cost_cap", monthly == null ? null : new BigDecimal(monthly));
        settings.change(values);
    }

    /** Reserves and settles at that price. */
    public void spend(String cost) {
        Reservation kept = spending.reserve(new BigDecimal(cost), UUID.randomUUID(), HOLD).orElseThrow();
        settle(kept, cost);
    }

    /** Settles one call at that price in a session of its own. */
    public void settle(Reservation reservation, String cost) {
        SessionContext.run("test.settle",
                () -> spending.settle(reservation, List.of(call(cost)), null, reservation.forWhat(), "single_frame"));
    }

    /** Moves the clock to that time in Berlin, which becomes the household's zone. */
    public void itIs(String local) {
        settings.change(Map.of("timezone", BERLIN.getId()));
        Instant then = LocalDateTime.parse(local).atZone(BERLIN).toInstant();
        MovableClock.forward(Duration.between(clock.instant(), then));
        settings.forget();
    }

    static AiCall call(String cost) {
        return new AiCall("openai", "gpt-4o-mini", AiCall.Kind.VISION, 900, 30, new BigDecimal(cost), true,
                Duration.ofMillis(1200));
    }

    /** What the rows of periods say: period, first day, settled and reserved, without trailing zeros. */
    static List<String> budgets() {
        return Database.column("""
                select concat_ws(' ', period, starts_on, trim_scale(settled), trim_scale(reserved)) from ai_budget
                order by period, starts_on""");
    }
}
