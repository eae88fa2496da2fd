package io.vigil.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.agroal.api.AgroalDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.vigil.ai.VisionStub;
import io.vigil.ai.VisionStub.Behaviour;
import io.vigil.delivery.outbox.Outbox;
import io.vigil.event.internal.EventQueue;
import io.vigil.event.internal.EventQueue.Claimed;
import io.vigil.session.SessionContext;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.MovableClock;
import io.vigil.testsupport.Samples;
import io.vigil.testsupport.Sightings;

@QuarkusTest
class EventProcessorTest {

    @Inject
    Outbox outbox;

    @Inject
    EventProcessor processor;

    @Inject
    EventConfig config;

    @Inject
    AgroalDataSource pool;

    private VisionStub model;
    private UUID camera;

    @BeforeEach
    void a_model_and_a_camera() {
        model = VisionStub.start();
        Api.admin().contentType("application/json").body(Map.of("ai_base_url_openai", model.url(), "ai_model_openai", "stub-1"))
                .put("/api/v1/system/settings").then().statusCode(200);
        camera = Sightings.camera("Front door");
    }

    @AfterEach
    void nothing_in_flight() {
        model.close();
        await().until(() -> processor.inFlight() == 0);
    }

    @Test
    void the_model_gets_the_very_picture_and_each_event_its_own_text() {
        Map<String, String> textOf = new HashMap<>();
        for (String picture : Samples.PICTURES) {
            String text = "This is " + picture;
            model.answer(Samples.sha256(Samples.picture(picture)), text);
            String id = Sightings.send(camera, picture, "person", picture).statusCode(202).extract().path("id");
            textOf.put(id, text);
        }
        awaitState("described", 10);
        assertThat(model.received()).extracting(VisionStub.Received::sha256).containsExactlyInAnyOrderElementsOf(
                Samples.PICTURES.stream().map(name -> Samples.sha256(Samples.picture(name))).toList());
        List<Map<String, String>> events = Api.admin().get("/api/v1/events").then().extract().path("events");
        assertThat(events).hasSize(10).allSatisfy(event -> {
            assertThat(event.get("description")).isEqualTo(textOf.get(event.get("id")));
            assertThat(event.get("description_source")).isEqualTo("ai");
            assertThat(event.get("provider_used")).isEqualTo("openai");
            assertThat(event.get("analysis_mode")).isEqualTo("single_frame");
        });
    }

    @Test
    void no_connection_is_held_while_forty_events_wait_and_the_list_answers() {
        model.otherwise(Behaviour.says("At last.").after(Duration.ofSeconds(8)));
        for (int i = 0; i < 40; i++) {
            Sightings.send(camera, "slow-" + i, "motion", "empty-room.jpg").statusCode(202);
        }
        await().until(() -> model.inFlight() == 40 && outbox.isIdle() && pool.getMetrics().activeCount() == 0);
        AtomicLong samples = new AtomicLong();
        while (model.inFlight() == 40 && samples.get() < 50) {
            assertThat(pool.getMetrics().activeCount()).isZero();
            Api.admin().get("/api/v1/events").then().statusCode(200);
            samples.incrementAndGet();
        }
        assertThat(samples.get()).isPositive();
        awaitState("described", 40);
        assertThat(Database.count("select count(*) from event where attempts = 1")).isEqualTo(40);
    }

