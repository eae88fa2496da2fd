package io.vigil.protect;

import static io.vigil.protect.Household.begins;
import static io.vigil.protect.Household.ends;
import static io.vigil.protect.Household.sees;
import static io.vigil.protect.Household.told;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.protect.client.EventChange;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.Sightings;

/** What an event is may be known only after a while, or never. */
@QuarkusTest
class LaterWordsTest {

    private static final Instant TEN = Instant.parse("2026-11-24T10:00:00Z");
    private static final String ZONE = "smartDetectZone";
    private static final String LINE = "smartDetectLine";

    @Inject
    ProtectEventHandler handler;

    UUID controller;

    @BeforeEach
    void a_controller_with_a_camera() {
        controller = Household.controller("House");
        Household.camera(controller, "door", "Front door");
    }

    @AfterEach
    void all_is_described() {
        Sightings.awaitSettled();
    }

    @Test
    void what_ended_without_a_word_of_what_it_was_is_a_movement_or_a_sound_until_more_is_told() {
        Household.camera(controller, "gate", "Gate", 0, List.of("vehicle"));
        take(begins("z", ZONE, "door", at(1)), begins("s", "smartAudioDetect", "door", at(10)),
                begins("f", ZONE, "gate", at(20)), begins("lost", LINE, "door", at(30)));
        assertThat(told()).isEmpty();

        take(ends("z", at(2)), ends("s", at(12)), ends("f", at(22)));
        handler.endOpen(controller, at(60));
        assertThat(told()).containsExactly("2026-11-24T10:00:01Z motion unknown: Motion detected at Front door",
                "2026-11-24T10:00:10Z null unknown: Sound detected at Front door",
                "2026-11-24T10:00:30Z motion unknown: Motion detected at Front door");

        take(sees("lost", "person"));
        assertThat(told()).last().isEqualTo("2026-11-24T10:00:30Z person person: Person detected at Front door");
    }

    @Test
    void a_part_that_was_not_wanted_joins_its_whole_once_it_would_be() {
        Household.camera(controller, "gate", "Gate", 0, List.of("person"));
        take(begins("z", ZONE, "gate", TEN, "person", "vehicle"));
        take(begins("l", LINE, "gate", at(1), "vehicle"));
        take(sees("l", "vehicle", "person"));

        assertThat(told()).containsExactly("2026-11-24T10:00:00Z person person+vehicle: Person detected at Gate");
    }

    @Test
    void an_earlier_part_does_not_push_a_later_one_away() {
        take(begins("z", ZONE, "door", at(2), "person"));
        take(begins("l", LINE, "door", TEN, "person"));
        take(begins("o", "smartDetectLoiterZone", "door", at(4), "person"));

        assertThat(told()).containsExactly("2026-11-24T10:00:00Z person person: Person detected at Front door");
    }

    @Test
    void what_turns_out_to_be_of_another_kind_leaves_its_group() {
        take(begins("n1", ZONE, "door", TEN, "vehicle"));
        Database.run("update event set correlation_group_id = 'vehicles'");
        take(sees("n1", "person"));

        assertThat(Database.column("select coalesce(correlation_group_id, 'none') from event")).containsExactly("none");
    }

    private void take(EventChange... changes) {
        handler.take(controller, List.of(changes));
    }

    private static Instant at(int second) {
        return TEN.plusSeconds(second);
    }
}
