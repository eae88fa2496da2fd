package io.vigil.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import javax.imageio.ImageIO;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ExtractableResponse;
import io.restassured.response.Response;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.MediaFolder;
import io.vigil.testsupport.Samples;
import io.vigil.testsupport.SessionTrace;
import io.vigil.testsupport.Sightings;

@QuarkusTest
class EventIngestTest {

    @Inject
    DyingBackend dying;

    @Test
    void each_sample_picture_comes_out_with_its_metadata_sentence() {
        UUID camera = Sightings.camera("Front door");
        for (String picture : Samples.PICTURES) {
            Sightings.send(camera, picture, "person", picture).statusCode(202)
                    .body("description", equalTo("Person detected at Front door"))
                    .body("description_source", equalTo("metadata"));
        }
        await().untilAsserted(() -> assertThat(Database.count("select count(*) from event where state = 'metadata_only'"))
                .isEqualTo(Samples.PICTURES.size()));
        List<Map<String, Object>> listed = Api.admin().get("/api/v1/events").then().statusCode(200).extract().path("events");
        assertThat(listed).hasSize(10).allSatisfy(event -> {
            assertThat(event.get("description")).isEqualTo("Person detected at Front door");
            assertThat(event.get("camera_name")).isEqualTo("Front door");
            assertThat(event.get("provider_used")).isNull();
        });
    }

