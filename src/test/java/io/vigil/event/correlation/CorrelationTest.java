package io.vigil.event.correlation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.session.SchemaReady;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.Samples;
import io.vigil.testsupport.SessionTrace;
import io.vigil.testsupport.Sightings;

@QuarkusTest
class CorrelationTest {

    @Inject
    Correlation correlation;

    UUID gate;
    UUID door;
    UUID yard;

    @BeforeEach
    void three_cameras() {
        correlation.tick();
        gate = Sightings.camera("Gate");
        door = Sightings.camera("Door");
        yard = Sightings.camera("Yard");
    }

    @Test
    void events_of_one_kind_that_different_cameras_saw_within_ten_seconds_are_one_group() {
        send(gate, "person", 0);
        send(door, "person", 10);
        send(yard, "person", 21);
        correlation.tick();

        assertThat(groups()).containsExactly("Door@10 Gate@0");
    }

    @Test
    void one_in_the_middle_makes_one_group_of_two() {
        send(gate, "person", 0);
        send(door, "person", 8);
        send(gate, "person", 24);
        send(door, "person", 32);
        correlation.tick();
        assertThat(groups()).containsExactly("Door@32 Gate@24", "Door@8 Gate@0");

        send(yard, "person", 16);
        correlation.tick();

        assertThat(groups()).containsExactly("Door@32 Door@8 Gate@0 Gate@24 Yard@16");
    }

    @Test
    void a_chain_is_one_group_in_whatever_order_its_links_come() {
        for (int second : List.of(18, 0, 9)) {
            send(second == 9 ? door : gate, "vehicle", second);
            correlation.tick();
        }

        assertThat(groups()).containsExactly("Door@9 Gate@0 Gate@18");
    }

    @Test
    void all_that_one_camera_saw_meanwhile_belongs_to_it() {
        send(gate, "person", 0);
        send(gate, "person", 5);
        correlation.tick();
        assertThat(groups()).isEmpty();

        send(door, "person", 8);
        correlation.tick();

        assertThat(groups()).containsExactly("Door@8 Gate@0 Gate@5");
    }

    @Test
    void one_camera_alone_other_kinds_and_sounds_are_no_group() {
        send(gate, "person", 0);
        send(gate, "person", 1);
        send(door, "vehicle", 1);
        sound(gate, 2);
        sound(door, 3);
        correlation.tick();

        assertThat(groups()).isEmpty();
    }

    @Test
    void many_that_come_at_once_are_one_group_whoever_groups_them() throws Exception {
        List<UUID> cameras = List.of(gate, door, yard);
        ExecutorService senders = Executors.newFixedThreadPool(6);
        try {
            List<Callable<Void>> sending = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                int number = i;
                sending.add(() -> {
                    send(cameras.get(number % 3), "person", number % 10);
                    correlation.tick();
                    return null;
                });
            }
            for (Future<Void> sent : senders.invokeAll(sending)) {
                sent.get();
            }
        } finally {
            senders.shutdown();
        }
        correlation.tick();

        assertThat(Database.column("select distinct correlation_group_id from event")).hasSize(1).doesNotContainNull();
    }

    @Test
    void a_crowd_costs_no_more_statements_than_a_pair() {
        for (int i = 0; i < 20; i++) {
            send(i % 2 == 0 ? gate : door, "person", i);
        }

        SessionTrace trace = SessionTrace.of(correlation::tick);

        assertThat(trace.lines()).filteredOn(line -> line.startsWith("event.correlate "))
                .containsExactly("event.correlate committed, 3 statements");
        assertThat(groups()).hasSize(1);
    }

    @Test
    void what_a_process_that_died_has_not_grouped_is_grouped_at_the_next_start() {
        send(gate, "person", 0);
        send(door, "person", 1);
        correlation.tick();
        Database.run("update event set correlation_group_id = null");
        correlation.tick();
        assertThat(groups()).isEmpty();

        correlation.start(new SchemaReady());
        correlation.tick();

        assertThat(groups()).containsExactly("Door@1 Gate@0");
    }

    private static void send(UUID camera, String kind, int second) {
        Api.admin().multiPart("external_id", kind + second + "-" + UUID.randomUUID()).multiPart("kind", kind)
                .multiPart("occurred_at", "2026-11-24T10:00:%02dZ".formatted(second))
                .multiPart("snapshot", "a.jpg", Samples.picture("empty-room.jpg"))
                .post("/api/v1/cameras/" + camera + "/events").then().statusCode(202);
    }

    private static void sound(UUID camera, int second) {
        Api.admin().multiPart("external_id", "s" + second).multiPart("kind", "audio")
                .multiPart("occurred_at", "2026-11-24T10:00:%02dZ".formatted(second))
                .post("/api/v1/cameras/" + camera + "/events").then().statusCode(202);
    }

    /** Each group as its events, by camera and second. */
    private static List<String> groups() {
        List<Map<String, Object>> events = Api.admin().get("/api/v1/events?limit=500").then().statusCode(200).extract()
                .path("events");
        Map<String, List<String>> groups = new TreeMap<>();
        for (Map<String, Object> event : events) {
            if (event.get("correlation_group_id") != null) {
                String time = (String) event.get("timestamp");
                groups.computeIfAbsent((String) event.get("correlation_group_id"), id -> new ArrayList<>())
                        .add(event.get("camera_name") + "@" + Integer.parseInt(time.substring(17, 19)));
            }
        }
        return groups.values().stream().map(group -> String.join(" ", group.stream().sorted().toList())).sorted().toList();
    }
}