    @Test
    void claims_the_urgent_first_and_never_more_than_asked() {
        model.otherwise(Behaviour.fails(503, "overloaded"));
        List<String> kinds = List.of("motion", "animal", "person", "ring");
        for (int i = 0; i < 10; i++) {
            UUID another = Sightings.camera("Camera " + i);
            String kind = kinds.get(i % 4);
            Sightings.send(another, kind + i, kind, "empty-room.jpg").statusCode(202);
        }
        awaitState("retry_later", 10);
        await().until(() -> processor.inFlight() == 0);
        // With these, the planner would rather go through the cameras.
        Database.run("analyze camera");
        List<String> claimed = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            List<Claimed> one = SessionContext.call("test.claim",
                    db -> EventQueue.claim(db, 1, Instant.parse("2099-01-01T00:00:00Z"), Duration.ofHours(1)));
            assertThat(one).hasSize(1);
            claimed.add(one.get(0).kind().word());
            Database.run("update event set due_at = null where id = '" + one.get(0).id() + "'");
        }
        assertThat(claimed).containsExactly("ring", "ring", "person", "person", "animal", "animal", "animal", "motion",
                "motion", "motion");
    }

    @Test
    void waits_at_least_as_long_as_the_provider_asks_and_longer_than_a_moment_when_it_asks_for_less() {
        model.next(Behaviour.fails(429, "rate_limit").header("Retry-After", "1"),
                Behaviour.fails(429, "rate_limit").header("Retry-After", "1"));
        Sightings.send(camera, "1", "person", "worker-hivis.jpg").statusCode(202);
        awaitState("retry_later", 1);
        assertThat(Database.count("select count(*) from event where due_at > now() + interval '3 seconds'")).isEqualTo(1);
        Database.run("update event set due_at = now()");
        model.next(Behaviour.fails(429, "rate_limit").header("Retry-After", "600"));
        processor.tick();
        await().untilAsserted(() -> assertThat(Database.count(
                "select count(*) from event where attempts = 2 and due_at > now() + interval '590 seconds'")).isEqualTo(1));
    }

    @Test
    void a_picture_that_cannot_be_read_is_tried_again_with_the_reason_on_record() {
        model.otherwise(Behaviour.fails(503, "overloaded"));
        Sightings.send(camera, "1", "person", "worker-hivis.jpg").statusCode(202);
        awaitState("retry_later", 1);
        Database.run("update event set snapshot = '" + UUID.randomUUID() + ".jpg', due_at = now()");
        processor.tick();
        awaitState("metadata_only", 1);
        assertThat(Database.value("select last_error from event")).isEqualTo("Missing: snapshot");
    }

    @Test
    void a_failure_for_now_is_tried_again_after_a_growing_wait_and_given_up_in_the_end() {
        model.otherwise(Behaviour.fails(500, "server_error"));
        Sightings.send(camera, "1", "person", "worker-hivis.jpg").statusCode(202);
        for (int attempt = 1; attempt < config.attempts(); attempt++) {
            int made = attempt;
            await().untilAsserted(() -> assertThat(Database.value("select state || ' ' || attempts from event"))
                    .isEqualTo("retry_later " + made));
            processor.tick();
            await().during(Duration.ofMillis(50)).until(() -> model.received().size() == 2 * made);
            MovableClock.forward(Duration.ofHours(1));
            processor.tick();
        }
        awaitState("failed", 1);
        // In each attempt a provider in trouble is asked once more.
        assertThat(model.received()).hasSize(2 * config.attempts());
        assertThat(Database.value("select due_at from event")).isNull();
        Map<String, String> event = Api.admin().get("/api/v1/events").then().extract().path("events[0]");
        assertThat(event.get("description")).isEqualTo("Person detected at Front door");
        assertThat(event.get("state")).isEqualTo("failed");
        assertThat(event.get("last_error")).isNotBlank();
    }

    @Test
    void a_refusal_is_final_at_once_and_keeps_the_metadata_sentence() {
        model.otherwise(Behaviour.fails(400, "invalid_image"));
        Sightings.send(camera, "1", "person", "worker-hivis.jpg").statusCode(202);
        awaitState("failed", 1);
        assertThat(model.received()).hasSize(1);
        assertThat(Database.value("select description from event")).isEqualTo("Person detected at Front door");
    }

    @Test
    void a_lease_that_ended_is_taken_back_and_the_late_answer_is_not_recorded() {
        model.next(Behaviour.says("Too late.").after(Duration.ofSeconds(2)));
        Sightings.send(camera, "1", "person", "worker-hivis.jpg").statusCode(202);
        await().until(() -> model.inFlight() == 1);
        // Another replica takes it back and is done before the first answer comes.
        Database.run(
                "update event set lease = gen_random_uuid(), state = 'described', description = 'In time.', due_at = null");
        await().until(() -> model.inFlight() == 0 && processor.inFlight() == 0);
        assertThat(Database.value("select description from event")).isEqualTo("In time.");
    }

    @Test
    void an_event_whose_worker_died_is_due_again_at_the_end_of_its_lease() {
        Sightings.send(camera, "1", "person", "worker-hivis.jpg").statusCode(202);
        awaitState("described", 1);
        Database.run(
                "update event set state = 'processing', lease = gen_random_uuid(), due_at = now() + interval '80 seconds', "
                        + "description_source = 'metadata'");
        processor.tick();
        await().during(Duration.ofMillis(100)).until(() -> model.received().size() == 1);
        MovableClock.forward(Duration.ofSeconds(90));
        processor.tick();
        awaitState("described", 1);
        assertThat(Database.value("select attempts || description_source from event")).isEqualTo("2ai");
    }

    @Test
    void an_event_that_kills_its_workers_ends_in_the_dead_letter() {
        Sightings.send(camera, "1", "person", "worker-hivis.jpg").statusCode(202);
        awaitState("described", 1);
        Database.run("update event set state = 'processing', lease = gen_random_uuid(), due_at = now(), attempts = "
                + config.attempts());
        processor.tick();
        awaitState("failed", 1);
        assertThat(model.received()).hasSize(1);
    }

    @Test
    void a_sound_without_a_picture_keeps_its_metadata_sentence() {
        Api.admin().multiPart("external_id", "s").multiPart("kind", "audio").multiPart("occurred_at", "2026-11-24")
                .post("/api/v1/cameras/" + camera + "/events").then().statusCode(202);
        awaitState("metadata_only", 1);
        assertThat(Database.value("select description from event")).isEqualTo("Sound detected at Front door");
        assertThat(model.received()).isEmpty();
    }

    private static void awaitState(String state, int count) {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(
                Database.count("select count(*) from event where state = '" + state + "'")).isEqualTo(count));
    }
}
