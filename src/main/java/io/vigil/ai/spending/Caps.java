package io.vigil.ai.spending;

import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.Optional;

import io.vigil.settings.SettingKey;
import io.vigil.settings.Settings;

/** How much may be spent, in USD, and where the household's days begin. */
record Caps(Optional<BigDecimal> daily, Optional<BigDecimal> monthly, ZoneId zone) {

    static Caps of(Settings settings) {
        return new Caps(settings.get(SettingKey.AI_DAILY_COST_CAP), settings.get(SettingKey.AI_MONTHLY_COST_CAP),
                settings.get(SettingKey.TIMEZONE));
    }

    boolean none() {
        return daily.isEmpty() && monthly.isEmpty();
    }

    Optional<BigDecimal> of(Period.Kind kind) {
        return kind == Period.Kind.DAY ? daily : monthly;
    }
}
