package io.vigil.protect;

import static io.vigil.protect.ControllerApi.CONTROLLERS;
import static io.vigil.protect.ControllerApi.added;
import static io.vigil.protect.ControllerApi.get;
import static io.vigil.protect.ControllerApi.post;
import static io.vigil.protect.ControllerApi.put;
import static io.vigil.protect.ControllerApi.withKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;

import javax.imageio.ImageIO;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.vigil.protect.simulator.ControllerSimulator;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.MovableClock;

/** Which cameras a controller has, which of them are used, and what they see. */
@QuarkusTest
class DiscoveryResourceTest {

    private static final String YARD = "ca00000000000000000000001";
    private static final String DOOR = "ca00000000000000000000002";
    private static final String CAMERAS = "/api/v1/cameras/";

    @Inject
    ProtectService service;

    private ControllerSimulator controller;
    private String id;

    @BeforeEach
    void connect() {
        controller = ControllerSimulator.setup().cameras(0).camera(YARD, "Yard", false).camera(DOOR, "Door", true).start();
        id = added(withKey(controller));
    }

    @AfterEach
    void let_go() {
        service.letGo();
        controller.close();
    }

    @Test
    void lists_what_the_controller_has_for_any_user() {
        Api.user().get(CONTROLLERS + "/" + id + "/cameras?force_refresh=true").then().statusCode(200)
                .body("data.protect_camera_id", contains(YARD, DOOR)).body("data.name", contains("Yard", "Door"))
                .body("data.type", contains("camera", "doorbell")).body("data.is_doorbell", contains(false, true))
                .body("data.is_online", contains(true, true)).body("data.is_new", contains(true, true))
                .body("data.is_enabled_for_ai", contains(false, false))
                .body("data[0].keySet()", equalTo(Set.of("protect_camera_id", "name", "type", "model", "is_online",
                        "is_doorbell", "is_enabled_for_ai", "smart_detection_capabilities", "smart_detection_types", "is_new",
                        "camera_id", "analysis_mode")))
                .body("data[0].smart_detection_types", nullValue()).body("data[0].camera_id", nullValue())
                .body("meta.count", equalTo(2)).body("meta.controller_id", equalTo(id)).body("meta.cached", equalTo(false))
                .body("meta.cached_at", nullValue()).body("meta.warning", nullValue());
    }

    @Test
    void asks_once_a_minute_unless_it_is_told_to() {
        // The connection itself asks when it is there.
        await().until(() -> controller.counters().requests("v1/cameras") > 0);
        get("/" + id + "/cameras").statusCode(200);
        int asked = controller.counters().requests("v1/cameras");

        get("/" + id + "/cameras").statusCode(200).body("meta.cached", equalTo(true)).body("meta.cached_at", notNullValue());
        assertThat(controller.counters().requests("v1/cameras")).isEqualTo(asked);
        get("/" + id + "/cameras?force_refresh=0").body("meta.cached", equalTo(true));
        get("/" + id + "/cameras?force_refresh=perhaps").statusCode(422);
        get("/" + id + "/cameras?force_refresh=true").body("meta.cached", equalTo(false));
        assertThat(controller.counters().requests("v1/cameras")).isEqualTo(asked + 1);
        MovableClock.forward(Duration.ofSeconds(61));
        service.tick();
        get("/" + id + "/cameras").body("meta.cached", equalTo(false));
        assertThat(controller.counters().requests("v1/cameras")).isEqualTo(asked + 2);
    }

    @Test
    void answers_an_old_list_with_a_warning_and_none_at_all_with_503() {
        get("/" + id + "/cameras").statusCode(200);
        controller.stop();
        await().until(() -> !"connected".equals(get("/" + id).extract().path("data.state")));

        get("/" + id + "/cameras?force_refresh=true").statusCode(200).body("data", hasSize(2))
                .body("meta.cached", equalTo(true)).body("meta.warning", notNullValue());

        String other = added(Map.of("name", "Other", "host", "localhost", "port", controller.port(), "api_key", "key"));
        get("/" + other + "/cameras").statusCode(503).contentType("application/problem+json");
    }

