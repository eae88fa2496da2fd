package io.vigil.protect;

import static io.vigil.protect.ControllerApi.CONTROLLERS;
import static io.vigil.protect.ControllerApi.add;
import static io.vigil.protect.ControllerApi.added;
import static io.vigil.protect.ControllerApi.delete;
import static io.vigil.protect.ControllerApi.get;
import static io.vigil.protect.ControllerApi.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;

/** Controllers over HTTP, with nobody at the other end. */
@QuarkusTest
class ControllerResourceTest {

    private static final Set<String> EVERY_FIELD = Set.of("id", "name", "host", "port", "username", "verify_ssl", "fingerprint",
            "has_api_key", "is_connected", "state", "last_connected_at", "last_frame_at", "next_attempt_at", "last_error",
            "drops", "camera_count", "created_at", "updated_at");

    @Inject
    ProtectService service;

    @AfterEach
    void let_go() {
        service.letGo();
    }

    @Test
    void a_controller_that_cannot_be_reached_is_stored_and_says_why() {
        add(nobody()).statusCode(201).body("data.keySet()", equalTo(EVERY_FIELD)).body("data.name", equalTo("Home"))
                .body("data.host", equalTo("localhost")).body("data.port", equalTo(1)).body("data.username", equalTo("viewer"))
                .body("data.verify_ssl", equalTo(false)).body("data.fingerprint", nullValue())
                .body("data.has_api_key", equalTo(false)).body("data.is_connected", equalTo(false))
                .body("data.state", equalTo("waiting")).body("data.last_error", notNullValue())
                .body("data.next_attempt_at", notNullValue()).body("data.camera_count", equalTo(0))
                .body("meta.request_id", notNullValue())
                .body("meta.timestamp", matchesPattern("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z"));
    }

    @Test
    void lists_all_by_name_with_their_count_for_any_user() {
        added(named("Zoo"));
        added(named("Attic"));

        Api.user().get(CONTROLLERS).then().statusCode(200).body("data.name", contains("Attic", "Zoo"))
                .body("meta.count", equalTo(2));
    }

    @Test
    void only_an_administrator_sees_one_or_changes_anything() {
        String id = added(nobody());

        Api.user().get(CONTROLLERS + "/" + id).then().statusCode(403);
        Api.user().contentType("application/json").post(CONTROLLERS + "/" + id + "/connect").then().statusCode(403);
        Api.user().contentType("application/json").body(nobody()).post(CONTROLLERS).then().statusCode(403);
        Api.user().delete(CONTROLLERS + "/" + id).then().statusCode(403);
        get("/" + id).statusCode(200).body("data.id", equalTo(id));
    }

    @Test
    void secrets_are_sealed_and_never_told() {
        Map<String, Object> body = nobody();
        body.put("password", "open-sesame");
        body.put("api_key", "key-of-the-kingdom");

        String answers = add(body).statusCode(201).body("data.has_api_key", equalTo(true)).extract().asString()
                + get("").extract().asString();

        assertThat(answers).doesNotContain("open-sesame", "key-of-the-kingdom", "\"password\"", "\"api_key\"");
        assertThat(Database.value("select password from protect_controller")).startsWith("v1.").doesNotContain("sesame");
        assertThat(Database.value("select api_key from protect_controller")).startsWith("v1.").doesNotContain("kingdom");
    }

    @Test
    void a_name_is_taken_once() {
        added(nobody());
        String other = added(named("Attic"));

        add(nobody()).statusCode(409);
        put("/" + other, Map.of("name", "Home")).statusCode(409);
        get("").body("data", hasSize(2));
    }

    @Test
    void what_does_not_fit_is_refused() {
        refused("name", "");
        refused("name", "x".repeat(101));
        refused("host", "");
        refused("host", "a b");
        refused("host", "user@host/path");
        refused("port", 0);
        refused("port", 65536);
        refused("port", "https");
        refused("username", null);
        refused("password", "x".repeat(101));
        refused("password", 7);
        refused("verify_ssl", null);
        refused("fingerprint", "abc");
        add(Map.of("name", "Home", "host", "localhost")).statusCode(422);
        assertThat(Database.count("select count(*) from protect_controller")).isZero();
    }

