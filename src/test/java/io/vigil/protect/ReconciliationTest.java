package io.vigil.protect;

import static io.vigil.protect.ControllerApi.added;
import static io.vigil.protect.ControllerApi.body;
import static io.vigil.protect.ControllerApi.get;
import static io.vigil.protect.ControllerApi.post;
import static io.vigil.protect.ControllerApi.untilConnected;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import java.time.Clock;
import java.time.Duration;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.protect.simulator.ControllerSimulator;
import io.vigil.protect.simulator.SimulatedEvent;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.MovableClock;

/** What the stream did not tell is found in the history; and what a person is told of all that. */
@QuarkusTest
class ReconciliationTest {

    private static final String YARD = "ca00000000000000000000001";

    @Inject
    ProtectService service;

    @Inject
    Clock clock;

    private ControllerSimulator controller;

    @BeforeEach
    void start_controller() {
        controller = ControllerSimulator.setup().cameras(0).camera(YARD, "Yard", false).requestsPerSecond(0).start();
    }

    @AfterEach
    void let_go() {
        service.letGo();
        controller.close();
    }

    @Test
    void what_happened_while_it_was_disconnected_is_stored_once() {
        String id = added(body(controller));
        post("/" + id + "/cameras/" + YARD + "/enable").statusCode(201);
        MovableClock.forward(Duration.ofSeconds(61));
        controller.stop();
        SimulatedEvent missed = controller.keepToItself(
                SimulatedEvent.zone(YARD, clock.instant().minusSeconds(5), "person").endedAt(clock.instant()));
        controller.comeBack("7.2.84");

        untilConnected(service, id, controller, 2);
        await().untilAsserted(() -> assertThat(Database.count("select count(*) from event")).isEqualTo(1));
        controller.tell(missed);
        MovableClock.forward(Duration.ofMinutes(6));
        service.tick();
        service.letGo();
        assertThat(Database.count("select count(*) from event")).isEqualTo(1);
    }

    @Test
    void the_history_is_asked_again_from_time_to_time() {
        String id = added(body(controller));
        post("/" + id + "/cameras/" + YARD + "/enable").statusCode(201);
        await().until(() -> Database.value("select reconciled_until from protect_controller") != null);
        controller.keepToItself(SimulatedEvent.zone(YARD, clock.instant(), "person").endedAt(clock.instant().plusSeconds(2)));

        MovableClock.forward(Duration.ofMinutes(5));

        await().untilAsserted(() -> {
            service.tick();
            assertThat(Database.count("select count(*) from event")).isEqualTo(1);
        });
    }

    @Test
    void what_a_controller_whose_clock_is_late_did_not_tell_is_found_too() {
        String id = added(body(controller));
        post("/" + id + "/cameras/" + YARD + "/enable").statusCode(201);
        await().until(() -> Database.value("select reconciled_until from protect_controller") != null);
        controller.keepToItself(SimulatedEvent.zone(YARD, clock.instant().minusSeconds(480), "person")
                .endedAt(clock.instant().minusSeconds(470)));

        MovableClock.forward(Duration.ofMinutes(5));

        await().untilAsserted(() -> {
            service.tick();
            assertThat(Database.count("select count(*) from event")).isEqualTo(1);
        });
    }

    @Test
    void the_state_tells_a_person_what_there_is_to_know() {
        String id = added(body(controller));
        String camera = post("/" + id + "/cameras/" + YARD + "/enable").statusCode(201).extract().path("data.camera_id");
        controller.tell(SimulatedEvent.zone(YARD, clock.instant(), "person").endedAt(clock.instant().plusSeconds(2)));
        await().untilAsserted(() -> assertThat(Database.count("select count(*) from event")).isEqualTo(1));

        get("/" + id + "/status").statusCode(200).body("data.state", equalTo("connected"))
                .body("data.is_holder", equalTo(true)).body("data.is_connected", equalTo(true))
                .body("data.since", notNullValue()).body("data.last_frame_at", notNullValue())
                .body("data.last_error", nullValue()).body("data.drops", equalTo(0)).body("data.queued", equalTo(0))
                .body("data.cameras[0].id", equalTo(camera)).body("data.cameras[0].name", equalTo("Yard"))
                .body("data.cameras[0].is_online", equalTo(true)).body("data.cameras[0].last_event_at", notNullValue())
                .body("data.cameras[0].suppressed_count", equalTo(0));
    }
}
