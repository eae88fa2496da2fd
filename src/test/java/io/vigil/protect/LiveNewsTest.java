package io.vigil.protect;

import static io.vigil.protect.ControllerApi.added;
import static io.vigil.protect.ControllerApi.post;
import static io.vigil.protect.ControllerApi.withKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.protect.simulator.ControllerSimulator;
import io.vigil.testsupport.LiveListener;

/** Clients that are connected hear how controllers and their cameras fare. */
@QuarkusTest
class LiveNewsTest {

    private static final String YARD = "ca00000000000000000000001";

    @Inject
    ProtectService service;

    private ControllerSimulator controller;

    @BeforeEach
    void start_controller() {
        controller = ControllerSimulator.setup().cameras(0).camera(YARD, "Yard", false).requestsPerSecond(0).start();
        LiveListener.begin();
    }

    @AfterEach
    void let_go() {
        service.letGo();
        controller.close();
    }

    @Test
    void a_controller_that_is_connected_and_let_go_is_told() {
        String id = added(withKey(controller));
        post("/" + id + "/disconnect").statusCode(200);

        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertThat(LiveListener
                .messages("PROTECT_CONNECTION_STATUS")).extracting(message -> message.getString("data.status"))
                .containsExactly("connecting", "connected", "disconnected"));
        assertThat(LiveListener.messages("PROTECT_CONNECTION_STATUS"))
                .allMatch(message -> message.getString("data.controller_id").equals(id));
    }

    @Test
    void a_camera_that_goes_is_told() {
        String id = added(withKey(controller));
        ControllerApi.get("/" + id + "/cameras").statusCode(200);

        controller.device("DISCONNECTED", YARD);

        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            assertThat(LiveListener.messages("CAMERA_STATUS_CHANGED")).hasSize(1).first()
                    .satisfies(message -> assertThat(message.getString("data.camera_id")).isEqualTo(YARD))
                    .satisfies(message -> assertThat(message.getString("data.controller_id")).isEqualTo(id))
                    .satisfies(message -> assertThat(message.getBoolean("data.is_online")).isFalse());
        });
    }
}
