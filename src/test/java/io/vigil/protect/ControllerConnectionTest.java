package io.vigil.protect;

import static io.vigil.protect.ControllerApi.added;
import static io.vigil.protect.ControllerApi.body;
import static io.vigil.protect.ControllerApi.get;
import static io.vigil.protect.ControllerApi.post;
import static io.vigil.protect.ControllerApi.put;
import static io.vigil.protect.ControllerApi.withAccount;
import static io.vigil.protect.ControllerApi.withKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.protect.simulator.Channel;
import io.vigil.protect.simulator.ControllerSimulator;
import io.vigil.testsupport.Database;

/** Trying, connecting and disconnecting, for a person who waits; over real sockets. */
@QuarkusTest
class ControllerConnectionTest {

    @Inject
    ProtectService service;

    private ControllerSimulator controller;

    @BeforeEach
    void start_controller() {
        controller = ControllerSimulator.start();
    }

    @AfterEach
    void let_go() {
        service.letGo();
        controller.close();
    }

    @Test
    void a_new_one_is_connected_when_it_answers() {
        ControllerApi.add(body(controller)).statusCode(201).body("data.is_connected", equalTo(true))
                .body("data.state", equalTo("connected")).body("data.last_connected_at", notNullValue())
                .body("data.last_error", nullValue()).body("data.next_attempt_at", nullValue()).body("data.drops", equalTo(0));
    }

    @Test
    void an_unsaved_one_is_tried_and_nothing_of_it_kept() {
        post("/test", body(controller)).statusCode(200).body("data.success", equalTo(true))
                .body("data.message", notNullValue()).body("data.firmware_version", equalTo("7.2.84"))
                .body("data.camera_count", greaterThan(0)).body("meta.request_id", notNullValue());

        assertThat(Database.count("select count(*) from protect_controller")).isZero();
        await().untilAsserted(() -> assertThat(controller.counters().open()).isZero());
    }

    @Test
    void each_failure_has_a_status_of_its_own() {
        Map<String, Object> refused = withKey(controller);
        refused.put("api_key", "wrong");
        post("/test", refused).statusCode(401).contentType("application/problem+json")
                .body("code", equalTo("controller_auth_failed")).body("detail", notNullValue())
                .header("WWW-Authenticate", nullValue());
        Map<String, Object> wrongPassword = withAccount(controller);
        wrongPassword.put("password", "wrong");
        post("/test", wrongPassword).statusCode(401).body("code", equalTo("controller_auth_failed"));
        Map<String, Object> untrusted = withKey(controller);
        untrusted.put("fingerprint", "ab".repeat(32));
        post("/test", untrusted).statusCode(502);
        untrusted.remove("fingerprint");
        untrusted.put("verify_ssl", true);
        post("/test", untrusted).statusCode(502);
        Map<String, Object> nobody = withKey(controller);
        nobody.put("port", 1);
        post("/test", nobody).statusCode(503);
        post("/test", Map.of("host", "localhost")).statusCode(422);
    }

    @Test
    void one_that_does_not_answer_is_given_up_after_ten_seconds() {
        controller.faults().delay(Duration.ofSeconds(25));

        post("/test", withKey(controller)).statusCode(504).body("code", equalTo("gateway_timeout"));
    }

    @Test
    void the_right_fingerprint_is_trusted_in_any_spelling() {
        Map<String, Object> pinned = withKey(controller);
        pinned.put("fingerprint", controller.fingerprint().toUpperCase().replaceAll("(..)(?=.)", "$1:"));

        post("/test", pinned).statusCode(200);
    }

    @Test
    void a_stored_one_is_tried_with_what_is_stored() {
        String id = added(body(controller));

        post("/" + id + "/test").statusCode(200).body("data.success", equalTo(true));
        controller.accounts().changeKey("another");
        post("/" + id + "/test").statusCode(401).body("code", equalTo("controller_auth_failed"));
    }

    @Test
    void it_is_disconnected_and_connected_as_a_person_wants() {
        String id = added(body(controller));

        post("/" + id + "/disconnect").statusCode(200).body("data", equalTo(connection(id, "disconnected")));
        await().untilAsserted(() -> assertThat(controller.counters().open()).isZero());
        get("/" + id).body("data.is_connected", equalTo(false)).body("data.state", equalTo("disconnected"));
        service.tick();
        await().untilAsserted(() -> assertThat(controller.counters().open()).isZero());
        post("/" + id + "/disconnect").statusCode(200).body("data.status", equalTo("disconnected"));

        post("/" + id + "/connect").statusCode(200).body("data", equalTo(connection(id, "connected")));
        post("/" + id + "/connect").statusCode(200);
        get("/" + id).body("data.is_connected", equalTo(true));
        assertThat(controller.counters().handshakes().stream().filter(handshake -> handshake.status() == 101).count())
                .as("one connection before and one after, of two channels each").isEqualTo(4);
    }

    @Test
    void a_connect_that_fails_says_why() {
        String id = added(body(controller));
        post("/" + id + "/disconnect").statusCode(200);
        controller.stop();

        post("/" + id + "/connect").statusCode(503).contentType("application/problem+json").body("detail", notNullValue());

        get("/" + id).body("data.state", equalTo("waiting")).body("data.last_error", notNullValue());
        controller.comeBack("7.2.84");
        post("/" + id + "/connect").statusCode(200);
        get("/" + id).body("data.last_error", nullValue()).body("data.is_connected", equalTo(true));
    }

    @Test
    void new_credentials_connect_anew_and_another_name_does_not() {
        String id = added(body(controller));
        int before = controller.counters().handshakes().size();

        put("/" + id, Map.of("name", "House")).statusCode(200);
        service.tick();
        assertThat(controller.counters().handshakes()).hasSize(before);

        controller.accounts().changeKey("another");
        put("/" + id, Map.of("api_key", "another")).statusCode(200);
        post("/" + id + "/connect").statusCode(200);
        assertThat(controller.counters().handshakes()).hasSize(2 * before);
        assertThat(controller.counters().mostOpen(Channel.EVENTS)).isEqualTo(1);
    }

    private static Map<String, Object> connection(String id, String status) {
        Map<String, Object> connection = new HashMap<>(Map.of("controller_id", id, "status", status));
        connection.put("error", null);
        return connection;
    }
}