    @Test
    void tells_which_cameras_went_since() {
        get("/" + id + "/cameras").body("data.is_online", contains(true, true));

        controller.device("DISCONNECTED", DOOR);

        await().untilAsserted(() -> get("/" + id + "/cameras").body("data.is_online", contains(true, false))
                .body("meta.cached", equalTo(true)));
    }

    @Test
    void a_camera_is_used_without_a_word_about_how() {
        String camera = enable(YARD).body("data.name", equalTo("Yard")).body("data.is_enabled_for_ai", equalTo(true))
                .body("data.protect_camera_id", equalTo(YARD))
                .body("data.smart_detection_types", contains("person", "vehicle", "package")).extract().path("data.camera_id");

        Api.user().get(CAMERAS + camera).then().statusCode(200).body("name", equalTo("Yard"))
                .body("source_type", equalTo("protect")).body("type", equalTo("rtsp"))
                .body("analysis_mode", equalTo("multi_frame")).body("protect_controller_id", equalTo(id))
                .body("protect_camera_id", equalTo(YARD)).body("protect_camera_type", equalTo("camera"))
                .body("is_enabled", equalTo(true)).body("is_doorbell", equalTo(false));
        get("/" + id + "/cameras").body("data.is_new", contains(false, true))
                .body("data.is_enabled_for_ai", contains(true, false)).body("data[0].camera_id", equalTo(camera))
                .body("data[0].analysis_mode", equalTo("multi_frame"));
        get("/" + id).body("data.camera_count", equalTo(1));
    }

