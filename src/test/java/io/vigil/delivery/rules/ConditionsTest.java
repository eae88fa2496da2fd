package io.vigil.delivery.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.vigil.delivery.rules.Conditions.TimeOfDay;
import io.vigil.event.EventKind;

/** Which events meet which conditions. */
class ConditionsTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final UUID DOOR = UUID.randomUUID();

    @Test
    void none_at_all_are_met_by_any_event() {
        Conditions empty = new Conditions(null, List.of(), List.of(), List.of(), null, List.of(), null);

        assertThat(Conditions.NONE.match(seen("unknown", 0, null), BERLIN)).isTrue();
        assertThat(empty.match(seen("person", 90, "ups"), BERLIN)).isTrue();
        assertThat(empty.ruleType()).isEqualTo(RuleType.ANY);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            person         | person         | true
            person,package | package        | true
            person         | vehicle        | false
            person         | vehicle,person | true
            unknown        | unknown        | true
            person         | unknown        | false
            unknown        | person,vehicle | false
            """)
    void one_of_the_objects_must_be_seen(String seen, String wanted, boolean met) {
        Conditions conditions = new Conditions(null, null, List.of(wanted.split(",")), null, null, null, null);

        assertThat(conditions.match(seen(seen, 0, null), BERLIN)).isEqualTo(met);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            person  | unknown        | person
            vehicle | person         | person,vehicle
            ring    | unknown        | unknown
            motion  | person,ladder  | person
            motion  | ladder         | unknown
            package | package        | package
            audio   | unknown        | unknown
            """)
    void a_camera_s_word_holds_beside_a_model_s(String kind, String labels, String objects) {
        assertThat(Sighting.objects(EventKind.of(kind), labels)).containsExactlyInAnyOrder(objects.split(","));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            any              | -         | person  | -     | true
            any              | ups       | package | -     | false
            any              | ups       | person  | ups   | true
            package_delivery | -         | person  | -     | false
            package_delivery | -         | package | -     | true
            package_delivery | -         | person  | dhl   | true
            package_delivery | ups,dhl   | package | -     | false
            package_delivery | ups,dhl   | package | fedex | false
            package_delivery | ups,dhl   | package | dhl   | true
            """)
    void a_delivery_is_a_package_or_somebody_who_brings_them(String type, String carriers, String seen, String carrier,
            boolean met) {
        Conditions conditions = new Conditions(RuleType.valueOf(type.toUpperCase()),
                carriers == null ? null : List.of(carriers.split(",")), null, null, null, null, null);

        assertThat(conditions.match(seen(seen, 0, carrier), BERLIN)).isEqualTo(met);
    }

    @ParameterizedTest
    @CsvSource({ "80, 80, true", "80, 79, false", "80, 0, false", "1, 0, false", "0, 0, true", "100, 100, true" })
    void a_confidence_that_nobody_told_is_none(int wanted, int told, boolean met) {
        Conditions conditions = new Conditions(null, null, null, null, null, null, wanted);

        assertThat(conditions.match(seen("person", told, null), BERLIN)).isEqualTo(met);
    }

    @Test
    void one_of_the_cameras_must_have_seen_it() {
        assertThat(ofCameras(DOOR, UUID.randomUUID()).match(seen("person", 0, null), BERLIN)).isTrue();
        assertThat(ofCameras(UUID.randomUUID()).match(seen("person", 0, null), BERLIN)).isFalse();
    }

    @Test
    void all_conditions_must_be_met() {
        Conditions conditions = new Conditions(null, null, List.of("person"), List.of(DOOR), null, null, 50);

        assertThat(conditions.match(seen("person", 50, null), BERLIN)).isTrue();
        assertThat(conditions.match(seen("person", 49, null), BERLIN)).isFalse();
        assertThat(conditions.match(seen("animal", 50, null), BERLIN)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            # by the household's clock, both minutes included
            08:00-18:00 | -   | 2026-11-24T06:59:59Z | Europe/Berlin       | false
            08:00-18:00 | -   | 2026-11-24T07:00:00Z | Europe/Berlin       | true
            08:00-18:00 | -   | 2026-11-24T17:00:59Z | Europe/Berlin       | true
            08:00-18:00 | -   | 2026-11-24T17:01:00Z | Europe/Berlin       | false
            08:00-18:00 | -   | 2026-11-24T17:30:00Z | UTC                 | true
            00:00-23:59 | -   | 2026-11-24T23:59:59Z | UTC                 | true
            # over midnight
            22:00-06:00 | -   | 2026-11-24T21:00:00Z | Europe/Berlin       | true
            22:00-06:00 | -   | 2026-11-25T05:00:30Z | Europe/Berlin       | true
            22:00-06:00 | -   | 2026-11-25T05:01:00Z | Europe/Berlin       | false
            22:00-06:00 | -   | 2026-11-24T12:00:00Z | Europe/Berlin       | false
            # the same for both is the whole day
            06:00-06:00 | -   | 2026-11-24T03:00:00Z | UTC                 | true
            00:00-00:00 | -   | 2026-11-24T23:59:59Z | UTC                 | true
            # days are the household's: 2026-11-24 is a Tuesday
            -           | 2   | 2026-11-23T23:30:00Z | Europe/Berlin       | true
            -           | 1   | 2026-11-23T23:30:00Z | Europe/Berlin       | false
            -           | 1,3 | 2026-11-24T12:00:00Z | UTC                 | false
            # a window belongs to the day on which it began
            22:00-06:00 | 2   | 2026-11-24T22:30:00Z | UTC                 | true
            22:00-06:00 | 2   | 2026-11-25T03:00:00Z | UTC                 | true
            22:00-06:00 | 2   | 2026-11-24T03:00:00Z | UTC                 | false
            22:00-06:00 | 2   | 2026-11-25T22:30:00Z | UTC                 | false
            06:00-06:00 | 2   | 2026-11-25T05:59:00Z | UTC                 | true
            06:00-06:00 | 2   | 2026-11-25T06:00:00Z | UTC                 | false
            00:00-00:00 | 2   | 2026-11-24T00:00:00Z | UTC                 | true
            08:00-18:00 | 2   | 2026-11-25T12:00:00Z | UTC                 | false
            # the hour that is left out in spring is there on no clock
            01:30-02:30 | 7   | 2026-03-29T00:45:00Z | Europe/Berlin       | true
            01:30-02:30 | 7   | 2026-03-29T01:15:00Z | Europe/Berlin       | false
            02:15-02:45 | 7   | 2026-03-29T01:30:00Z | Europe/Berlin       | false
            22:00-06:00 | 6   | 2026-03-29T03:59:00Z | Europe/Berlin       | true
            22:00-06:00 | 6   | 2026-03-29T04:01:00Z | Europe/Berlin       | false
            # the hour that is repeated in autumn is there twice
            02:15-02:45 | 7   | 2026-10-25T00:30:00Z | Europe/Berlin       | true
            02:15-02:45 | 7   | 2026-10-25T01:30:00Z | Europe/Berlin       | true
            22:00-06:00 | 6   | 2026-10-25T05:00:00Z | Europe/Berlin       | true
            22:00-06:00 | 6   | 2026-10-25T05:01:00Z | Europe/Berlin       | false
            01:15-01:45 | 7   | 2026-11-01T05:30:00Z | America/New_York    | true
            01:15-01:45 | 7   | 2026-11-01T06:30:00Z | America/New_York    | true
            """)
    void the_time_is_what_the_clock_on_the_wall_shows(String window, String days, Instant moment, ZoneId zone, boolean met) {
        TimeOfDay time = window == null ? null : new TimeOfDay(window.substring(0, 5), window.substring(6));
        List<Integer> daysOfWeek = days == null ? null : Arrays.stream(days.split(",")).map(Integer::valueOf).toList();
        Conditions conditions = new Conditions(null, null, null, null, time, daysOfWeek, null);

        assertThat(conditions.match(seen(moment), zone)).isEqualTo(met);
    }

    @Test
    void nobody_specific_is_recognised_yet() {
        for (EntityMatchMode mode : EntityMatchMode.values()) {
            RuleFields rule = new RuleFields("Anna", true, Conditions.NONE, Actions.DEFAULTS, 5, UUID.randomUUID(), mode);

            assertThat(rule.match(seen("person", 90, null), BERLIN)).isEqualTo(mode != EntityMatchMode.SPECIFIC);
        }
    }

    private static Conditions ofCameras(UUID... cameras) {
        return new Conditions(null, null, null, List.of(cameras), null, null, null);
    }

    private static Sighting seen(String objects, int confidence, String carrier) {
        return new Sighting(UUID.randomUUID(), DOOR, Set.of(objects.split(",")), confidence, carrier,
                Instant.parse("2026-11-24T10:00:00Z"), "Somebody is there", false, false);
    }

    private static Sighting seen(Instant moment) {
        return new Sighting(UUID.randomUUID(), DOOR, Set.of("person"), 0, null, moment, "Somebody is there", false, false);
    }
}
