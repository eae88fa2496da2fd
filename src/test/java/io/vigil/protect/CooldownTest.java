package io.vigil.protect;

import static io.vigil.protect.Household.begins;
import static io.vigil.protect.Household.told;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.protect.client.EventChange;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.Sightings;

/** Of one camera and one class of kinds, no event is stored within a minute of the start of another. */
@QuarkusTest
class CooldownTest {

    private static final Instant TEN = Instant.parse("2026-11-24T10:00:00Z");
    private static final String ZONE = "smartDetectZone";

    @Inject
    ProtectEventHandler handler;

    UUID controller;

    @BeforeEach
    void a_camera_with_a_cooldown() {
        controller = Household.controller("House");
        Household.camera(controller, "door", "Front door", 60, null);
    }

    @AfterEach
    void all_is_described() {
        Sightings.awaitSettled();
    }

    @Test
    void what_comes_too_soon_is_counted_and_does_not_make_it_longer() {
        take(person(0), person(30), person(59), person(60), person(119));

        assertThat(seconds()).containsExactly("00 person", "60 person");
        assertThat(Database.column("select kind_class || ' ' || suppressed_total from protect_cooldown"))
                .containsExactly("person 3");
    }

    @Test
    void starts_count_and_not_arrivals() {
        take(person(100));
        take(person(40));
        take(person(41));
        take(person(130));
        take(person(160));

        assertThat(seconds()).containsExactly("40 person", "100 person", "160 person");
    }

    @Test
    void each_class_has_its_own_and_rings_and_alarms_have_none() {
        take(person(0), begins("v", ZONE, "door", at(3), "vehicle"), begins("m", "motion", "door", at(1)),
                begins("m2", "motion", "door", at(20)), begins("r1", "ring", "door", at(2)),
                begins("r2", "ring", "door", at(4)),
                sound("s1", 5, "alrmSmoke"), sound("s2", 6, "alrmSmoke"), sound("b1", 7, "alrmBark"),
                sound("b2", 8, "alrmBark"), sound("g1", 9, "alrmGlassBreak"), sound("g2", 10, "alrmGlassBreak"));

        assertThat(seconds()).containsExactly("00 person", "01 motion", "02 ring", "03 vehicle", "04 ring", "05 smoke",
                "06 smoke", "07 bark", "09 glass_break", "10 glass_break");
    }

    @Test
    void what_is_suppressed_as_one_kind_may_turn_out_to_be_another() {
        take(begins("v1", ZONE, "door", at(0), "vehicle"), begins("v2", ZONE, "door", at(20), "vehicle"));
        assertThat(seconds()).containsExactly("00 vehicle");

        take(Household.sees("v2", "vehicle", "person"));
        take(Household.sees("v2", "vehicle", "person"));

        assertThat(seconds()).containsExactly("00 vehicle", "20 person");
    }

    @Test
    void what_is_told_in_one_breath_is_decided_by_all_of_it() {
        take(begins("v1", ZONE, "door", at(0), "vehicle"));
        take(begins("p2", ZONE, "door", at(20), "person"), Household.sees("v1", "vehicle", "person"));

        assertThat(seconds()).containsExactly("00 person");
    }

    @Test
    void a_repeat_is_neither_stored_nor_counted_again() {
        for (int i = 0; i < 3; i++) {
            take(person(0), person(30));
        }

        assertThat(seconds()).containsExactly("00 person");
        assertThat(Database.value("select suppressed_total from protect_cooldown")).isEqualTo("1");
    }

    @Test
    void an_event_that_is_not_stored_uses_nothing_up() {
        Database.run("update camera set smart_detection_types = '{vehicle}'");
        take(person(0));
        Database.run("update camera set smart_detection_types = null");
        take(person(30));

        assertThat(seconds()).containsExactly("30 person");
    }

    @Test
    void of_two_at_once_one_passes() throws Exception {
        ExecutorService tellers = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Void>> telling = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                int second = i;
                telling.add(() -> {
                    take(person(second));
                    return null;
                });
            }
            for (Future<Void> done : tellers.invokeAll(telling)) {
                done.get();
            }
        } finally {
            tellers.shutdown();
        }

        assertThat(seconds()).hasSize(1);
        assertThat(Database.value("select suppressed_total from protect_cooldown")).isEqualTo("19");
    }

    private static EventChange person(int second) {
        return begins("p" + second, ZONE, "door", at(second), "person");
    }

    private static EventChange sound(String id, int second, String word) {
        return begins(id, "smartAudioDetect", "door", at(second), word);
    }

    /** What was stored: the second after ten o'clock, and what. */
    private static List<String> seconds() {
        return told().stream().map(line -> line.split(" ")).map(words -> "%02d %s".formatted(
                Instant.parse(words[0]).getEpochSecond() - TEN.getEpochSecond(), words[1])).toList();
    }

    private void take(EventChange... changes) {
        handler.take(controller, List.of(changes));
    }

    private static Instant at(int second) {
        return TEN.plusSeconds(second);
    }
}
