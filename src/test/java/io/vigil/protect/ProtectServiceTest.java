package io.vigil.protect;

import static io.vigil.protect.ControllerApi.added;
import static io.vigil.protect.ControllerApi.body;
import static io.vigil.protect.ControllerApi.get;
import static io.vigil.protect.ControllerApi.post;
import static io.vigil.protect.ControllerApi.untilConnected;
import static io.vigil.protect.ControllerApi.withKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.vigil.protect.client.ControllerClients;
import io.vigil.protect.internal.Discovery;
import io.vigil.protect.internal.Held;
import io.vigil.protect.simulator.Channel;
import io.vigil.protect.simulator.ControllerSimulator;
import io.vigil.session.SchemaReady;
import io.vigil.settings.SecretBox;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.MovableClock;
import io.vigil.web.live.LiveSink;

/** Connections that last, over real sockets; the test is what ticks. */
@QuarkusTest
class ProtectServiceTest {

    private static final String YARD = "ca00000000000000000000001";

    @Inject
    ProtectService service;

    @Inject
    ControllerClients clients;

    @Inject
    ProtectEventHandler handler;

    @Inject
    Discovery discovery;

    @Inject
    SecretBox secrets;

    @Inject
    ProtectConfig config;

    @Inject
    Clock clock;

    @Inject
    MeterRegistry registry;

    @Inject
    LiveSink live;

    @Inject
    ScheduledExecutorService timer;

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
    void fifty_who_want_it_connected_at_once_get_one_connection() throws Exception {
        String id = added(withKey(controller));
        post("/" + id + "/disconnect").statusCode(200);
        await().until(() -> controller.counters().open() == 0);
        controller.counters().reset();
        ExecutorService people = Executors.newFixedThreadPool(50);
        try {
            List<Future<Integer>> answers = new ArrayList<>();
            Api.adminToken();
            for (int i = 0; i < 50; i++) {
                answers.add(people.submit(() -> post("/" + id + "/connect").extract().statusCode()));
            }
            for (Future<Integer> answer : answers) {
                assertThat(answer.get()).isEqualTo(200);
            }
        } finally {
            people.shutdownNow();
        }

        assertThat(controller.counters().handshakes(Channel.EVENTS)).hasSize(1);
        assertThat(controller.counters().mostOpen(Channel.EVENTS)).isEqualTo(1);
        await().untilAsserted(() -> assertThat(controller.counters().open()).isEqualTo(2));
    }

    @Test
    void a_process_that_died_is_not_taken_for_connected() {
        String id = added(withKey(controller));
        service.letGo();
        Database.run("update protect_controller set state = 'connected', holder = gen_random_uuid(), held_until = now() + "
                + "interval '20 seconds'");
        get("/" + id).body("data.is_connected", equalTo(true));
        await().until(() -> controller.counters().open() == 0);
        service.tick();
        assertThat(controller.counters().open()).as("held by another").isZero();

        MovableClock.forward(Duration.ofSeconds(21));

        get("/" + id).body("data.is_connected", equalTo(false)).body("data.state", equalTo("waiting"));
        untilConnected(service, id);
        await().untilAsserted(() -> assertThat(controller.counters().open()).isEqualTo(2));
    }

    @Test
    void of_two_processes_one_connects_and_the_other_follows_when_it_stops() {
        String id = added(withKey(controller));
        ProtectService other = new ProtectService(new Held(), discovery, clients, handler, secrets, config, clock, registry,
                live, timer);
        other.start(new SchemaReady());
        try {
            for (int i = 0; i < 5; i++) {
                MovableClock.forward(Duration.ofSeconds(8));
                service.tick();
                other.tick();
            }
            assertThat(controller.counters().mostOpen(Channel.EVENTS)).isEqualTo(1);

            service.letGo();

            await().untilAsserted(() -> {
                other.tick();
                get("/" + id).body("data.is_connected", equalTo(true));
            });
            service.tick();
            assertThat(controller.counters().handshakes(Channel.EVENTS)).hasSize(2);
            assertThat(controller.counters().mostOpen(Channel.EVENTS)).isEqualTo(1);
        } finally {
            other.stop(null);
        }
        await().untilAsserted(() -> assertThat(controller.counters().open()).isZero());
    }

    @Test
    void a_process_that_was_too_slow_closes_what_another_holds_now() {
        added(withKey(controller));

        Database.run("update protect_controller set holder = gen_random_uuid(), held_until = now() + interval '1 hour'");

        await().until(() -> {
            service.tick();
            return controller.counters().open() == 0;
        });
    }

    @Test
    void a_good_connection_that_was_cut_is_made_again_at_once() {
        String id = added(withKey(controller));
        MovableClock.forward(Duration.ofSeconds(61));
        service.tick();

        controller.closeStreams(Channel.EVENTS, 1000, "");

        // No other tick: nothing has to come due.
        await().untilAsserted(() -> assertThat(controller.counters().handshakes(Channel.EVENTS)).hasSize(2));
        await().untilAsserted(() -> get("/" + id).body("data.is_connected", equalTo(true)).body("data.drops", equalTo(1)));
        assertThat(controller.counters().mostOpen(Channel.EVENTS)).isEqualTo(1);
    }

    @Test
    void a_controller_that_was_restarted_is_found_again() {
        String id = added(body(controller));

        controller.reboot(Duration.ofMillis(500), "7.3.0");

        untilConnected(service, id, controller, 2);
        get("/" + id).body("data.drops", equalTo(1));
        assertThat(controller.counters().mostOpen(Channel.EVENTS)).isEqualTo(1);
    }
}
