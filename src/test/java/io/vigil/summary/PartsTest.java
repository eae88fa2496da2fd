package io.vigil.summary;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a range of time is cut, and how its times are told. */
class PartsTest {

    @ParameterizedTest
    @CsvSource({
            "Europe/Berlin,    2026-11-24, 8, 2026-11-23T23:00:00Z, 2026-11-24T02:00:00Z",
            "Europe/Berlin,    2026-10-25, 8, 2026-10-24T22:00:00Z, 2026-10-25T02:00:00Z",
            "Europe/Berlin,    2026-03-29, 8, 2026-03-28T23:00:00Z, 2026-03-29T01:00:00Z",
            "America/New_York, 2026-11-01, 8, 2026-11-01T04:00:00Z, 2026-11-01T08:00:00Z",
            // Clocks skip the first hour of this day.
            "America/Havana,   2026-03-08, 8, 2026-03-08T05:00:00Z, 2026-03-08T07:00:00Z",
            "Asia/Kolkata,     2026-11-24, 8, 2026-11-23T18:30:00Z, 2026-11-23T21:30:00Z",
    })
    void a_day_has_parts_of_three_hours_on_the_wall(ZoneId zone, LocalDate day, int parts, Instant first, Instant second) {
        List<Instant> begins = Facts.range(day(zone, day)).parts();

        assertThat(begins).hasSize(parts).startsWith(first, second).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void a_long_range_has_few_parts_of_days() {
        ZoneId zone = ZoneId.of("Europe/Berlin");
        LocalDate day = LocalDate.parse("2026-08-27");

        assertThat(Facts.range(wanted(zone, day, day.plusDays(7))).parts()).hasSize(7);
        assertThat(Facts.range(wanted(zone, day, day.plusDays(90))).parts()).hasSizeBetween(10, 15).isSorted();
        assertThat(Facts.range(new Wanted(Instant.parse("2026-11-24T08:20:00Z"), Instant.parse("2026-11-24T10:20:00Z"),
                List.of(), zone)).parts()).hasSize(3);
    }

    @Test
    void a_range_is_told_as_people_tell_it() {
        ZoneId zone = ZoneId.of("Europe/Berlin");
        LocalDate day = LocalDate.parse("2026-11-24");

        assertThat(new Moments(day(zone, day)).period()).isEqualTo("on Tuesday, 24 November 2026");
        Moments week = new Moments(wanted(zone, day.minusDays(1), day.plusDays(6)));
        assertThat(week.period()).isEqualTo("from Monday, 23 November 2026 to Sunday, 29 November 2026");
        assertThat(week.at(Instant.parse("2026-11-24T12:34:00Z"))).isEqualTo("Tue 24 Nov, 13:34");
        Moments hours = new Moments(new Wanted(Instant.parse("2026-11-24T22:00:00Z"), Instant.parse("2026-11-25T01:00:00Z"),
                List.of(), zone));
        assertThat(hours.period())
                .isEqualTo("from Tuesday, 24 November 2026, 23:00, to Wednesday, 25 November 2026, 02:00");
        assertThat(hours.at(Instant.parse("2026-11-24T22:30:00Z"))).isEqualTo("Tue 24 Nov, 23:30");
        Moments morning = new Moments(new Wanted(Instant.parse("2026-11-24T05:00:00Z"), Instant.parse("2026-11-24T09:00:00Z"),
                List.of(), zone));
        assertThat(morning.period()).isEqualTo("from Tuesday, 24 November 2026, 06:00, to 10:00");
    }

    private static Wanted day(ZoneId zone, LocalDate day) {
        return wanted(zone, day, day.plusDays(1));
    }

    private static Wanted wanted(ZoneId zone, LocalDate from, LocalDate to) {
        return new Wanted(from.atStartOfDay(zone).toInstant(), to.atStartOfDay(zone).toInstant(), List.of(), zone);
    }
}
