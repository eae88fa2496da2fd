package io.vigil.system.ai;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;

import io.vigil.web.ProblemException;
import io.vigil.web.Times;

/**
 * The time between two dates or times that a client may give; a bare date is the household's day, whole.
 *
 * @param end exclusive
 */
record DateRange(Instant start, Instant end) {

    private static final int DEFAULT_DAYS = 30;
    /** Of four digits; far beyond them neither PostgreSQL nor a count back from there would do. */
    private static final int LAST_YEAR = 9999;

    /**
     * Reads it; each text may be null.
     *
     * @param days back from the end where no start is given, or null for 30
     * @throws ProblemException 400 for what is no date of the years 1 to 9999, or a range that ends before it begins
     */
    static DateRange of(String start, String end, Integer days, ZoneId zone, Instant now) {
        Instant to = absent(end) ? now : read("end_date", end, zone, 1);
        Instant from = absent(start)
                ? to.atZone(zone).minusDays(days == null ? DEFAULT_DAYS : days).toInstant()
                : read("start_date", start, zone, 0);
        if (to.isBefore(from)) {
            throw ProblemException.badRequest("bad_range", "end_date is before start_date");
        }
        return new DateRange(from, to);
    }

    private static boolean absent(String text) {
        return text == null || text.isBlank();
    }

    private static Instant read(String name, String text, ZoneId zone, int daysOn) {
        try {
            boolean timed = text.contains("T") || text.contains(" ");
            LocalDate date = timed ? LocalDate.ofInstant(Times.parse(text), ZoneOffset.UTC) : LocalDate.parse(text);
            if (date.getYear() < 1 || date.getYear() > LAST_YEAR) {
                throw new DateTimeException("year " + date.getYear());
            }
            return timed ? Times.parse(text) : date.plusDays(daysOn).atStartOfDay(zone).toInstant();
        } catch (DateTimeException e) {
            throw ProblemException.badRequest("bad_date",
                    name + " must be a date or an ISO 8601 time of the years 1 to 9999");
        }
    }
}
