package io.vigil.summary;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.hibernate.Session;

import io.vigil.event.digestible.DigestibleEvents;
import io.vigil.event.digestible.Figures;
import io.vigil.event.digestible.Range;
import io.vigil.event.digestible.Told;

/**
 * What is known of a range of time.
 *
 * @param keeping since when events are there at all
 * @param told events chosen of all of them, in the order of time
 */
record Facts(Wanted wanted, Range range, Keeping keeping, Figures figures, List<Told> told) {

    private static final Figures NONE = new Figures(0, Map.of(), Map.of(), 0, 0, 0, Map.of(), Map.of());

    /** Events that were deleted after they were counted never were. */
    Facts {
        figures = told.isEmpty() ? NONE : figures;
    }

    /** As many events are told of. */
    static final int MOST_TOLD = 60;
    /** As many characters of each. */
    static final int LONGEST_TOLD = 240;

    private static final Duration HALF_A_DAY = Duration.ofHours(12);
    private static final Duration TWO_DAYS = Duration.ofDays(2);
    private static final int HOURS = 24;
    private static final int MOST_DAYS = 15;

    /** Reads them with two statements, whatever the number of events; with one if there are none. */
    static Facts read(Session db, Wanted wanted, Keeping keeping) {
        Range range = range(wanted);
        Figures figures = DigestibleEvents.figures(db, range);
        List<Told> told = figures.events() == 0 ? List.of()
                : DigestibleEvents.chosen(db, range, MOST_TOLD, LONGEST_TOLD);
        return new Facts(wanted, range, keeping, figures, told);
    }

    /** In parts that begin where clocks on the wall strike: full hours, each third hour, or days, by the length of it all. */
    static Range range(Wanted wanted) {
        Duration length = Duration.between(wanted.from(), wanted.to());
        List<Instant> parts = new ArrayList<>(List.of(wanted.from()));
        LocalDate day = wanted.from().atZone(wanted.zone()).toLocalDate();
        LocalDate last = wanted.to().atZone(wanted.zone()).toLocalDate();
        boolean byHours = length.compareTo(TWO_DAYS) <= 0;
        int hours = length.compareTo(HALF_A_DAY) <= 0 ? 1 : 3;
        long days = byHours ? 1 : ChronoUnit.DAYS.between(day, last) / MOST_DAYS + 1;
        for (; !day.isAfter(last); day = day.plusDays(days)) {
            for (int hour = 0; hour < (byHours ? HOURS : 1); hour += hours) {
                Instant begin = hour == 0 ? day.atStartOfDay(wanted.zone()).toInstant()
                        : day.atTime(hour, 0).atZone(wanted.zone()).toInstant();
                // An hour that the clock skips begins where the next one does.
                if (begin.isAfter(parts.get(parts.size() - 1)) && begin.isBefore(wanted.to())) {
                    parts.add(begin);
                }
            }
        }
        return new Range(wanted.from(), wanted.to(), wanted.cameras(), List.copyOf(parts));
    }

    /** The same in the form in which they are kept. */
    Draft.Counts counts() {
        return new Draft.Counts(figures.events(), figures.byType(), figures.byCamera(), figures.alerts(), figures.rings());
    }

    /** Where that part of the range ends. */
    Instant endOfPart(int part) {
        return part + 1 < range.parts().size() ? range.parts().get(part + 1) : wanted.to();
    }
}
