package io.vigil.protect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.vigil.protect.simulator.Channel;
import io.vigil.protect.simulator.ControllerSimulator;
import io.vigil.testsupport.Api;

/** What the household's administrator asks of its controllers. */
final class ControllerApi {

    static final String CONTROLLERS = "/api/v1/protect/controllers";

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private ControllerApi() {
    }

    /** A controller with its key and its account. */
    static Map<String, Object> body(ControllerSimulator controller) {
        Map<String, Object> body = withKey(controller);
        body.put("username", controller.username());
        body.put("password", controller.password());
        return body;
    }

    /** A controller with its key alone. */
    static Map<String, Object> withKey(ControllerSimulator controller) {
        Map<String, Object> body = new HashMap<>();
        body.put("name", "Home");
        body.put("host", controller.host());
        body.put("port", controller.port());
        body.put("api_key", controller.apiKey());
        return body;
    }

    /** A controller with its account alone. */
    static Map<String, Object> withAccount(ControllerSimulator controller) {
        Map<String, Object> body = body(controller);
        body.remove("api_key");
        return body;
    }

    static ValidatableResponse add(Map<String, Object> body) {
        return post("", body);
    }

    /** The id of a new controller. */
    static String added(Map<String, Object> body) {
        return add(body).statusCode(201).extract().path("data.id");
    }

    static ValidatableResponse post(String path, Object body) {
        return Api.admin().contentType(ContentType.JSON).body(body).post(CONTROLLERS + path).then();
    }

    /** Without a body, as the web client does. */
    static ValidatableResponse post(String path) {
        return Api.admin().contentType(ContentType.JSON).post(CONTROLLERS + path).then();
    }

    static ValidatableResponse put(String path, Object body) {
        return Api.admin().contentType(ContentType.JSON).body(body).put(CONTROLLERS + path).then();
    }

    static ValidatableResponse get(String path) {
        return Api.admin().get(CONTROLLERS + path).then();
    }

    static ValidatableResponse delete(String path) {
        return Api.admin().contentType(ContentType.JSON).delete(CONTROLLERS + path).then();
    }

    /** Ticks until it is connected. */
    static void untilConnected(ProtectService service, String id) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            service.tick();
            get("/" + id).body("data.is_connected", equalTo(true));
        });
    }

    /** Ticks until so many streams of events were opened in all, and the last one is open. */
    static void untilConnected(ProtectService service, String id, ControllerSimulator controller, int opened) {
        await().atMost(PATIENCE).untilAsserted(() -> {
            service.tick();
            assertThat(controller.counters().handshakes(Channel.EVENTS).stream().filter(shake -> shake.status() == 101))
                    .hasSize(opened);
            get("/" + id).body("data.is_connected", equalTo(true));
        });
    }
}
