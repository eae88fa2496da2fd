package io.vigil.summary;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.ai.Provider;
import io.vigil.ai.VisionStub;
import io.vigil.ai.VisionStub.Behaviour;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.MovableClock;
import io.vigil.testsupport.Sightings;

/** Digests when clocks are put forward or back, by law or by mistake. */
@QuarkusTest
class DigestClockTest {

    @Inject
    Digests digests;

    @Inject
    Models models;

    @AfterEach
    void nothing_is_being_written() {
        digests.awaitDone();
    }

    @ParameterizedTest
    @CsvSource({
            "Europe/Berlin, 2027-03-28, 2027-03-27T23:00:00Z, 23, 2027-03-29T04:00:00Z",
            "Europe/Berlin, 2027-10-31, 2027-10-30T22:00:00Z, 25, 2027-11-01T05:00:00Z",
            "America/New_York, 2027-03-14, 2027-03-14T05:00:00Z, 23, 2027-03-15T10:00:00Z",
            "America/New_York, 2027-11-07, 2027-11-07T04:00:00Z, 25, 2027-11-08T11:00:00Z" })
    void a_day_is_as_long_as_it_is_where_the_household_lives(String zone, String day, String start, int hours, String due) {
        digests.set("timezone", zone);
        digests.tickAt(start);
        digests.tickAt(due);
        MovableClock.forward(Duration.ofSeconds(-2));

        assertThat(digests.written()).contains("daily " + day + " " + hours + " h");
        assertThat(Database.value("select due_at = '%s' and starts_at = '%s' from digest_run where period = '%s'"
                .formatted(due, start, day))).isEqualTo("t");
        digests.assertOneOfEach();
    }

    @ParameterizedTest
    @CsvSource({
            "Europe/Berlin, 2027-03-27T12:00:00Z, 2027-03-28T01:29:40Z, 2027-03-28T01:30:00Z, daily 2027-03-27 24 h",
            "Europe/Berlin, 2027-10-30T12:00:00Z, 2027-10-31T00:29:40Z, 2027-10-31T00:30:00Z, daily 2027-10-30 24 h",
            "America/New_York, 2027-03-13T12:00:00Z, 2027-03-14T07:29:40Z, 2027-03-14T07:30:00Z, daily 2027-03-13 24 h",
            "America/New_York, 2027-11-06T12:00:00Z, 2027-11-07T05:29:40Z, 2027-11-07T06:30:00Z, daily 2027-11-06 24 h" })
    void a_time_that_is_left_out_is_an_hour_later_and_one_that_comes_twice_is_the_first(String zone, String on, String before,
            String after, String written) {
        digests.set("timezone", zone);
        digests.set("digest_schedule_time",
                zone.startsWith("Europe") ? "02:30" : after.startsWith("2027-03") ? "02:30" : "01:30");
        digests.tickAt(on);
        digests.tickAt(before);
        assertThat(digests.written()).isEmpty();

        digests.tickAt(after);
        MovableClock.forward(Duration.ofHours(1));
        digests.tick();

        assertThat(digests.written()).containsExactly(written);
        digests.assertOneOfEach();
    }

    @Test
    void a_clock_that_was_a_day_ahead_leaves_no_half_day_behind() {
        digests.tickAt("2027-01-10T18:00:00Z");
        digests.tickAt("2027-01-11T07:00:00Z");
        digests.tickAt("2027-01-12T07:00:00Z");
        assertThat(digests.written()).containsExactly("daily 2027-01-10 24 h", "daily 2027-01-11 24 h");

        digests.tickAt("2027-01-11T07:01:00Z");

        assertThat(digests.runs()).containsExactly("daily 2027-01-10 created", "daily 2027-01-11 due");
        assertThat(digests.written()).hasSize(2);
        digests.tickAt("2027-01-11T23:00:00Z");
        Happenings.seen(Sightings.camera("Front door"), "2027-01-11T22:00:00Z", "person", "Somebody comes late");
        Database.run("update summary set summary_text = 'Half a day' where digest_period = '2027-01-11'");
        digests.waitsAreOver();
        digests.tickAt("2027-01-12T06:00:00Z");
        assertThat(digests.runs()).containsExactly("daily 2027-01-10 created", "daily 2027-01-11 created");
        assertThat(Database.column("select summary_text from summary")).doesNotContain("Half a day");
        digests.assertOneOfEach();
    }

    @Test
    void a_clock_that_was_far_ahead_leaves_what_it_wrote() {
        digests.tickAt("2027-01-20T05:00:00Z");
        digests.tickAt("2027-01-20T06:00:00Z");
        digests.tickAt("2027-01-21T06:00:00Z");

        digests.tickAt("2027-01-12T12:00:00Z");

        assertThat(digests.runs()).containsExactly("daily 2027-01-19 due", "daily 2027-01-20 created");
    }

    @Test
    void a_clock_that_goes_back_writes_nothing_twice() {
        try (VisionStub model = VisionStub.start()) {
            models.only(model, Provider.OPENAI);
            model.otherwise(Behaviour.says("Two people came and went; otherwise it was a quiet day."));
            goBackAndForth();
            assertThat(model.received()).hasSize(2);
        } finally {
            models.none();
        }
        assertThat(Database.column("select n.key || ' ' || n.revision from notice n order by n.key"))
                .containsExactly("digest:daily:2027-01-10 1", "digest:daily:2027-01-11 1");
    }

    private void goBackAndForth() {
        UUID door = Sightings.camera("Front door");
        for (String day : List.of("2027-01-10", "2027-01-11")) {
            Happenings.seen(door, day + "T09:00:00Z", "person", "Somebody comes");
            Happenings.seen(door, day + "T17:00:00Z", "person", "Somebody goes");
        }
        digests.tickAt("2027-01-10T18:00:00Z");
        digests.tickAt("2027-01-11T06:30:00Z");
        digests.tickAt("2027-01-11T05:30:00Z");
        digests.tickAt("2027-01-11T06:30:00Z");
        digests.tickAt("2027-01-10T06:30:00Z");
        digests.tickAt("2027-01-11T07:30:00Z");
        digests.waitsAreOver();
        digests.tickAt("2027-01-12T06:30:00Z");

        assertThat(digests.written()).containsExactly("daily 2027-01-10 24 h", "daily 2027-01-11 24 h");
        assertThat(digests.runs()).containsExactly("daily 2027-01-10 created", "daily 2027-01-11 created");
        digests.assertOneOfEach();
    }

    @Test
    void a_clock_that_differs_a_little_between_replicas_changes_nothing() {
        digests.set("digest_schedule_time", "00:00");
        digests.tickAt("2027-01-10T18:00:00Z");
        digests.tickAt("2027-01-11T00:00:01Z");

        digests.tickAt("2027-01-10T23:59:50Z");

        assertThat(digests.runs()).containsExactly("daily 2027-01-10 created");
    }

    @Test
    void a_schedule_that_began_under_a_clock_ahead_begins_now() {
        digests.tickAt("2027-02-10T18:00:00Z");
        digests.tickAt("2027-01-10T18:00:00Z");

        digests.tickAt("2027-01-11T06:00:00Z");

        assertThat(digests.written()).containsExactly("daily 2027-01-10 24 h");
    }
}
