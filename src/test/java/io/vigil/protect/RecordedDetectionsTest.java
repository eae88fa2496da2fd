package io.vigil.protect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.protect.client.EventChange;
import io.vigil.protect.client.live.Packet;
import io.vigil.protect.client.live.Told;
import io.vigil.protect.simulator.Recording;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.Sightings;

/** What the recordings in src/test/resources/samples/protect contain, and nothing else, whatever the order. */
@QuarkusTest
class RecordedDetectionsTest {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Map<String, String> CAMERAS = new TreeMap<>(Map.of("aabbccddeeff00112233aabb", "Shed",
            "1c9a2db4df6efda47a3509be", "Door", "586ab7c2bb6423c3fdd47e95", "Drive", "f0cd15b8bed9e38899286a8c", "Yard",
            "76227b20c37b2ff0abdc9d4d", "Loft", "ab3e27f2d55fad817dac7bb9", "Gate", "dcb7b0d1318653f056420d16", "Road"));

    /** Both halves of the API, live. */
    private static final String[] LIVE = {
            "2022-01-24T20:23:02.161Z motion unknown: Motion detected at Drive",
            "2022-01-24T20:23:08.720Z motion unknown: Motion detected at Door",
            "2022-01-24T20:23:10.555Z person person: Person detected at Door",
            "2022-01-24T20:23:19.985Z person person: Person detected at Drive",
            "2022-01-24T20:23:21.481Z motion unknown: Motion detected at Drive",
            "2022-01-24T20:23:23.577Z ring unknown: Doorbell ring at Door",
            "2025-01-01T00:06:40Z package package: Package detected at Shed",
            "2025-01-01T00:06:40Z person person+vehicle: Person detected at Shed",
            "2026-01-01T00:00:00Z motion unknown: Motion detected at Door",
            "2026-01-01T00:00:00.900Z ring unknown: Doorbell ring at Door",
            "2026-01-01T00:00:01.100Z person person+package: Person detected at Door",
            "2026-01-01T00:00:06Z package package: Package detected at Door",
            "2026-01-01T00:00:14.800Z vehicle vehicle: Vehicle detected at Drive",
            "2026-01-01T00:00:23.900Z bark unknown: Dog barking heard at Drive",
            "2026-01-01T00:00:39.900Z motion unknown: Motion detected at Yard" };

    @Inject
    ProtectEventHandler handler;

    UUID controller;

    @BeforeEach
    void the_recorded_cameras() {
        controller = Household.controller("House");
        CAMERAS.forEach((device, name) -> Household.camera(controller, device, name));
    }

    @AfterEach
    void all_is_described() {
        Sightings.awaitSettled();
    }

    @Test
    void live_frames_are_exactly_these_detections() {
        handler.take(controller, live());

        assertThat(Household.told()).containsExactlyInAnyOrder(LIVE);
    }

    @ParameterizedTest
    @ValueSource(longs = { 1, 2, 3, 4, 5 })
    void shuffled_and_three_times_over_they_are_the_same_rows_but_for_ids_and_times(long seed) {
        handler.take(controller, live());
        List<String> inOrder = rows();
        Database.run("delete from event");
        Database.run("delete from protect_event");
        List<EventChange> shuffled = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            shuffled.addAll(live());
        }
        Collections.shuffle(shuffled, new Random(seed));
        for (int from = 0; from < shuffled.size(); from += 20) {
            handler.take(controller, shuffled.subList(from, Math.min(shuffled.size(), from + 20)));
        }

        assertThat(rows()).isEqualTo(inOrder).hasSize(LIVE.length);
        assertThat(Household.told()).containsExactlyInAnyOrder(LIVE);
    }

    @Test
    void the_history_holds_so_many_of_each_kind_at_each_camera_however_often_it_is_read() {
        List<EventChange> history = history();
        for (int i = 0; i < 3; i++) {
            Collections.shuffle(history, new Random(i));
            handler.take(controller, history);
        }

        Map<String, Integer> counts = new TreeMap<>();
        Household.told().forEach(line -> counts.merge(line.substring(line.indexOf(": ") + 2), 1, Integer::sum));
        assertThat(counts).isEqualTo(Map.of("Motion detected at Door", 75, "Motion detected at Drive", 42,
                "Motion detected at Yard", 5, "Person detected at Door", 26, "Person detected at Drive", 35,
                "Person detected at Yard", 1, "Vehicle detected at Door", 1, "Vehicle detected at Road", 1,
                "Doorbell ring at Door", 3));
    }

    /** All that the API says of each event, ids and times apart. */
    private static List<String> rows() {
        Sightings.awaitSettled();
        Set<String> own = Set.of("id", "timestamp", "created_at", "protect_event_id", "correlation_group_id");
        List<Map<String, Object>> events = Api.admin().get("/api/v1/events?limit=500").then().statusCode(200).extract()
                .path("events");
        return events.stream().map(event -> {
            Map<String, Object> row = new TreeMap<>(event);
            row.keySet().removeAll(own);
            return row.toString();
        }).sorted().toList();
    }

    private static List<EventChange> live() {
        List<EventChange> changes = new ArrayList<>();
        Recording.allOfficial().then(Recording.household()).messages().forEach(message -> {
            Told told;
            if (message.isText()) {
                told = Told.official(json(message.payload()));
            } else {
                Packet.Update update = (Packet.Update) Packet.decode(message.payload());
                told = Told.update(update.action(), update.data());
            }
            if (told instanceof Told.Events events) {
                changes.addAll(events.changes());
            }
        });
        return changes;
    }

    private static List<EventChange> history() {
        List<EventChange> changes = new ArrayList<>();
        try (var recorded = Thread.currentThread().getContextClassLoader()
                .getResourceAsStream("samples/protect/private/raw_events.json")) {
            for (JsonNode entry : json(recorded.readAllBytes())) {
                changes.addAll(((Told.Events) Told.history(entry)).changes());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return changes;
    }

    private static JsonNode json(byte[] text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
