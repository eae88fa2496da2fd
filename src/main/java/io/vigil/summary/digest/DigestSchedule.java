package io.vigil.summary.digest;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import io.vigil.settings.SettingKey;
import io.vigil.settings.Settings;
import io.vigil.summary.DigestKey;

/**
 * When the household wants which digests, as its settings are now. A time that the clocks leave out is later by as much as they
 * are put forward, one that comes twice is the first.
 *
 * @param time of the household's day
 * @param weekday on which the digest of the week before is written
 */
record DigestSchedule(Set<DigestType> types, LocalTime time, DayOfWeek weekday, ZoneId zone) {

    /** Far enough to see each digest once. */
    private static final Duration AHEAD = Duration.ofDays(16);

    static DigestSchedule of(Settings settings) {
        Set<DigestType> types = EnumSet.noneOf(DigestType.class);
        if (settings.get(SettingKey.DIGEST_SCHEDULE_ENABLED)) {
            types.add(DigestType.DAILY);
            if (settings.get(SettingKey.DIGEST_WEEKLY_ENABLED)) {
                types.add(DigestType.WEEKLY);
            }
        }
        return new DigestSchedule(types, settings.get(SettingKey.DIGEST_SCHEDULE_TIME),
                DayOfWeek.valueOf(settings.get(SettingKey.DIGEST_WEEKLY_DAY).toUpperCase(Locale.ROOT)),
                settings.get(SettingKey.TIMEZONE));
    }

    /** Those that come due after the one moment and by the other, in order. */
    List<DigestPeriod> between(Instant after, Instant by) {
        List<DigestPeriod> periods = new ArrayList<>();
        LocalDate last = LocalDate.ofInstant(by, zone);
        // A day more, for a time that is put off beyond its day.
        for (LocalDate day = LocalDate.ofInstant(after, zone).minusDays(1); !day.isAfter(last); day = day.plusDays(1)) {
            Instant dueAt = day.atTime(time).atZone(zone).toInstant();
            if (dueAt.isAfter(after) && !dueAt.isAfter(by)) {
                for (DigestType type : types) {
                    if (type == DigestType.DAILY || day.getDayOfWeek() == weekday) {
                        periods.add(type.lastBefore(day, zone, dueAt));
                    }
                }
            }
        }
        periods.removeIf(period -> !period.isThere());
        return periods;
    }

    /** When the next one will be written that is not on record yet. */
    Optional<Instant> next(Instant now, Set<DigestKey> known) {
        return between(now, now.plus(AHEAD)).stream().filter(period -> !known.contains(period.key()))
                .map(DigestPeriod::dueAt).findFirst();
    }
}