    @Test
    void a_camera_is_used_by_a_client_that_sends_no_body_and_says_nothing_of_one() throws Exception {
        HttpRequest request = HttpRequest
                .newBuilder(URI.create("http://localhost:" + RestAssured.port + CONTROLLERS + "/" + id + "/cameras/" + YARD
                        + "/enable"))
                .header("Authorization", "Bearer " + Api.adminToken()).POST(BodyPublishers.noBody()).build();

        assertThat(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(201);
    }

    @Test
    void a_camera_is_used_as_a_person_wants_it() {
        Api.admin().contentType(ContentType.JSON)
                .body(Map.of("name", "Garden", "smart_detection_types", List.of("animal", "motion")))
                .post(CONTROLLERS + "/" + id + "/cameras/" + DOOR + "/enable").then().statusCode(201)
                .body("data.name", equalTo("Garden")).body("data.smart_detection_types", contains("animal", "motion"));

        Api.admin().contentType(ContentType.JSON).body(Map.of("smart_detection_types", List.of("dinosaur")))
                .post(CONTROLLERS + "/" + id + "/cameras/" + YARD + "/enable").then().statusCode(422);
        post("/" + id + "/cameras/" + YARD + "/enable", Map.of("name", " ")).statusCode(422);
        post("/" + id + "/cameras/unknown/enable").statusCode(400).body("code", equalTo("unknown_camera"));
    }

    @Test
    void a_camera_begins_with_the_cooldown_of_the_household() {
        Api.admin().contentType(ContentType.JSON).body(Map.of("cooldown_period", 200)).put("/api/v1/system/settings").then()
                .statusCode(200);

        post("/" + id + "/cameras/" + YARD + "/enable").statusCode(201);

        assertThat(Database.column("select motion_cooldown from camera")).containsExactly("200");
    }

    @Test
    void a_name_that_is_taken_gets_a_number() {
        Api.admin().contentType(ContentType.JSON).body(Map.of("name", "Yard", "type", "rtsp", "rtsp_url", "rtsp://192.0.2.1/x"))
                .post("/api/v1/cameras").then().statusCode(201);

        enable(YARD).body("data.name", equalTo("Yard (2)"));
    }

    @Test
    void a_camera_is_used_no_more_and_again() {
        String camera = enable(YARD).extract().path("data.camera_id");

        post("/" + id + "/cameras/" + YARD + "/disable").statusCode(200).body("data", equalTo(
                Map.of("protect_camera_id", YARD, "is_enabled_for_ai", false)));
        Api.user().get(CAMERAS + camera).then().body("is_enabled", equalTo(false));
        get("/" + id + "/cameras").body("data.is_new", contains(false, true)).body("data.is_enabled_for_ai",
                contains(false, false));

        enable(YARD).body("data.camera_id", equalTo(camera));
        post("/" + id + "/cameras/" + DOOR + "/disable").statusCode(404);
    }

    @Test
    void what_is_heard_of_a_camera_is_changed() {
        enable(YARD);
        String filters = "/" + id + "/cameras/" + YARD + "/filters";

        put(filters, Map.of("smart_detection_types", List.of("person", "animal"))).statusCode(200)
                .body("data", equalTo(Map.of("protect_camera_id", YARD, "name", "Yard", "smart_detection_types",
                        List.of("person", "animal"), "is_enabled_for_ai", true)));
        put(filters, Map.of("smart_detection_types", List.of("person", "ghost"))).statusCode(422);
        put(filters, Map.of()).statusCode(422);
        put("/" + id + "/cameras/" + DOOR + "/filters", Map.of("smart_detection_types", List.of())).statusCode(404);
    }

    @Test
    void a_camera_whose_controller_was_set_up_anew_is_the_same_camera() {
        String camera = enable(YARD).extract().path("data.camera_id");
        ControllerApi.delete("/" + id).statusCode(200);
        id = added(withKey(controller));

        enable(YARD).body("data.camera_id", equalTo(camera)).body("data.name", equalTo("Yard"));
        assertThat(Database.count("select count(*) from camera")).isEqualTo(1);
    }

    @Test
    void shows_what_a_camera_sees_now() throws IOException {
        String camera = enable(YARD).extract().path("data.camera_id");

        String picture = Api.user().get(CAMERAS + camera + "/preview").then().statusCode(200).extract()
                .path("thumbnail_base64");

        assertThat(ImageIO.read(new ByteArrayInputStream(Base64.getDecoder().decode(picture))).getWidth())
                .isLessThanOrEqualTo(640);
        controller.faults().snapshotsFail(true);
        Api.user().get(CAMERAS + camera + "/preview").then().statusCode(200).body("thumbnail_base64", equalTo(picture));
        assertThat(controller.counters().snapshots()).as("for both").isEqualTo(1);
        MovableClock.forward(Duration.ofSeconds(2));
        Api.user().get(CAMERAS + camera + "/preview").then().statusCode(400).body("code", equalTo("no_picture"));
        post("/" + id + "/cameras/" + YARD + "/disable");
        Api.user().get(CAMERAS + camera + "/preview").then().statusCode(400).body("code", equalTo("disabled"));
    }

    @Test
    void makes_an_event_of_what_a_camera_sees_now() {
        String camera = enable(YARD).extract().path("data.camera_id");

        String event = Api.user().contentType(ContentType.JSON).post(CAMERAS + camera + "/analyze").then().statusCode(200)
                .body("success", equalTo(true)).extract().path("event_id");

        Api.user().get("/api/v1/events/" + event).then().statusCode(200).body("camera_id", equalTo(camera))
                .body("smart_detection_type", equalTo("manual_trigger")).body("source_type", equalTo("protect"))
                .body("thumbnail_path", notNullValue());
    }

    @Test
    void other_cameras_show_nothing() {
        String camera = Api.admin().contentType(ContentType.JSON)
                .body(Map.of("name", "Gate", "type", "rtsp", "rtsp_url", "rtsp://192.0.2.1/x")).post("/api/v1/cameras").then()
                .statusCode(201).extract().path("id");

        Api.user().get(CAMERAS + camera + "/preview").then().statusCode(400).body("code", equalTo("not_running"));
        Api.user().contentType(ContentType.JSON).post(CAMERAS + camera + "/analyze").then().statusCode(400);
        Api.user().get(CAMERAS + id + "/preview").then().statusCode(404);
        post("/" + id + "/disconnect");
        enable(YARD).statusCode(201);
    }

    private ValidatableResponse enable(String camera) {
        return post("/" + id + "/cameras/" + camera + "/enable").statusCode(201);
    }
}