    @Test
    void a_key_makes_an_account_needless_and_a_fingerprint_is_read_as_people_copy_it() {
        Map<String, Object> body = new HashMap<>(Map.of("name", "Home", "host", "localhost", "port", 1, "api_key", "key",
                "fingerprint", "AB:".repeat(31) + "CD"));

        add(body).statusCode(201).body("data.username", nullValue()).body("data.has_api_key", equalTo(true))
                .body("data.fingerprint", equalTo("ab".repeat(31) + "cd"));
    }

    @Test
    void a_change_touches_what_it_names() {
        String id = added(nobody());
        String sealed = Database.value("select password from protect_controller");

        put("/" + id, Map.of("name", "House", "password", "")).statusCode(200).body("data.name", equalTo("House"))
                .body("data.username", equalTo("viewer")).body("data.port", equalTo(1));
        assertThat(Database.value("select password from protect_controller")).isEqualTo(sealed);
        assertThat(Database.count("select revision from protect_controller")).isEqualTo(1);

        put("/" + id, Map.of("password", "another")).statusCode(200);
        assertThat(Database.value("select password from protect_controller")).isNotEqualTo(sealed);
        assertThat(Database.count("select revision from protect_controller")).isEqualTo(2);
    }

    @Test
    void nothing_may_be_left_without_a_way_to_sign_in() {
        String id = added(nobody());
        Map<String, Object> noAccount = new HashMap<>();
        noAccount.put("username", null);
        noAccount.put("password", null);

        put("/" + id, noAccount).statusCode(422);
        noAccount.put("api_key", "key");
        put("/" + id, noAccount).statusCode(200).body("data.username", nullValue()).body("data.has_api_key", equalTo(true));
    }

    @Test
    void one_that_goes_leaves_its_cameras_switched_off() {
        String id = added(nobody());
        Map<String, Object> camera = Map.of("name", "Door", "type", "rtsp", "rtsp_url", "rtsp://192.0.2.1/x",
                "protect_controller_id", id, "protect_camera_id", "abc");
        String cameraId = Api.admin().contentType("application/json").body(camera).post("/api/v1/cameras").then()
                .statusCode(201).extract().path("id");
        get("/" + id).body("data.camera_count", equalTo(1));

        delete("/" + id).statusCode(200).body("data.deleted", equalTo(true));

        get("/" + id).statusCode(404);
        delete("/" + id).statusCode(404);
        Api.admin().get("/api/v1/cameras/" + cameraId).then().statusCode(200).body("is_enabled", equalTo(false))
                .body("protect_controller_id", nullValue()).body("protect_camera_id", equalTo("abc"))
                .body("source_type", equalTo("protect"));
    }

    @Test
    void one_that_goes_takes_along_all_that_it_told() {
        String id = added(nobody());
        String other = added(named("Attic"));
        for (String controller : List.of(id, other)) {
            Database.run("""
                    insert into protect_event (controller_id, native_id, end_assumed, detections, parts, created_at, updated_at)
                    select '%s', 'e' || n, false, '{}', '{}', now(), now() from generate_series(1, 2500) n"""
                    .formatted(controller));
        }

        delete("/" + id).statusCode(200);

        assertThat(Database.count("select count(*) from protect_event")).isEqualTo(2500);
        assertThat(Database.count("select count(*) from protect_event where controller_id = '%s'".formatted(id))).isZero();
    }

    @Test
    void an_unknown_one_is_not_found() {
        String id = "/" + UUID.randomUUID();

        get(id).statusCode(404);
        put(id, Map.of("name", "x")).statusCode(404);
        delete(id).statusCode(404);
        for (String deed : List.of("/connect", "/disconnect", "/test")) {
            ControllerApi.post(id + deed).statusCode(404).contentType("application/problem+json");
        }
        get(id + "/cameras").statusCode(404);
        get(id + "/status").statusCode(404);
        ControllerApi.post(id + "/cameras/x/enable").statusCode(404);
        ControllerApi.post(id + "/cameras/x/disable").statusCode(404);
        get("/not-an-id").statusCode(422);
    }

    private static void refused(String field, Object value) {
        Map<String, Object> body = nobody();
        body.put(field, value);
        add(body).statusCode(422).contentType("application/problem+json").body("detail", notNullValue())
                .body("errors.loc.flatten()", hasItems("body"));
    }

    private static Map<String, Object> named(String name) {
        Map<String, Object> body = nobody();
        body.put("name", name);
        return body;
    }

    /** A port at which nobody listens. */
    private static Map<String, Object> nobody() {
        return new HashMap<>(
                Map.of("name", "Home", "host", "localhost", "port", 1, "username", "viewer", "password", "secret"));
    }
}
