package io.vigil.ai.spending;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/**
 * A day or a month of the household, which a cap is for. Its length is what the zone makes it: 23 to 25 hours for a day.
 *
 * @param startsOn its first day
 */
record Period(Kind kind, LocalDate startsOn) implements Comparable<Period> {

    /** What it is. */
    enum Kind {
        DAY("day", "daily"),
        MONTH("month", "monthly");

        private final String word;
        private final String adjective;

        Kind(String word, String adjective) {
            this.word = word;
            this.adjective = adjective;
        }

        /** As it stands in rows. */
        String word() {
            return word;
        }

        /** As people read it. */
        String adjective() {
            return adjective;
        }
    }

    static Period day(LocalDate date) {
        return new Period(Kind.DAY, date);
    }

    static Period month(LocalDate date) {
        return new Period(Kind.MONTH, date.withDayOfMonth(1));
    }

    static LocalDate today(Instant now, ZoneId zone) {
        return LocalDate.ofInstant(now, zone);
    }

    /** The order in which rows are locked: all days before all months. */
    @Override
    public int compareTo(Period other) {
        int byKind = kind.compareTo(other.kind);
        return byKind == 0 ? startsOn.compareTo(other.startsOn) : byKind;
    }

    Instant start(ZoneId zone) {
        return startsOn.atStartOfDay(zone).toInstant();
    }

    /** When the next one starts. */
    Instant end(ZoneId zone) {
        return (kind == Kind.DAY ? startsOn.plusDays(1) : startsOn.plusMonths(1)).atStartOfDay(zone).toInstant();
    }
}
