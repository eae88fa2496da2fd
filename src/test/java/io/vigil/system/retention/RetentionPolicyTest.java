package io.vigil.system.retention;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.vigil.event.stats.MediaFigures;

class RetentionPolicyTest {

    @ParameterizedTest
    @CsvSource({
            "UTC,              2026-03-01T01:59:59Z, 2026-03-01T02:00:00Z",
            "UTC,              2026-03-01T02:00:00Z, 2026-03-02T02:00:00Z",
            "America/New_York, 2026-01-15T12:00:00Z, 2026-01-16T07:00:00Z",
            "Asia/Kolkata,     2026-01-15T12:00:00Z, 2026-01-15T20:30:00Z",
            // No two o'clock in this night: an hour later, and at two again the day after.
            "America/New_York, 2026-03-08T05:00:00Z, 2026-03-08T07:00:00Z",
            "America/New_York, 2026-03-08T07:00:00Z, 2026-03-09T06:00:00Z",
            // Two of them: the first, and not the second.
            "Europe/Berlin,    2026-10-24T12:00:00Z, 2026-10-25T00:00:00Z",
            "Europe/Berlin,    2026-10-25T00:00:00Z, 2026-10-26T01:00:00Z" })
    void runs_at_two_in_the_night_of_the_household(String zone, Instant ranAt, Instant next) {
        assertThat(policy(30, zone).nextAfter(ranAt)).isEqualTo(next);
    }

    @Test
    void counts_days_of_the_household() {
        // The clocks went forward in between.
        assertThat(policy(30, "Europe/Berlin").tooOld(Instant.parse("2026-04-10T10:00:00Z")))
                .contains(Instant.parse("2026-03-11T11:00:00Z"));
    }

    @ParameterizedTest
    @CsvSource({ "0", "-1" })
    void keeps_for_ever(int days) {
        assertThat(policy(days, "UTC").isForever()).isTrue();
        assertThat(policy(days, "UTC").tooOld(Instant.EPOCH)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({ "999, 0", "1000, 0", "1001, 51", "2000, 1050" })
    void frees_five_percent_more_than_must_go(long bytes, long excess) {
        assertThat(new RetentionPolicy(30, 30, Optional.of(1_000L), true, ZoneId.of("UTC")).excess(bytes)).isEqualTo(excess);
    }

    @ParameterizedTest
    @CsvSource({ "949, 0", "950, 0", "951, 1", "1000, 50", "2000, 1050" })
    void goes_on_until_ninety_five_percent_are_left(long bytes, long beyond) {
        assertThat(new RetentionPolicy(30, 30, Optional.of(1_000L), true, ZoneId.of("UTC")).beyondWhatIsKept(bytes))
                .isEqualTo(beyond);
    }

    @Test
    void tells_about_how_many_events_that_are() {
        RetentionPolicy policy = new RetentionPolicy(30, 30, Optional.of(1_000L), true, ZoneId.of("UTC"));

        assertThat(policy.eventsToFree(new MediaFigures(10, 1_500, 0, 500, 0))).isEqualTo(6);
        assertThat(policy.eventsToFree(new MediaFigures(0, 0, 0, 0, 0))).isZero();
    }

    @Test
    void has_no_excess_without_a_limit() {
        assertThat(policy(30, "UTC").excess(Long.MAX_VALUE)).isZero();
        assertThat(policy(30, "UTC").beyondWhatIsKept(Long.MAX_VALUE)).isZero();
    }

    private static RetentionPolicy policy(int days, String zone) {
        return new RetentionPolicy(days, 30, Optional.empty(), true, ZoneId.of(zone));
    }
}
