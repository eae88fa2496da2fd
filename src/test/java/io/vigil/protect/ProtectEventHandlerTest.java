package io.vigil.protect;

import static io.vigil.protect.Household.begins;
import static io.vigil.protect.Household.ends;
import static io.vigil.protect.Household.past;
import static io.vigil.protect.Household.sees;
import static io.vigil.protect.Household.told;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.vigil.protect.client.EventChange;
import io.vigil.session.SessionException;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.SessionTrace;
import io.vigil.testsupport.Sightings;

@QuarkusTest
class ProtectEventHandlerTest {

    private static final Instant TEN = Instant.parse("2026-11-24T10:00:00Z");
    private static final String ZONE = "smartDetectZone";
    private static final String LINE = "smartDetectLine";

    @Inject
    ProtectEventHandler handler;

    @Inject
    MeterRegistry registry;

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
    void a_detection_is_an_event_with_all_that_is_known_of_it() {
        take(begins("n1", ZONE, "door", TEN, "person"), ends("n1", at(5)));

        String id = Api.admin().get("/api/v1/events").then().extract().path("events[0].id");
        assertThat(told()).containsExactly("2026-11-24T10:00:00Z person person: Person detected at Front door");
        assertThat(Api.admin().get("/api/v1/events/" + id).then().statusCode(200).extract().<String> path("source_type"))
                .isEqualTo("protect");
        assertThat(Database.column("select concat_ws(' ', protect_event_id, external_id, source) from event"))
                .containsExactly("n1 n1 protect:" + controller);
    }

    @Test
    void parts_find_each_other_in_any_order_and_repeats_change_nothing() {
        List<EventChange> parts = List.of(ends("n1", at(5)), sees("n1", "vehicle"),
                new EventChange("n1", ZONE, null, null, null, null, null, false),
                new EventChange("n1", null, null, null, "door", null, null, false),
                new EventChange("n1", null, TEN, null, null, null, 80, false));
        for (EventChange part : parts) {
            assertThat(told()).isEmpty();
            take(part);
        }
        parts.forEach(this::take);
        take(parts.toArray(EventChange[]::new));

        assertThat(told()).containsExactly("2026-11-24T10:00:00Z vehicle vehicle: Vehicle detected at Front door");
        assertThat(Database.column("select extract(epoch from ended_at - started_at)::int from protect_event"))
                .containsExactly("5");
    }

    @Test
    void a_stronger_kind_that_comes_later_changes_the_event() {
        take(begins("n1", ZONE, "door", TEN, "vehicle"));
        take(sees("n1", "vehicle", "licensePlate"), sees("n1", "face"));

        assertThat(told()).containsExactly("2026-11-24T10:00:00Z person person+vehicle: Person detected at Front door");
        assertThat(Database.column("select kind || priority from event")).containsExactly("person2");
    }

    @Test
    void each_kind_and_sound_has_its_words() {
        Household.camera(controller, "gate", "Gate");
        take(begins("1", "motion", "door", at(1)), begins("2", "ring", "door", at(2)),
                begins("3", "smartDetectLoiterZone", "door", at(10), "animal"),
                begins("4", "smartAudioDetect", "door", at(20), "alrmSmoke"),
                begins("5", "smartAudioDetect", "gate", at(21), "alrmCmonx", "alrmBark"),
                begins("6", "smartAudioDetect", "gate", at(30), "alrmNewKind"), begins("7", ZONE, "door", at(40), "package"),
                begins("8", ZONE, "door", at(50), "hovercraft"), begins("9", "sensorOpened", "door", at(60)),
                begins("10", "brandNew", "door", at(61)));

        assertThat(told()).containsExactly("2026-11-24T10:00:01Z motion unknown: Motion detected at Front door",
                "2026-11-24T10:00:02Z ring unknown: Doorbell ring at Front door",
                "2026-11-24T10:00:10Z animal animal: Animal detected at Front door",
                "2026-11-24T10:00:20Z smoke unknown: Smoke alarm heard at Front door",
                "2026-11-24T10:00:21Z co unknown: Carbon monoxide alarm heard at Gate",
                "2026-11-24T10:00:30Z null unknown: Sound detected at Gate",
                "2026-11-24T10:00:40Z package package: Package detected at Front door");
    }

    @Test
    void one_passer_by_in_a_zone_and_over_a_line_is_one_event() {
        take(begins("n1", ZONE, "door", TEN, "person"));
        take(begins("n2", LINE, "door", at(2), "person", "vehicle"), begins("n3", ZONE, "door", at(3), "person"),
                begins("n4", LINE, "door", at(9), "person"));

        assertThat(told()).containsExactly("2026-11-24T10:00:00Z person person+vehicle: Person detected at Front door",
                "2026-11-24T10:00:03Z person person: Person detected at Front door",
                "2026-11-24T10:00:09Z person person: Person detected at Front door");
        assertThat(Database.column("select count(distinct event_id) from protect_event where native_id in ('n1', 'n2')"))
                .containsExactly("1");
    }

    @Test
    void what_has_another_kind_is_another_passer_by() {
        take(begins("n1", ZONE, "door", TEN, "person"), begins("n2", LINE, "door", at(1), "vehicle"));

        assertThat(told()).hasSize(2);
    }

    @Test
    void the_history_tells_known_events_under_the_ids_of_the_other_api() {
        String official = "892f902b-d23f-4824-928b-2f33aabbccdd";
        take(begins(official, ZONE, "door", TEN, "vehicle"));
        take(past("892f902bd23f0824128b2f33", ZONE, "door", TEN.plusMillis(400), at(8), "person", "vehicle"),
                past("992f902bd23f0824128b2f33", ZONE, "door", at(20), at(28), "person"));

        assertThat(told()).containsExactly("2026-11-24T10:00:00Z person person+vehicle: Person detected at Front door",
                "2026-11-24T10:00:20Z person person: Person detected at Front door");
        assertThat(Database.column("select ended_at is not null from protect_event")).containsOnly("t");
    }

