package io.vigil.protect;

import static io.vigil.protect.ControllerApi.added;
import static io.vigil.protect.ControllerApi.body;
import static io.vigil.protect.ControllerApi.get;
import static io.vigil.protect.ControllerApi.put;
import static io.vigil.protect.ControllerApi.untilConnected;
import static io.vigil.protect.ControllerApi.withAccount;
import static io.vigil.protect.ControllerApi.withKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import java.time.Duration;
import java.util.Map;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.protect.simulator.ControllerSimulator;
import io.vigil.testsupport.MovableClock;

/** What a controller does not accept is not tried for ever, or it would lock accounts out. */
@QuarkusTest
class RefusedConnectionTest {

    private static final String YARD = "ca00000000000000000000001";

    @Inject
    ProtectService service;

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
    void a_refused_password_is_tried_twice_and_never_again_until_it_changes() {
        Map<String, Object> body = withAccount(controller);
        body.put("password", "wrong");
        String id = ControllerApi.add(body).statusCode(201).body("data.state", equalTo("refused"))
                .body("data.next_attempt_at", notNullValue()).extract().path("data.id");
        service.tick();
        assertThat(controller.counters().logins()).isEqualTo(1);

        MovableClock.forward(Duration.ofSeconds(31));

        await().untilAsserted(() -> {
            service.tick();
            get("/" + id).body("data.state", equalTo("refused")).body("data.next_attempt_at", nullValue())
                    .body("data.last_error", notNullValue());
        });
        for (int i = 0; i < 20; i++) {
            MovableClock.forward(Duration.ofMinutes(10));
            service.tick();
        }
        service.letGo();
        service.tick();
        assertThat(controller.counters().logins()).as("also by whoever takes over").isBetween(1, 2);

        int before = controller.counters().logins();
        put("/" + id, Map.of("password", controller.password())).statusCode(200);
        untilConnected(service, id);
        assertThat(controller.counters().logins()).isEqualTo(before + 1);
    }

    @Test
    void a_refused_key_is_told_and_tried_again_each_two_minutes() {
        Map<String, Object> body = withKey(controller);
        body.put("api_key", "wrong");
        String id = added(body);

        await().untilAsserted(() -> {
            MovableClock.forward(Duration.ofSeconds(1));
            service.tick();
            get("/" + id).body("data.state", equalTo("refused")).body("data.next_attempt_at", notNullValue());
        });
        int before = controller.counters().handshakes().size();
        MovableClock.forward(Duration.ofSeconds(60));
        service.tick();
        assertThat(controller.counters().handshakes()).hasSize(before);

        controller.accounts().changeKey("wrong");
        MovableClock.forward(Duration.ofSeconds(61));
        untilConnected(service, id);
    }

    @Test
    void two_refusals_in_a_row_and_a_key_that_is_good_again() {
        String id = added(withKey(controller));
        controller.faults().refuseNext(2);
        controller.drop();

        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            MovableClock.forward(Duration.ofSeconds(10));
            service.tick();
            get("/" + id).body("data.is_connected", equalTo(true)).body("data.drops", equalTo(1))
                    .body("data.last_error", nullValue());
        });
    }

    @Test
    void an_unknown_certificate_is_trusted_when_a_person_says_so() {
        Map<String, Object> body = withKey(controller);
        body.put("fingerprint", "ab".repeat(32));
        String id = ControllerApi.add(body).statusCode(201).body("data.state", equalTo("untrusted"))
                .body("data.next_attempt_at", notNullValue()).extract().path("data.id");

        put("/" + id, Map.of("fingerprint", controller.fingerprint())).statusCode(200);

        untilConnected(service, id);
    }

    @Test
    void a_wrong_password_beside_a_good_key_is_told_and_left_alone() {
        Map<String, Object> body = body(controller);
        body.put("password", "wrong");
        String id = ControllerApi.add(body).statusCode(201).body("data.is_connected", equalTo(true)).extract().path("data.id");

        await().untilAsserted(() -> get("/" + id).body("data.last_error", notNullValue()));
        for (int i = 0; i < 20; i++) {
            MovableClock.forward(Duration.ofMinutes(1));
            service.tick();
            get("/" + id).body("data.is_connected", equalTo(true));
        }
        assertThat(controller.counters().logins()).isBetween(1, 2);
    }
}
