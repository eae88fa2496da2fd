package io.vigil.delivery.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vigil.delivery.Telling;
import io.vigil.delivery.targets.RawReceiver;
import io.vigil.delivery.targets.TestNames;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.Sightings;

/**
 * Addresses that lead to this machine or its network, by whatever form and through each public door: a listener on all
 * addresses of this machine sees no connection. By the name localhost the tests' household allows it, and no other.
 */
@QuarkusTest
class ForgedTargetsTest {

    /** {@code %d} is the listener's port. */
    private static final List<String> FORMS = List.of(
            // Plain, and as programs shorten it.
            "http://127.0.0.1:%d/", "https://127.0.0.1:%d/", "http://127.0.0.2:%d/", "http://127.255.255.254:%d/",
            "http://127.1:%d/", "http://127.0.1:%d/", "http://0:%d/", "http://0.0.0.0:%d/",
            // Decimal, octal, hexadecimal, padded, mixed.
            "http://2130706433:%d/", "http://017700000001:%d/", "http://0177.0.0.1:%d/", "http://0x7f000001:%d/",
            "http://0x7f.0.0.1:%d/", "http://0x7f.1:%d/", "http://127.000.000.001:%d/", "http://0177.0.0x1:%d/",
            // IPv6, and IPv4 within it.
            "http://[::1]:%d/", "http://[0:0:0:0:0:0:0:1]:%d/", "http://[::]:%d/", "http://[::ffff:127.0.0.1]:%d/",
            "http://[::ffff:7f00:1]:%d/", "http://[::127.0.0.1]:%d/", "http://[64:ff9b::7f00:1]:%d/",
            "http://[64:ff9b:1::7f00:1]:%d/", "http://[2002:7f00:1::]:%d/", "http://[2001:0:7f00:1::]:%d/",
            // Users, dots, other letters.
            "http://user@127.0.0.1:%d/", "http://localhost@127.0.0.1:%d/", "http://localhost:80@127.0.0.1:%d/",
            "http://127.0.0.1.:%d/", "http://\uff11\uff12\uff17.0.0.1:%d/", "http://127\u30020\u30020\u30021:%d/",
            "http://\u24db\u24de\u24d2\u24d0\u24db\u24d7\u24de\u24e2\u24e3:%d/", "http://127.0.0.1\\@8.8.8.8:%d/",
            "http://127.0.0.1:%d#@8.8.8.8/",
            // Names that lead here, alone or among others.
            "http://inside.example:%d/", "http://INSIDE.example:%d/", "http://mixed.example:%d/", "http://six.example:%d/",
            "http://mapped.example:%d/",
            // Not here, but no business of ours.
            "http://169.254.169.254/latest/meta-data/", "http://[fd00:ec2::254]/latest/meta-data/",
            "http://metadata.example/", "http://10.0.0.1:%d/", "http://192.168.1.1:%d/", "http://[fd00::1]:%d/",
            // Odd ports and schemes.
            "http://127.0.0.1:0/", "http://127.0.0.1:65536/", "http://127.0.0.1:-1/", "gopher://127.0.0.1:%d/",
            "file://127.0.0.1/etc/passwd", "//127.0.0.1:%d/");

    /** What a refusal would say of an address that is anybody's. */
    private static final String ONLY_ITS_PORT = "The port is not one";

    /** So many of them are names. */
    private static final int NAMES = 6;

    @Inject
    Telling telling;

    @Inject
    TestNames names;

    private RawReceiver trap;

    @BeforeEach
    void a_trap_and_names_that_lead_there() {
        trap = new RawReceiver("::", 0, RawReceiver.ok("got in"));
        names.then("inside.example", "127.0.0.1").then("INSIDE.example", "127.0.0.1").then("six.example", "::1")
                .then("mixed.example", "8.8.8.8", "127.0.0.1").then("mapped.example", "::ffff:127.0.0.1")
                .then("metadata.example", "169.254.169.254");
    }

    @AfterEach
    void close() throws IOException {
        telling.awaitDone();
        names.reset();
        trap.close();
    }

