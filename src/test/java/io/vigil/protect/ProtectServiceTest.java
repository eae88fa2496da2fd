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
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
import io.vigil.protect.simulator.SimulatedEvent;
import io.vigil.session.SchemaReady;
import io.vigil.settings.SecretBox;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.MovableClock;

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
        assertThat(controller.counters().open()).isEqualTo(2);
    }

    @Test
    void a_process_that_died_is_not_taken_for_connected() {
        String id = added(withKey(controller));
        service.letGo();
        Database.run("update protect_controller set state = 'connected', holder = gen_random_uuid(), held_until = now() + "
                + "interval '20 seconds'");
        get("/" + id).body("data.is_connected", equalTo(true));
        service.tick();
        assertThat(controller.counters().open()).as("held by another").isZero();

        MovableClock.forward(Duration.ofSeconds(21));

        get("/" + id).body("data.is_connected", equalTo(false)).body("data.state", equalTo("waiting"));
        untilConnected(id);
        assertThat(controller.counters().open()).isEqualTo(2);
    }

    @Test
    void of_two_processes_one_connects_and_the_other_follows_when_it_stops() {
        String id = added(withKey(controller));
        ProtectService other = new ProtectService(new Held(), discovery, clients, handler, secrets, config, clock, registry,
                timer);
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
        assertThat(controller.counters().open()).isZero();
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
        assertThat(controller.counters().logins()).as("also by whoever takes over").isEqualTo(2);

        put("/" + id, Map.of("password", controller.password())).statusCode(200);
        untilConnected(id);
        assertThat(controller.counters().logins()).isEqualTo(3);
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
        untilConnected(id);
    }

    @Test
    void two_refusals_in_a_row_and_a_key_that_is_good_again() {
        String id = added(withKey(controller));
        controller.faults().refuseNext(2);
        controller.drop();

        untilConnected(id, 2);
        get("/" + id).body("data.drops", equalTo(1)).body("data.last_error", nullValue());
    }

    @Test
    void an_unknown_certificate_is_trusted_when_a_person_says_so() {
        Map<String, Object> body = withKey(controller);
        body.put("fingerprint", "ab".repeat(32));
        String id = ControllerApi.add(body).statusCode(201).body("data.state", equalTo("untrusted"))
                .body("data.next_attempt_at", notNullValue()).extract().path("data.id");

        put("/" + id, Map.of("fingerprint", controller.fingerprint())).statusCode(200);

        untilConnected(id);
    }

    @Test
    void a_good_connection_that_was_cut_is_made_again_at_once() {
        String id = added(withKey(controller));
        MovableClock.forward(Duration.ofSeconds(61));

        controller.closeStreams(Channel.EVENTS, 1000, "");

        // No tick: nothing has to come due.
        await().untilAsserted(() -> assertThat(controller.counters().handshakes(Channel.EVENTS)).hasSize(2));
        await().untilAsserted(() -> get("/" + id).body("data.is_connected", equalTo(true)).body("data.drops", equalTo(1)));
        assertThat(controller.counters().mostOpen(Channel.EVENTS)).isEqualTo(1);
    }

    @Test
    void a_controller_that_was_restarted_is_found_again() {
        String id = added(body(controller));

        controller.reboot(Duration.ofMillis(500), "7.3.0");

        untilConnected(id, 2);
        get("/" + id).body("data.drops", equalTo(1));
        assertThat(controller.counters().mostOpen(Channel.EVENTS)).isEqualTo(1);
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

        untilConnected(id, 2);
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
        assertThat(controller.counters().logins()).isEqualTo(2);
    }

    private void untilConnected(String id) {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            service.tick();
            get("/" + id).body("data.is_connected", equalTo(true));
        });
    }

    /** So many streams of events were opened in all, and the last one is open. */
    private void untilConnected(String id, int opened) {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            service.tick();
            assertThat(controller.counters().handshakes(Channel.EVENTS).stream().filter(shake -> shake.status() == 101))
                    .hasSize(opened);
            get("/" + id).body("data.is_connected", equalTo(true));
        });
    }
}
