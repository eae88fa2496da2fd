package io.vigil.delivery.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.mailer.runtime.MailersRuntimeConfig;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.vertx.core.Vertx;
import io.vertx.ext.mail.MailMessage;

/** Which mail servers are believed: those whose certificate is trusted, and made for the name that they are called by. */
@QuarkusTest
class MailTrustTest {

    private static final Duration DEADLINE = Duration.ofSeconds(20);

    @Inject
    Vertx vertx;

    @Inject
    MailersRuntimeConfig servers;

    @Inject
    TlsConfigurationRegistry trust;

    private MailServerStub stub;
    private int port;

    @BeforeEach
    void start() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        stub = MailServerStub.start(port, MailServerResource.KEYS);
    }

    @AfterEach
    void stop() {
        stub.close();
    }

    @Test
    void a_server_of_its_certificates_name_is_told() {
        send("127.0.0.1");

        assertThat(stub.received()).hasSize(1);
    }

    @Test
    void a_server_with_the_certificate_of_another_name_is_told_nothing() {
        assertThatThrownBy(() -> send("127.0.0.2")).hasRootCauseMessage("No subject alternative names matching IP address "
                + "127.0.0.2 found");

        assertThat(stub.received()).isEmpty();
    }

    private void send(String host) {
        MailServer server = new MailServer(vertx, MailServer.options(servers.mailers().get("<default>"), trust)
                .setHostname(host).setPort(port), DEADLINE);
        try {
            server.send(new MailMessage("vigil@home.example", "nobody@example.com", "Subject", "Text.")).await()
                    .atMost(DEADLINE);
        } finally {
            server.close();
        }
    }
}