    @Test
    void the_test_of_an_address_reaches_none_of_them() {
        assertThat(FORMS).hasSizeGreaterThan(40).doesNotHaveDuplicates();
        for (String form : FORMS) {
            ValidatableResponse answer = Hooks.post("/webhooks/test", Map.of("url", form.formatted(trap.port())));

            assertThat(answer.extract().statusCode()).as(form).isIn(400, 422);
            assertThat(answer.extract().body().asString()).as(form).doesNotContain(ONLY_ITS_PORT);
        }
        assertThat(trap.visits()).isZero();
    }

    @Test
    void no_receiver_of_the_household_is_at_one_of_them() {
        for (String form : FORMS) {
            ValidatableResponse answer = Hooks.post("/webhooks/receivers",
                    Map.of("name", "a", "url", form.formatted(trap.port())));

            assertThat(answer.extract().statusCode()).as(form).isIn(400, 422);
            assertThat(answer.extract().body().asString()).as(form).doesNotContain(ONLY_ITS_PORT);
        }
        assertThat(Database.count("select count(*) from webhook_receiver")).isZero();
        assertThat(trap.visits()).isZero();
    }

    @Test
    void the_webhook_of_a_rule_reaches_none_of_them() {
        UUID camera = Sightings.camera(Hooks.CAMERA);
        int taken = 0;
        for (String form : FORMS) {
            int status = Hooks.tryRule(form, form.formatted(trap.port()), Map.of()).extract().statusCode();
            assertThat(status).as(form).isIn(201, 422);
            taken += status == 201 ? 1 : 0;
        }

        Hooks.event(camera, "1");
        telling.tick();

        assertThat(Database.column("select state || ' ' || last_error from delivery where channel = 'webhook'"))
                .hasSize(taken).hasSizeGreaterThan(15).allMatch(state -> state.matches("(dead|waiting) The .*"))
                .noneMatch(state -> state.contains(ONLY_ITS_PORT))
                // A name may lead elsewhere later; an address does not.
                .filteredOn(state -> state.startsWith("waiting ")).hasSize(NAMES);
        assertThat(Database.count("select count(*) from webhook_log where not success and status_code = 0 and url <> ''"))
                .isPositive();
        assertThat(trap.visits()).isZero();
    }

    @Test
    void an_address_with_a_zone_is_refused() {
        Hooks.post("/webhooks/test", Map.of("url", "http://[::1%25lo]:" + trap.port() + "/")).statusCode(400);

        assertThat(trap.visits()).isZero();
    }

    @Test
    void the_trap_itself_works() {
        Hooks.post("/webhooks/test", Map.of("url", "http://localhost:" + trap.port() + "/")).statusCode(200);

        assertThat(trap.visits()).isEqualTo(1);
    }

    @Test
    void a_redirect_is_not_followed() throws IOException {
        UUID camera = Sightings.camera(Hooks.CAMERA);
        try (HookStub stub = new HookStub()) {
            for (int status : List.of(301, 302, 303, 307, 308)) {
                String path = "/" + status;
                Map<String, String> location = Map.of("Location", "http://127.0.0.1:" + trap.port() + "/");
                stub.answer(path, status, location, "").answer(path, status, location, "");
                Hooks.post("/webhooks/test", Map.of("url", stub.url(path))).statusCode(200);
                Hooks.rule(path, stub.url(path));
            }

            Hooks.event(camera, "1");
            telling.tick();

            assertThat(Database.column("select state from delivery where channel = 'webhook'")).hasSize(5).containsOnly("dead");
        }
        assertThat(trap.visits()).isZero();
    }

    @Test
    void a_name_that_flips_after_it_was_judged_is_judged_again() {
        names.then("flip.example", "8.8.8.8").then("flip.example", "127.0.0.1");
        UUID receiver = Hooks.receiver(Map.of("name", "Flip", "url", "http://flip.example:" + trap.port() + "/", "subjects",
                List.of("system")));

        telling.tell("system:1", "Something");
        telling.awaitDone();

        String state = "select state from delivery where recipient = 'receiver:" + receiver + "'";
        assertThat(Database.value(state)).isEqualTo("waiting");
        telling.later(Duration.ofHours(1));
        assertThat(Database.value(state)).isEqualTo("waiting");
        assertThat(trap.visits()).isZero();
    }
}
