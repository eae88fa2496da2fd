package io.vigil.delivery.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuietHoursTest {

    private static final Duration DAYS = Duration.ofDays(2);
    private static final Duration STEP = Duration.ofMinutes(15);

    @ParameterizedTest
    @CsvSource(textBlock = """
            # Within a day; the start is quiet, the end is not.
            UTC, 09:00, 17:00, 2026-06-01T08:59:59Z, false
            UTC, 09:00, 17:00, 2026-06-01T09:00:00Z, true
            UTC, 09:00, 17:00, 2026-06-01T16:59:59.999Z, true
            UTC, 09:00, 17:00, 2026-06-01T17:00:00Z, false
            # Over midnight, the night before the clocks go forward in Berlin: it is an hour shorter.
            Europe/Berlin, 22:00, 06:00, 2026-03-28T20:59:59Z, false
            Europe/Berlin, 22:00, 06:00, 2026-03-28T21:00:00Z, true
            Europe/Berlin, 22:00, 06:00, 2026-03-28T23:00:00Z, true
            Europe/Berlin, 22:00, 06:00, 2026-03-29T03:59:59Z, true
            Europe/Berlin, 22:00, 06:00, 2026-03-29T04:00:00Z, false
            # The night in which they go back: an hour longer.
            Europe/Berlin, 22:00, 06:00, 2026-10-24T19:59:59Z, false
            Europe/Berlin, 22:00, 06:00, 2026-10-24T20:00:00Z, true
            Europe/Berlin, 22:00, 06:00, 2026-10-25T04:59:59Z, true
            Europe/Berlin, 22:00, 06:00, 2026-10-25T05:00:00Z, false
            # The hour that is left out is not there to be quiet.
            Europe/Berlin, 02:00, 03:00, 2026-03-29T00:59:59Z, false
            Europe/Berlin, 02:00, 03:00, 2026-03-29T01:00:00Z, false
            Europe/Berlin, 02:30, 03:30, 2026-03-29T00:59:59Z, false
            Europe/Berlin, 02:30, 03:30, 2026-03-29T01:00:00Z, true
            Europe/Berlin, 02:30, 03:30, 2026-03-29T01:29:59Z, true
            Europe/Berlin, 02:30, 03:30, 2026-03-29T01:30:00Z, false
            # The hour that comes twice is quiet twice.
            Europe/Berlin, 02:00, 03:00, 2026-10-25T00:00:00Z, true
            Europe/Berlin, 02:00, 03:00, 2026-10-25T01:00:00Z, true
            Europe/Berlin, 02:00, 03:00, 2026-10-25T01:59:59Z, true
            Europe/Berlin, 02:00, 03:00, 2026-10-25T02:00:00Z, false
            America/New_York, 23:00, 07:00, 2026-03-08T03:59:59Z, false
            America/New_York, 23:00, 07:00, 2026-03-08T04:00:00Z, true
            America/New_York, 23:00, 07:00, 2026-03-08T10:59:59Z, true
            America/New_York, 23:00, 07:00, 2026-03-08T11:00:00Z, false
            America/New_York, 02:00, 03:00, 2026-03-08T06:59:59Z, false
            America/New_York, 02:00, 03:00, 2026-03-08T07:00:00Z, false
            America/New_York, 01:30, 01:45, 2026-11-01T05:30:00Z, true
            America/New_York, 01:30, 01:45, 2026-11-01T05:45:00Z, false
            America/New_York, 01:30, 01:45, 2026-11-01T06:29:59Z, false
            America/New_York, 01:30, 01:45, 2026-11-01T06:30:00Z, true
            America/New_York, 01:30, 01:45, 2026-11-01T06:45:00Z, false
            # To midnight, and from it.
            Asia/Kolkata, 18:00, 00:00, 2026-06-01T18:29:59Z, true
            Asia/Kolkata, 18:00, 00:00, 2026-06-01T18:30:00Z, false
            Asia/Kolkata, 00:00, 06:00, 2026-06-01T18:30:00Z, true
            """)
    void go_by_the_clock_on_the_wall(ZoneId zone, LocalTime start, LocalTime end, Instant moment, boolean isQuiet) {
        assertThat(new QuietHours(start, end, zone).cover(moment)).isEqualTo(isQuiet);
    }

    @ParameterizedTest
    @CsvSource({ "00:00", "12:00", "22:00" })
    void that_end_when_they_start_are_none(LocalTime time) {
        QuietHours none = new QuietHours(time, time, ZoneId.of("Europe/Berlin"));
        Instant end = Instant.parse("2026-10-26T00:00:00Z");
        for (Instant moment = end.minus(DAYS); moment.isBefore(end); moment = moment.plus(STEP)) {
            assertThat(none.cover(moment)).isFalse();
        }
    }

    @Test
    void over_midnight_are_the_rest_of_those_within_the_day() {
        ZoneId zone = ZoneId.of("America/New_York");
        QuietHours night = new QuietHours(LocalTime.of(21, 15), LocalTime.of(6, 45), zone);
        QuietHours day = new QuietHours(LocalTime.of(6, 45), LocalTime.of(21, 15), zone);
        Instant end = Instant.parse("2026-11-02T00:00:00Z");
        for (Instant moment = end.minus(DAYS); moment.isBefore(end); moment = moment.plus(STEP)) {
            assertThat(night.cover(moment)).isNotEqualTo(day.cover(moment));
        }
    }
}
