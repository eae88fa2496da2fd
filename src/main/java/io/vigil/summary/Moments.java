package io.vigil.summary;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Tells the times of a range as people of its zone do. Where clocks are changed meanwhile, each time says which clock. */
final class Moments {

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("EEEE, d MMMM yyyy", Locale.ENGLISH);
    private static final DateTimeFormatter SHORT_DAY = DateTimeFormatter.ofPattern("EEE d MMM", Locale.ENGLISH);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.ENGLISH);
    // The offset, not the zone's short name: the JDK fills in those names unguarded, and two threads that ask for them first
    // at once (Berlin and Paris, say) can leave a wrong one for as long as the process lives.
    private static final DateTimeFormatter EXACT_TIME = DateTimeFormatter.ofPattern("HH:mm O", Locale.ENGLISH);

    private final Instant from;
    private final Instant to;
    private final ZoneId zone;
    private final DateTimeFormatter time;
    private final boolean isOneDay;

    Moments(Wanted wanted) {
        this.from = wanted.from();
        this.to = wanted.to();
        this.zone = wanted.zone();
        boolean clocksChange = zone.getRules().getOffset(from).getTotalSeconds() != zone.getRules().getOffset(to)
                .getTotalSeconds();
        this.time = clocksChange ? EXACT_TIME : TIME;
        this.isOneDay = day(from).equals(lastDay());
    }

    /** The range, such as "on Tuesday, 24 November 2026", to be put into a sentence. */
    String period() {
        if (isMidnight(from) && isMidnight(to)) {
            return isOneDay ? "on " + DAY.format(day(from)) : "from " + DAY.format(day(from)) + " to " + DAY.format(lastDay());
        }
        return "from " + DAY.format(day(from)) + ", " + time(from) + ", to "
                + (isOneDay ? "" : DAY.format(day(to)) + ", ") + time(to);
    }

    /** When something happened, with its day if the range has several. */
    String at(Instant moment) {
        return isOneDay ? time(moment) : SHORT_DAY.format(moment.atZone(zone)) + ", " + time(moment);
    }

    /** A part of the range, such as "from 15:00 to 18:00", or "on Tue 24 Nov". */
    String part(Instant begin, Instant end) {
        boolean isOfDays = Duration.between(from, to).compareTo(Duration.ofDays(2)) > 0;
        if (!isOfDays) {
            return "from " + at(begin) + " to " + time(end);
        }
        String first = SHORT_DAY.format(begin.atZone(zone));
        String last = SHORT_DAY.format(end.minusNanos(1).atZone(zone));
        return first.equals(last) ? "on " + first : "from " + first + " to " + last;
    }

    private String time(Instant moment) {
        return time.format(moment.atZone(zone));
    }

    private LocalDate day(Instant moment) {
        return moment.atZone(zone).toLocalDate();
    }

    private LocalDate lastDay() {
        return day(to.minusNanos(1));
    }

    private boolean isMidnight(Instant moment) {
        ZonedDateTime local = moment.atZone(zone);
        return local.toLocalDate().atStartOfDay(zone).toInstant().equals(moment);
    }
}
