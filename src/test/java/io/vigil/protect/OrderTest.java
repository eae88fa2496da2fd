package io.vigil.protect;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.protect.client.EventChange;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.Sightings;

/** What is stored does not depend on the order in which it was told, nor on how often, nor on what went together. */
@QuarkusTest
class OrderTest {

    private static final Instant TEN = Instant.parse("2026-11-24T10:00:00Z");
    private static final int EVENTS = 15;
    private static final List<String> TYPES = List.of("motion", "ring", "smartDetectZone", "smartDetectLine",
            "smartDetectLoiterZone", "smartAudioDetect");
    private static final List<String> KINDS = List.of("person", "vehicle", "package", "animal", "licensePlate", "face");
    private static final List<String> SOUNDS = List.of("alrmSmoke", "alrmBark", "alrmCmonx", "alrmSpeak");

    @Inject
    ProtectEventHandler handler;

    UUID controller;

    @BeforeEach
    void two_cameras() {
        controller = Household.controller("House");
        Household.camera(controller, "door", "Front door");
        Household.camera(controller, "gate", "Gate", 0, List.of("person", "vehicle", "motion"));
    }

    @AfterEach
    void all_is_described() {
        Sightings.awaitSettled();
    }

    @Test
    void any_order_comes_to_the_same() {
        for (long seed = 1; seed <= 12; seed++) {
            Random random = new Random(seed);
            List<EventChange> changes = story(random);
            handler.take(controller, changes);
            List<String> inOrder = stored();
            List<EventChange> muddled = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                muddled.addAll(changes);
            }
            Collections.shuffle(muddled, random);
            for (int from = 0; from < muddled.size();) {
                int to = Math.min(muddled.size(), from + 1 + random.nextInt(30));
                handler.take(controller, muddled.subList(from, to));
                from = to;
            }
            List<String> again = stored();

            assertThat(again).as("seed %d", seed).isEqualTo(inOrder);
        }
    }

    /** What the API tells, before all of it is forgotten; the order of two at one moment means nothing. */
    private static List<String> stored() {
        List<String> told = Household.told().stream().sorted().toList();
        Sightings.awaitSettled();
        Database.run("delete from event");
        Database.run("delete from protect_event");
        return told;
    }

    private static List<EventChange> story(Random random) {
        List<EventChange> changes = new ArrayList<>();
        for (int i = 0; i < EVENTS; i++) {
            String type = TYPES.get(random.nextInt(TYPES.size()));
            String device = random.nextBoolean() ? "door" : "gate";
            Instant start = TEN.plusSeconds(10L * i);
            List<String> seen = some(type, random);
            changes.addAll(telling("n" + i, type, device, start, seen, random));
            if (type.equals("smartDetectZone") && random.nextBoolean()) {
                changes.addAll(
                        telling("l" + i, "smartDetectLine", device, start.plusMillis(random.nextInt(2000)), seen, random));
            }
        }
        return changes;
    }

    private static List<String> some(String type, Random random) {
        if (type.equals("motion") || type.equals("ring")) {
            return List.of();
        }
        List<String> all = new ArrayList<>(type.equals("smartAudioDetect") ? SOUNDS : KINDS);
        Collections.shuffle(all, random);
        return all.subList(0, 1 + random.nextInt(3));
    }

    /** At once, or in parts; with an end, or without one. */
    private static List<EventChange> telling(String id, String type, String device, Instant start, List<String> seen,
            Random random) {
        List<EventChange> changes = new ArrayList<>();
        Instant end = start.plusSeconds(random.nextInt(9));
        if (random.nextBoolean()) {
            changes.add(new EventChange(id, type, start, random.nextBoolean() ? end : null, device, seen, null, false));
        } else {
            changes.add(new EventChange(id, type, start, null, null, null, null, false));
            changes.add(new EventChange(id, null, null, null, device, seen, 50, false));
        }
        if (random.nextBoolean()) {
            changes.add(Household.ends(id, end));
        }
        return changes;
    }
}