    @Test
    void only_cameras_in_use_and_kinds_that_are_wanted_are_told() {
        Household.camera(controller, "gate", "Gate", 0, List.of("vehicle"));
        Household.camera(controller, "yard", "Yard", 0, List.of("motion"));
        Household.camera(Household.controller("Other house"), "shed", "Shed");
        UUID off = Household.camera(controller, "loft", "Loft");
        Database.run("update camera set is_enabled = false where id = '" + off + "'");
        take(begins("1", ZONE, "gate", at(1), "person"), begins("2", "motion", "gate", at(2)),
                begins("3", ZONE, "gate", at(3), "person", "vehicle"), begins("4", "ring", "gate", at(4)),
                begins("5", ZONE, "yard", at(5), "animal"), begins("6", "motion", "shed", at(6)),
                begins("7", "motion", "loft", at(7)), begins("8", "motion", "unheard-of", at(8)));
        take(sees("1", "person", "vehicle"));

        assertThat(told()).containsExactly("2026-11-24T10:00:01Z vehicle person+vehicle: Vehicle detected at Gate",
                "2026-11-24T10:00:03Z vehicle person+vehicle: Vehicle detected at Gate",
                "2026-11-24T10:00:04Z ring unknown: Doorbell ring at Gate",
                "2026-11-24T10:00:05Z animal animal: Animal detected at Yard");
    }

    @Test
    void a_poisoned_change_costs_nothing_but_itself() {
        double failed = registry.counter("protect.events.failed").count();
        take(begins("1", "motion", "door", at(1)), begins("bad\u0000id", "motion", "door", at(2)),
                begins("3", "motion", "door", at(3)));

        assertThat(told()).hasSize(2);
        assertThat(registry.counter("protect.events.failed").count()).isEqualTo(failed + 1);
    }

    @Test
    void while_a_table_is_locked_the_caller_keeps_what_was_told() throws Exception {
        double failed = registry.counter("protect.events.failed").count();
        EventChange[] changes = { begins("1", "motion", "door", at(1)), begins("2", "motion", "door", at(2)) };
        try (var other = Database.connect(); var statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("lock table event in exclusive mode");

            assertThatThrownBy(() -> take(changes)).matches(SessionException::isDatabaseUnavailable);
            other.rollback();
        }
        take(changes);

        assertThat(told()).hasSize(2);
        assertThat(registry.counter("protect.events.failed").count()).isEqualTo(failed);
    }

    @Test
    void an_event_that_somebody_deleted_does_not_come_back() {
        take(begins("n1", ZONE, "door", TEN, "person"));
        String id = Api.admin().get("/api/v1/events").then().extract().path("events[0].id");
        Api.admin().delete("/api/v1/events/" + id).then().statusCode(204);
        take(begins("n1", ZONE, "door", TEN, "person"), sees("n1", "person", "vehicle"), ends("n1", at(4)));

        assertThat(told()).isEmpty();
    }

    @Test
    void nothing_is_stored_for_a_controller_that_is_gone() {
        handler.take(UUID.randomUUID(), List.of(begins("n1", "motion", "door", TEN)));

        assertThat(told()).isEmpty();
    }

    @Test
    void what_two_tell_at_once_is_stored_once() throws Exception {
        List<EventChange> changes = IntStream.range(0, 100)
                .mapToObj(i -> begins("n" + i, ZONE, "door", at(10 * i), "person")).toList();
        ExecutorService tellers = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Void>> telling = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                telling.add(() -> {
                    handler.take(controller, changes);
                    return null;
                });
            }
            for (Future<Void> done : tellers.invokeAll(telling)) {
                done.get();
            }
        } finally {
            tellers.shutdown();
        }

        assertThat(told()).hasSize(100).doesNotHaveDuplicates();
    }

    @Test
    void a_chunk_of_many_costs_as_many_statements_as_one_of_few() {
        EventChange[] few = { begins("f", "motion", "door", TEN), ends("f", at(3)) };
        EventChange[] many = IntStream.range(1, 33).boxed()
                .flatMap(i -> List.of(begins("n" + i, "motion", "door", at(i)), ends("n" + i, at(i + 1))).stream())
                .toArray(EventChange[]::new);

        int forFew = SessionTrace.of(() -> take(few)).statements().get("protect.take");
        int forMany = SessionTrace.of(() -> take(many)).statements().get("protect.take");

        assertThat(forMany).isEqualTo(forFew).isLessThanOrEqualTo(10);
        assertThat(told()).hasSize(33);
    }

    @Test
    void what_was_open_when_the_connection_was_lost_has_ended_then_unless_its_end_is_told_later() {
        take(begins("n1", "motion", "door", TEN), begins("n2", "motion", "door", at(1)),
                begins("n3", "motion", "door", at(90)));
        handler.endOpen(controller, at(60));
        take(ends("n2", at(7)));

        assertThat(Database.column("select coalesce(extract(epoch from ended_at - timestamptz '2026-11-24T10:00:00Z')::int, -1)"
                + " from protect_event order by native_id")).containsExactly("60", "7", "-1");
    }

    private void take(EventChange... changes) {
        handler.take(controller, List.of(changes));
    }

    private static Instant at(int second) {
        return TEN.plus(Duration.ofSeconds(second));
    }
}
