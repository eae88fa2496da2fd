package io.vigil.summary;

import java.time.Instant;
import java.util.Optional;

import io.vigil.settings.SettingKey;
import io.vigil.settings.Settings;

/**
 * Since when events are there, so that no text says of a time before that nothing happened.
 *
 * @param since events before it go by themselves, or have gone; empty where all are kept
 */
public record Keeping(Optional<Instant> since) {

    /** Where nothing goes by itself. */
    static final Keeping ALL = new Keeping(Optional.empty());

    /** As the household wants it now. */
    public static Keeping of(Settings settings, Instant now) {
        int days = settings.get(SettingKey.RETENTION_DAYS);
        return days <= 0 || !settings.get(SettingKey.AUTO_CLEANUP) ? ALL
                : new Keeping(Optional.of(now.atZone(settings.get(SettingKey.TIMEZONE)).minusDays(days).toInstant()));
    }

    /** Whether the beginning of the range is gone, or all of it. */
    boolean isBegunLater(Wanted wanted) {
        return since.isPresent() && wanted.from().isBefore(since.get());
    }

    /** Whether all that happened before that moment is gone. */
    public boolean isGone(Instant to) {
        return since.isPresent() && !to.isAfter(since.get());
    }
}
