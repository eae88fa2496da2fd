package io.vigil.protect;

import static io.vigil.protect.ControllerApi.added;
import static io.vigil.protect.ControllerApi.body;
import static io.vigil.protect.ControllerApi.get;
import static io.vigil.protect.ControllerApi.withAccount;
import static io.vigil.protect.ControllerApi.withKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import java.time.Duration;
import java.util.Map;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.protect.simulator.Channel;
import io.vigil.protect.simulator.ControllerSimulator;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.MovableClock;

/** What must not end a connection for good, and what must not be taken for one. */
@QuarkusTest
class ConnectionMishapsTest {

    @Inject
    ProtectService service;

    private ControllerSimulator controller;

    @BeforeEach
    void start_controller() {
        controller = ControllerSimulator.setup().requestsPerSecond(0).start();
    }

    @AfterEach
    void let_go() {
        service.letGo();
        controller.close();
    }

    @Test
    void a_key_beside_an_account_is_tried_again_however_often_it_was_refused() {
        String id = added(body(controller));
        await().until(() -> Database.value("select reconciled_until from protect_controller") != null);
        controller.faults().refuseNext(2);
        controller.drop();

        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            MovableClock.forward(Duration.ofSeconds(10));
            service.tick();
            assertThat(controller.counters().handshakes(Channel.EVENTS).stream().filter(shake -> shake.status() == 101))
                    .hasSize(2);
            get("/" + id).body("data.is_connected", equalTo(true));
        });
    }

    @Test
    void an_unknown_certificate_is_looked_at_again() {
        Map<String, Object> body = withKey(controller);
        body.put("fingerprint", "ab".repeat(32));
        String id = added(body);
        String next = get("/" + id).extract().path("data.next_attempt_at");

        MovableClock.forward(Duration.ofSeconds(121));
        service.tick();

        await().untilAsserted(() -> get("/" + id).body("data.state", equalTo("untrusted"))
                .body("data.next_attempt_at", not(equalTo(next))));
    }

    @Test
    void credentials_that_cannot_be_opened_any_more_are_told() {
        String id = added(withKey(controller));
        service.letGo();
        Database.run("update protect_controller set api_key = 'v1.another.abc', state = 'connected'");

        service.tick();

        await().untilAsserted(() -> get("/" + id).body("data.state", equalTo("refused"))
                .body("data.is_connected", equalTo(false)).body("data.last_error", containsString("secret key"))
                .body("data.next_attempt_at", nullValue()));
    }

    @Test
    void a_row_that_cannot_be_read_does_not_cost_the_others() {
        String broken = added(withKey(controller));
        Map<String, Object> other = withKey(controller);
        other.put("name", "Attic");
        String id = added(other);
        service.letGo();
        Database.run("update protect_controller set state = 'nonsense' where id = '%s'".formatted(broken));

        for (int i = 0; i < 3; i++) {
            MovableClock.forward(Duration.ofSeconds(31));
            await().untilAsserted(() -> {
                service.tick();
                get("/" + id).body("data.is_connected", equalTo(true));
            });
        }
        await().untilAsserted(() -> assertThat(controller.counters().open()).as("two channels").isEqualTo(2));
    }

    @Test
    void who_does_not_hold_a_controller_signs_in_once_for_many_questions() {
        String id = added(withAccount(controller));
        service.letGo();
        Database.run("update protect_controller set state = 'connected', holder = gen_random_uuid(), "
                + "held_until = now() + interval '1 hour'");
        int before = controller.counters().logins();

        for (int i = 0; i < 3; i++) {
            get("/" + id + "/cameras?force_refresh=true").statusCode(200).body("meta.cached", equalTo(false));
        }

        assertThat(controller.counters().logins()).isEqualTo(before + 1);
    }
}
