package io.vigil.camera;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.nullValue;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

import jakarta.inject.Singleton;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.common.mapper.TypeRef;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.vigil.session.SessionContext;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.SessionTrace;
import io.vigil.web.Roles;

@QuarkusTest
class CameraResourceTest {

    private static final String PATH = "/api/v1/cameras";
    private static final String FRONT_DOOR = """
            {"name":"Front door","type":"rtsp","rtsp_url":"rtsp://192.0.2.1/stream"}""";
    private static final String[] EVERY_FIELD = { "id", "name", "type", "rtsp_url", "username", "device_index", "frame_rate",
            "is_enabled", "motion_enabled", "motion_sensitivity", "motion_cooldown", "motion_algorithm", "detection_zones",
            "detection_schedule", "analysis_mode", "homekit_stream_quality", "audio_enabled", "audio_codec",
            "audio_event_types", "audio_threshold", "source_type", "protect_controller_id", "protect_camera_id",
            "protect_camera_type", "smart_detection_types", "is_doorbell", "ai_provider", "ai_prompt", "created_at",
            "updated_at" };

    @Test
    void a_new_camera_has_every_field_and_the_defaults() {
        Map<String, Object> camera = add(FRONT_DOOR).statusCode(201).extract().as(map());

        assertThat(camera).containsOnlyKeys(EVERY_FIELD).containsEntry("name", "Front door").containsEntry("type", "rtsp")
                .containsEntry("source_type", "rtsp").containsEntry("rtsp_url", "rtsp://192.0.2.1/stream")
                .containsEntry("frame_rate", 5).containsEntry("is_enabled", true).containsEntry("motion_enabled", true)
                .containsEntry("motion_sensitivity", "medium").containsEntry("motion_cooldown", 60)
                .containsEntry("motion_algorithm", "mog2").containsEntry("analysis_mode", "single_frame")
                .containsEntry("homekit_stream_quality", "medium").containsEntry("audio_enabled", false)
                .containsEntry("is_doorbell", false).containsEntry("detection_zones", null)
                .containsEntry("smart_detection_types", null);
        assertThat((String) camera.get("created_at")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        assertThat(get(camera.get("id")).extract().as(map())).isEqualTo(camera);
    }

    @Test
    void keeps_every_field_as_sent() {
        Map<String, Object> sent = Map.ofEntries(Map.entry("name", "Ring"), Map.entry("type", "rtsp"),
                Map.entry("rtsp_url", "RTSPS://192.0.2.1:7441/x"), Map.entry("username", "viewer"),
                Map.entry("frame_rate", 30), Map.entry("is_enabled", false), Map.entry("motion_enabled", false),
                Map.entry("motion_sensitivity", "low"), Map.entry("motion_cooldown", 0),
                Map.entry("motion_algorithm", "frame_diff"), Map.entry("analysis_mode", "video_native"),
                Map.entry("homekit_stream_quality", "high"), Map.entry("audio_enabled", true),
                Map.entry("audio_codec", "aac"), Map.entry("audio_event_types", List.of("glass_break", "smoke")),
                Map.entry("audio_threshold", 0.75), Map.entry("protect_controller_id", controller()),
                Map.entry("protect_camera_id", "abc123"), Map.entry("protect_camera_type", "doorbell"),
                Map.entry("smart_detection_types", List.of("person", "vehicle")), Map.entry("is_doorbell", true),
                Map.entry("ai_provider", "claude"), Map.entry("ai_prompt", "Who rings?"),
                Map.entry("detection_zones", List.of(Map.of("id", "z1", "name", "Drive", "enabled", false, "vertices",
                        List.of(Map.of("x", 0.25, "y", 0), Map.of("x", 1, "y", 0), Map.of("x", 1, "y", 1))))),
                Map.entry("detection_schedule", Map.of("enabled", true, "days", List.of(0, 6), "time_ranges",
                        List.of(Map.of("start_time", "22:00", "end_time", "06:00")), "note", "kept")));

        Map<String, Object> camera = Api.admin().contentType(ContentType.JSON).body(sent).post(PATH).then().statusCode(201)
                .extract().as(map());

        Map<String, Object> again = get(camera.get("id")).extract().as(map());
        JsonNode tree = get(camera.get("id")).extract().as(JsonNode.class);
        ObjectMapper json = new ObjectMapper();
        sent.forEach((name, value) -> assertThat(tree.get(name)).as(name).isEqualTo(json.valueToTree(value)));
        assertThat(again).isEqualTo(camera).containsEntry("source_type", "protect");
    }

    @Test
    void a_usb_camera_has_a_device_and_no_url() {
        add("{\"name\":\"Desk\",\"type\":\"usb\",\"device_index\":0}").statusCode(201)
                .body("source_type", equalTo("usb")).body("device_index", equalTo(0)).body("rtsp_url", nullValue());
    }

    @Test
    void a_change_touches_what_it_names_and_nothing_else() {
        Map<String, Object> before = add("""
                {"name":"Desk","type":"usb","device_index":0,"username":"viewer","audio_threshold":0.5}""").extract().as(map());

        Map<String, Object> after = change(before.get("id"), """
                {"type":"rtsp","username":null,"device_index":2,"motion_cooldown":300,"id":"x","created_at":"2001-01-01",
                 "source_type":"protect","no_field":1}""").statusCode(200).extract().as(map());

        assertThat(after).containsEntry("type", "usb").containsEntry("source_type", "usb").containsEntry("username", null)
                .containsEntry("device_index", 2).containsEntry("motion_cooldown", 300);
        for (String field : EVERY_FIELD) {
            if (!List.of("username", "device_index", "motion_cooldown", "updated_at").contains(field)) {
                assertThat(after.get(field)).as(field).isEqualTo(before.get(field));
            }
        }
        assertThat(get(before.get("id")).extract().as(map())).isEqualTo(after);
    }

    @Test
    void every_field_that_may_be_null_can_be_set_to_null() {
        Object id = add(FRONT_DOOR).extract().path("id");

        for (String field : List.of("rtsp_url", "username", "device_index", "detection_zones", "detection_schedule",
                "audio_codec", "audio_event_types", "audio_threshold", "protect_controller_id", "protect_camera_id",
                "protect_camera_type", "smart_detection_types", "ai_provider", "ai_prompt")) {
            change(id, "{\"" + field + "\":null}").statusCode(200).body(field, nullValue());
        }
    }

    @Test
    void an_empty_change_is_no_error() {
        Object id = add(FRONT_DOOR).extract().path("id");

        Api.admin().contentType(ContentType.JSON).put(PATH + "/" + id).then().statusCode(200)
                .body("name", equalTo("Front door"));
        change(id, "{}").statusCode(200);
    }

    @Test
    void the_list_is_an_array_newest_first_and_can_be_filtered() {
        Api.admin().get(PATH).then().statusCode(200).body("", hasSize(0));
        add(FRONT_DOOR);
        add("{\"name\":\"Off\",\"type\":\"usb\",\"device_index\":1,\"is_enabled\":false}");

        Api.admin().get(PATH).then().body("name", contains("Off", "Front door"));
        Api.admin().get(PATH + "?is_enabled=true").then().body("name", contains("Front door"));
        Api.admin().get(PATH + "?is_enabled=0&skip=3").then().body("name", contains("Off"));
        Api.admin().get(PATH + "?is_enabled=perhaps").then().statusCode(422);
    }

    @Test
    void reads_cost_one_statement() {
        Object id = add(FRONT_DOOR).extract().path("id");
        add("{\"name\":\"Desk\",\"type\":\"usb\",\"device_index\":1}");
        Api.adminToken();

        assertThat(SessionTrace.of(() -> Api.admin().get(PATH)).lines())
                .contains("camera.list read and committed, 1 statement");
        assertThat(SessionTrace.of(() -> get(id)).lines()).contains("camera.get read and committed, 1 statement");
        assertThat(SessionTrace.of(() -> change(id, "{\"name\":\"Back door\"}")).lines())
                .contains("camera.change committed, 2 statements");
        // Or the look at the household's cooldown might be part of it.
        Api.admin().get("/api/v1/system/settings");
        assertThat(SessionTrace.of(() -> add("{\"name\":\"Roof\",\"type\":\"usb\",\"device_index\":1}")).lines())
                .contains("camera.add committed, 1 statement");
    }

    @Test
    void has_the_cooldown_of_the_household_unless_it_is_told_another() {
        Api.admin().contentType(ContentType.JSON).body(Map.of("cooldown_period", 200)).put("/api/v1/system/settings").then()
                .statusCode(200);

        add(FRONT_DOOR).statusCode(201).body("motion_cooldown", equalTo(200));
        add("{\"name\":\"Desk\",\"type\":\"usb\",\"device_index\":1,\"motion_cooldown\":5}").statusCode(201)
                .body("motion_cooldown", equalTo(5));
    }

    @Test
    void an_id_may_be_upper_case_and_a_path_may_end_in_a_slash() {
        String id = add(FRONT_DOOR).extract().path("id");

        Api.admin().redirects().follow(false).get(PATH + "/" + id.toUpperCase(Locale.ROOT) + "/").then().statusCode(200)
                .body("id", equalTo(id));
        Api.admin().redirects().follow(false).get(PATH + "/").then().statusCode(200).body("", hasSize(1));
        assertThat(id).isEqualTo(id.toLowerCase(Locale.ROOT));
    }

    @Test
    void a_removed_camera_is_gone() {
        Object id = add(FRONT_DOOR).extract().path("id");

        Api.admin().delete(PATH + "/" + id).then().statusCode(204);

        get(id).statusCode(404);
        Api.admin().delete(PATH + "/" + id).then().statusCode(404);
        assertThat(Database.count("select count(*) from camera")).isZero();
    }

    @Test
    void who_keeps_something_of_a_camera_is_told_inside_the_deleting_session() {
        UUID id = UUID.fromString(add(FRONT_DOOR).extract().path("id"));

        Api.admin().delete(PATH + "/" + id).then().statusCode(204);

        assertThat(RecordingRemoval.told).containsExactly(id);
        assertThat(RecordingRemoval.thereStill).isTrue();
    }

    @Test
    void what_is_not_there_is_404_and_what_is_no_id_422() {
        UUID unknown = UUID.randomUUID();
        get(unknown).statusCode(404).contentType("application/problem+json");
        change(unknown, "{}").statusCode(404);
        Api.admin().delete(PATH + "/" + unknown).then().statusCode(404);

        for (String malformed : List.of("1", "not-a-uuid", unknown + "0", "1-1-1-1-1")) {
            get(malformed).statusCode(422).body("detail", matchesPattern(".*UUID.*"));
            change(malformed, "{}").statusCode(422);
            Api.admin().delete(PATH + "/" + malformed).then().statusCode(422);
        }
    }

    @Test
    void reading_and_writing_are_two_rights() {
        Object id = add(FRONT_DOOR).extract().path("id");

        Api.anonymous().get(PATH).then().statusCode(401);
        Api.user().get(PATH + "/" + id).then().statusCode(200);
        Api.user().delete(PATH + "/" + id).then().statusCode(403);
        Api.key(Roles.READ_CAMERAS).get(PATH).then().statusCode(200);
        Api.key(Roles.READ_CAMERAS).contentType(ContentType.JSON).body("{}").put(PATH + "/" + id).then().statusCode(403);
        Api.key(Roles.READ_EVENTS).get(PATH).then().statusCode(403);
        String writer = Api.newKey(Roles.WRITE_CAMERAS);
        Api.anonymous().header("X-API-Key", writer).get(PATH).then().statusCode(403);
        Api.anonymous().header("X-API-Key", writer).contentType(ContentType.JSON).body(FRONT_DOOR.replace("Front", "Back"))
                .post(PATH).then().statusCode(201);
        Api.anonymous().header("X-API-Key", writer).delete(PATH + "/" + id).then().statusCode(204);
    }

    /** Beside those of the features. */
    @Singleton
    static class RecordingRemoval implements CameraRemoval {

        static final List<UUID> told = new CopyOnWriteArrayList<>();
        static volatile boolean thereStill;

        @Override
        public void removeMost(UUID cameraId) {
            SessionContext.requireNone("test");
        }

        @Override
        public void beforeRemoval(UUID cameraId) {
            told.clear();
            told.add(cameraId);
            thereStill = SessionContext.current().find(Camera.class, cameraId) != null;
        }
    }

    private static ValidatableResponse add(String body) {
        return Api.admin().contentType(ContentType.JSON).body(body).post(PATH).then();
    }

    private static ValidatableResponse change(Object id, String body) {
        return Api.admin().contentType(ContentType.JSON).body(body).put(PATH + "/" + id).then();
    }

    private static ValidatableResponse get(Object id) {
        return Api.admin().get(PATH + "/" + id).then();
    }

    /** The row of a controller, which nobody connects to. */
    private static String controller() {
        String id = UUID.randomUUID().toString();
        Database.run("""
                insert into protect_controller (id, name, host, port, verify_ssl, wanted, revision, state, state_since, drops,
                    created_at, updated_at, version)
                values ('%s', 'Home', '192.0.2.1', 443, false, false, 1, 'disconnected', now(), 0, now(), now(), 0)"""
                .formatted(id));
        return id;
    }

    private static TypeRef<Map<String, Object>> map() {
        return new TypeRef<>() {
        };
    }
}