    @Test
    void the_thumbnail_of_an_event_is_a_small_jpeg_by_both_paths() throws Exception {
        UUID camera = Sightings.camera("Drive");
        String path = Sightings.send(camera, "1", "vehicle", "driveway-car.jpg").statusCode(202)
                .body("thumbnail_path", notNullValue()).extract().path("thumbnail_path");
        String id = Database.value("select id from event");
        byte[] byPath = Api.admin().accept("image/jpeg").get(path).then().statusCode(200).contentType("image/jpeg").extract()
                .asByteArray();
        byte[] byId = Api.admin().get("/api/v1/events/" + id + "/thumbnail").then().statusCode(200).extract().asByteArray();
        assertThat(byPath).isEqualTo(byId);
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(byPath));
        assertThat(image.getWidth()).isLessThanOrEqualTo(320);
        assertThat(image.getHeight()).isLessThanOrEqualTo(180);
    }

    @Test
    void two_hundred_parallel_repeats_are_one_event() throws Exception {
        UUID camera = Sightings.camera("Porch");
        ExecutorService callers = Executors.newFixedThreadPool(20);
        List<Callable<ExtractableResponse<Response>>> calls = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            calls.add(() -> Sightings.send(camera, "the-same", "person", "worker-hivis.jpg").extract());
        }
        Set<String> ids = new TreeSet<>();
        int created = 0;
        for (Future<ExtractableResponse<Response>> call : callers.invokeAll(calls)) {
            assertThat(call.get().statusCode()).isIn(200, 202);
            created += call.get().statusCode() == 202 ? 1 : 0;
            ids.add(call.get().path("id"));
        }
        callers.shutdown();
        assertThat(ids).hasSize(1);
        assertThat(created).isEqualTo(1);
        assertThat(Database.count("select count(*) from event")).isEqualTo(1);
        await().untilAsserted(() -> assertThat(Database.value("select attempts from event where state = 'metadata_only'"))
                .isEqualTo("1"));
        assertThat(MediaFolder.files()).hasSize(2);
    }

    @Test
    void an_event_whose_commit_was_not_answered_is_stored_under_its_own_id_with_its_media() {
        UUID camera = Sightings.camera("Gate");
        dying.times.set(1);

        String id = Sightings.send(camera, "1", "person", "worker-hivis.jpg").statusCode(202).extract().path("id");

        assertThat(Database.column("select cast(id as text) from event")).containsExactly(id);
        await().until(() -> Database.count("select count(*) from event where state = 'metadata_only'") == 1);
        Api.admin().get("/api/v1/events/" + id + "/thumbnail").then().statusCode(200);
    }

    @Test
    void an_event_whose_commit_is_never_answered_is_not_called_stored_and_keeps_its_media() {
        UUID camera = Sightings.camera("Gate");
        dying.times.set(2);

        Sightings.send(camera, "1", "person", "worker-hivis.jpg").statusCode(503)
                .contentType("application/problem+json").body("code", equalTo("outcome_unknown"));

        assertThat(Database.count("select count(*) from event")).isZero();
        assertThat(MediaFolder.files()).isNotEmpty();
        Sightings.send(camera, "1", "person", "worker-hivis.jpg").statusCode(202);
    }

    @Test
    void an_ingest_costs_a_statement_for_the_event_and_one_for_its_notice() {
        UUID camera = Sightings.camera("Gate");
        Sightings.send(camera, "warm", "motion", "empty-room.jpg").statusCode(202);
        SessionTrace trace = SessionTrace
                .of(() -> Sightings.send(camera, "counted", "motion", "empty-room.jpg").statusCode(202));
        assertThat(trace.lines()).containsSubsequence("event.ingest committed, 2 statements", "event.wake-processor followed");
        assertThat(trace.statements()).doesNotContainKey("access.identify");
    }

    @Test
    void json_without_a_description_is_queued_for_one() {
        UUID camera = Sightings.camera("Back yard");
        String picture = Base64.getEncoder().encodeToString(Samples.picture("cat-front-path.jpg"));
        Api.admin().contentType("application/json").header("Idempotency-Key", "cat-1").body("""
                {"camera_id": "%s", "timestamp": "2026-11-24T09:00:00", "confidence": 80, "objects_detected": ["animal"],
                 "thumbnail_base64": "data:image/jpeg;base64,%s", "unknown_field": 1}""".formatted(camera, picture))
                .post("/api/v1/events").then().statusCode(202).body("description", equalTo("Animal detected at Back yard"))
                .body("timestamp", equalTo("2026-11-24T09:00:00.000Z")).body("confidence", equalTo(80))
                .body("smart_detection_type", equalTo("animal"));
        assertThat(Database.value("select external_id from event")).isEqualTo("cat-1");
    }

    @Test
    void json_with_a_description_is_stored_as_told_and_not_queued() {
        UUID camera = Sightings.camera("Hall");
        String body = """
                {"camera_id": "%s", "timestamp": "2026-11-24T09:00:00+02:00", "confidence": 91,
                 "objects_detected": ["person", "package"], "description": "A courier leaves a box.",
                 "source_type": "protect", "protect_event_id": "p1", "is_doorbell_ring": true, "alert_triggered": true,
                 "analysis_mode": "multi_frame", "frame_count_used": 5, "ai_confidence": 88, "low_confidence": true,
                 "vague_reason": "dark", "fallback_reason": "video_native:timeout", "audio_transcription": "hello",
                 "external_id": "x-1"}""".formatted(camera.toString().toUpperCase());
        Api.admin().contentType("application/json").body(body).post("/api/v1/events").then().statusCode(201)
                .body("description", equalTo("A courier leaves a box.")).body("description_source", equalTo("client"))
                .body("state", equalTo("described")).body("timestamp", equalTo("2026-11-24T07:00:00.000Z"))
                .body("objects_detected", equalTo(List.of("person", "package"))).body("source_type", equalTo("protect"))
                .body("protect_event_id", equalTo("p1")).body("is_doorbell_ring", equalTo(true))
                .body("alert_triggered", equalTo(true)).body("analysis_mode", equalTo("multi_frame"))
                .body("frame_count_used", equalTo(5)).body("ai_confidence", equalTo(88)).body("low_confidence", equalTo(true))
                .body("vague_reason", equalTo("dark")).body("fallback_reason", equalTo("video_native:timeout"))
                .body("audio_transcription", equalTo("hello")).body("thumbnail_path", nullValue())
                .body("reanalysis_count", equalTo(0));
        assertThat(Database.count("select count(*) from event where due_at is null")).isEqualTo(1);
        Api.admin().contentType("application/json").body(body).post("/api/v1/events").then().statusCode(200);
        assertThat(Database.count("select count(*) from event")).isEqualTo(1);
    }

    @Test
    void a_key_with_the_scope_write_events_may_send_and_not_read() {
        UUID camera = Sightings.camera("Shed");
        Api.key("write:events").multiPart("external_id", "k").multiPart("kind", "person")
                .multiPart("occurred_at", "2026-11-24").multiPart("snapshot", "a.jpg",
                        Samples.picture("car-white.jpg"))
                .post("/api/v1/cameras/" + camera + "/events").then().statusCode(202);
        Api.key("write:events").get("/api/v1/events").then().statusCode(403);
        Api.key("read:events").get("/api/v1/events").then().statusCode(200);
    }

    @Test
    void an_event_may_name_the_thumbnail_of_another_and_gets_a_copy_of_its_own() {
        UUID camera = Sightings.camera("Attic");
        String first = Sightings.send(camera, "1", "person", "worker-hivis.jpg").extract().path("id");
        String path = Api.admin().get("/api/v1/events/" + first).path("thumbnail_path");
        String copied = Api.admin().contentType("application/json").body("""
                {"camera_id": "%s", "timestamp": "2026-11-24", "confidence": 1, "objects_detected": ["person"],
                 "description": "Again.", "thumbnail_path": "%s"}""".formatted(camera, path))
                .post("/api/v1/events").then().statusCode(201).extract().path("thumbnail_path");
        Api.admin().delete("/api/v1/events/" + first).then().statusCode(204);
        Api.admin().get(path).then().statusCode(404);
        Api.admin().get(copied).then().statusCode(200);
    }

    @Test
    void a_camera_goes_with_more_events_than_one_session_should_delete() {
        UUID camera = Sightings.camera("Busy");
        Database.run("insert into event (id, camera_id, source, kind, occurred_at, created_at, state, priority, description, "
                + "description_source, confidence, objects_detected, source_type, is_doorbell_ring) select gen_random_uuid(), '"
                + camera + "', 's', 'motion', now(), now(), 'described', 0, 'd', 'ai', 1, array['unknown'], 'rtsp', false "
                + "from generate_series(1, 1234)");
        SessionTrace trace = SessionTrace
                .of(() -> Api.admin().delete("/api/v1/cameras/" + camera).then().statusCode(204));
        assertThat(trace.lines()).filteredOn(line -> line.startsWith("event.remove-page committed")).hasSize(3);
        assertThat(Database.count("select count(*) from event")).isZero();
    }

    @Test
    void deleting_an_event_or_its_camera_takes_the_files_along() {
        UUID camera = Sightings.camera("Cellar");
        String id = Sightings.send(camera, "1", "person", "worker-hivis.jpg").extract().path("id");
        Sightings.send(camera, "2", "person", "car-white.jpg").statusCode(202);
        assertThat(MediaFolder.files()).hasSize(4);
        Api.admin().delete("/api/v1/events/" + id).then().statusCode(204);
        Api.admin().delete("/api/v1/events/" + id).then().statusCode(404);
        assertThat(MediaFolder.files()).hasSize(2);
        Api.admin().delete("/api/v1/cameras/" + camera).then().statusCode(204);
        assertThat(MediaFolder.files()).isEmpty();
        assertThat(Database.count("select count(*) from event")).isZero();
    }
}
