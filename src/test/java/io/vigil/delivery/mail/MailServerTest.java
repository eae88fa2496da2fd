package io.vigil.delivery.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.Vertx;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.StartTLSOptions;

/** What a server that falls silent costs: those mails a try, and the others nothing. */
class MailServerTest {

    private static final int PLACES = 2;
    private static final Duration DEADLINE = Duration.ofSeconds(1);
    private static final Duration LONG = Duration.ofSeconds(20);

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger sent = new AtomicInteger();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        vertx.close();
    }

    @Test
    void a_server_that_greets_nobody_is_left_and_used_again_when_it_is_well() throws IOException {
        int port;
        MailServer server;
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            port = silent.getLocalPort();
            server = server(port);
            List<Cancellable> hanging = List.of(send(server, "hanging-0"), send(server, "hanging-1"));
            for (int i = PLACES; i < 6; i++) {
                send(server, "hanging-" + i);
            }

            assertThat(failures).hasSize(6 - PLACES).allMatch(MailVerdict::isOfServer);
            try (Socket one = silent.accept(); Socket other = silent.accept()) {
                assertThat(List.of(one.isConnected(), other.isConnected())).containsOnly(true);
                hanging.forEach(Cancellable::cancel);
                awaitEnd(one);
                awaitEnd(other);
            }
        }
        try (MailServerStub well = MailServerStub.startPlain(port)) {
            await().atMost(LONG).pollInterval(Duration.ofMillis(100)).until(() -> {
                send(server, "well");
                return sent.get() > 0;
            });

            assertThat(well.received()).isNotEmpty().allMatch(mail -> mail.subject().equals("well"));
        } finally {
            server.close();
        }
    }

    @Test
    void a_mail_that_is_not_answered_ends_with_its_connection() {
        int port = freePort();
        MailServer server = server(port);
        try (MailServerStub stub = MailServerStub.startPlain(port)) {
            stub.hang("nobody@example.com");
            for (int round = 1; round <= 2; round++) {
                int ended = round * PLACES;
                for (int i = 0; i < PLACES; i++) {
                    send(server, "hanging");
                }

                await().atMost(LONG).until(() -> failures.size() == ended);
            }
            assertThat(failures).allMatch(MailVerdict::isOfServer);
        }
        server.close();
        assertThat(sent).hasValue(0);
    }

    /** Waits until the client has had enough of the silence. */
    private static void awaitEnd(Socket socket) throws IOException {
        socket.setSoTimeout((int) LONG.toMillis());
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }

    private Cancellable send(MailServer server, String subject) {
        return server.send(new MailMessage("vigil@home.example", "nobody@example.com", subject, "Text."))
                .subscribe().with(taken -> sent.incrementAndGet(), failures::add);
    }

    private MailServer server(int port) {
        return new MailServer(vertx, new MailConfig("localhost", port, StartTLSOptions.DISABLED, null)
                .setMaxPoolSize(PLACES), DEADLINE);
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
