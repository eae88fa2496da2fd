package io.vigil.protect.client;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.protect.client.ControllerClient.Info;
import io.vigil.protect.client.ControllerException.Kind;
import io.vigil.protect.simulator.ControllerSimulator;

@QuarkusTest
class TrustTest {

    private static ControllerSimulator controller;

    @Inject
    ControllerClients clients;

    @BeforeAll
    static void start() {
        controller = ControllerSimulator.start();
    }

    @AfterAll
    static void stop() {
        controller.close();
    }

    @Test
    void a_pinned_certificate_is_trusted_whatever_host_it_names() {
        assertThat(info(access("127.0.0.1", true, controller.fingerprint())).cameras()).isPositive();
        assertThat(info(access("localhost", false, controller.fingerprint())).version()).isNotEmpty();
    }

    @Test
    void another_certificate_than_the_pinned_one_is_not_trusted() {
        assertThat(failure(access("localhost", false, "ab".repeat(32)))).isEqualTo(Kind.UNTRUSTED);
    }

    @Test
    void a_certificate_of_its_own_making_is_not_trusted_where_certificates_are_verified() {
        assertThat(failure(access("localhost", true, null))).isEqualTo(Kind.UNTRUSTED);
    }

    @Test
    void without_verification_this_controller_is_trusted_whatever_it_shows() {
        assertThat(info(access("localhost", false, null)).cameras()).isPositive();
    }

    @Test
    void a_socket_is_as_strict_as_a_request() {
        ControllerClient client = clients.open(access("localhost", false, "ab".repeat(32)));

        assertThat(Answers.failure(client.open(new Heard())).kind()).isEqualTo(Kind.UNTRUSTED);

        Answers.of(client.close());
    }

    @Test
    void tells_where_nobody_is_from_where_something_else_is() {
        assertThat(failure(new ControllerAccess("localhost", 1, false, null, "key", null, null)))
                .isEqualTo(Kind.UNREACHABLE);
        assertThat(failure(new ControllerAccess("nowhere.invalid", 443, false, null, "key", null, null)))
                .isEqualTo(Kind.UNREACHABLE);
        assertThat(failure(new ControllerAccess("localhost", 70_000, false, null, "key", null, null)))
                .isEqualTo(Kind.UNREACHABLE);
    }

    private ControllerAccess access(String host, boolean verifySsl, String fingerprint) {
        return new ControllerAccess(host, controller.port(), verifySsl, fingerprint, controller.apiKey(), null, null);
    }

    private Info info(ControllerAccess access) {
        ControllerClient client = clients.open(access);
        Info info = Answers.of(client.info());
        Answers.of(client.close());
        return info;
    }

    private Kind failure(ControllerAccess access) {
        ControllerClient client = clients.open(access);
        Kind kind = Answers.failure(client.info()).kind();
        Answers.of(client.close());
        return kind;
    }
}
