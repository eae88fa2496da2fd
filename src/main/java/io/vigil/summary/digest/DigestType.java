package io.vigil.summary.digest;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;

import io.vigil.summary.DigestKey;

/** What digests there are by themselves. */
public enum DigestType {

    /** Of a day of the household. */
    DAILY,
    /** Of a week of the household, Monday to Sunday (ISO 8601). */
    WEEKLY;

    /** As it stands in rows and answers. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads the word. */
    static DigestType of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** The last period that is over when this day begins. */
    DigestPeriod lastBefore(LocalDate day, ZoneId zone, Instant dueAt) {
        if (this == DAILY) {
            LocalDate first = day.minusDays(1);
            return period(first.toString(), first, day, zone, dueAt);
        }
        LocalDate next = day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
        LocalDate first = next.minusWeeks(1);
        String week = "%d-W%02d".formatted(first.get(IsoFields.WEEK_BASED_YEAR), first.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
        return period(week, first, next, zone, dueAt);
    }

    private DigestPeriod period(String word, LocalDate first, LocalDate next, ZoneId zone, Instant dueAt) {
        return new DigestPeriod(new DigestKey(word(), word), first.atStartOfDay(zone).toInstant(),
                next.atStartOfDay(zone).toInstant(), dueAt, zone);
    }
}
