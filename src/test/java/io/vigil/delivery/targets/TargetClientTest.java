package io.vigil.delivery.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.TrustOptions;
import io.vigil.protect.simulator.wire.Certificate;
import io.vigil.session.SessionContext;
import io.vigil.session.SessionException;

@QuarkusTest
class TargetClientTest {

    /** On any Linux all of 127/8 is this machine, so that one address may be allowed and the trap beside it not. */
    private static final String ALLOWED = "127.0.0.2";
    private static final String ALSO_ALLOWED = "127.0.0.4";
    private static final String TRAP = "127.0.0.1";
    private static final Duration LONG = Duration.ofSeconds(20);

    @Inject
    Vertx vertx;

    @Inject
    Instance<TrustOptions> trust;

    private final ScriptedNames names = new ScriptedNames();
    private TargetClient client;

    @AfterEach
    void close() {
        if (client != null) {
            client.close();
        }
    }

    @Test
    void reaches_no_listener_of_this_machine_by_whatever_form() throws IOException {
        names.then("inside.example", TRAP).then("mixed.example", "8.8.8.8", TRAP);
        try (RawReceiver trap = new RawReceiver(everywhere(), 0, RawReceiver.ok("got in"))) {
            connectTo(new Allowing(ALLOWED).withPorts(trap.port()));
            List<String> hosts = Stream.concat(Forms.NOT_THE_INTERNET.stream().filter(host -> !host.equals(ALLOWED)),
                    Stream.of("127.0.0.3", "inside.example", "mixed.example")).toList();
            for (String host : hosts) {
                for (String scheme : List.of("http", "https")) {
                    Reply reply = post(scheme + "://" + host + ":" + trap.port() + "/hook", LONG);
                    assertThat(reply).as(host).isInstanceOfSatisfying(Reply.Refused.class,
                            refused -> assertThat(refused.isForNow()).isEqualTo(isName(host)));
                }
            }
            assertThat(hosts).hasSizeGreaterThan(70);
            assertThat(trap.visits()).isZero();

            assertThat(post("http://" + ALLOWED + ":" + trap.port() + "/hook", LONG)).as("the trap itself works")
                    .isInstanceOf(Reply.Answered.class);
            assertThat(trap.visits()).isEqualTo(1);
        }
    }

    private static boolean isName(String host) {
        return host.endsWith(".example") || host.toLowerCase(Locale.ROOT).startsWith("localhost");
    }

    @Test
    void a_name_that_flips_between_two_look_ups_leads_where_the_first_one_led() throws IOException {
        names.then("flip.example", ALLOWED).then("flip.example", TRAP);
        // The trap first: only its address is one from which others call, and may have taken the port.
        try (RawReceiver trap = new RawReceiver(TRAP, 0, RawReceiver.ok("got in"));
                RawReceiver good = new RawReceiver(ALLOWED, trap.port(), RawReceiver.ok("welcome"))) {
            Reply reply = post("http://flip.example:" + good.port() + "/hook?a=b%20c", LONG);

            assertThat(reply).isEqualTo(new Reply.Answered(200, Optional.empty(), "welcome"));
            assertThat(names.asked()).isEqualTo(1);
            assertThat(trap.visits()).isZero();
            assertThat(good.heads().get(0)).startsWith("POST /hook?a=b%20c HTTP/1.1\r\n")
                    .containsIgnoringCase("host: flip.example:" + good.port());

            assertThat(post("http://flip.example:" + good.port() + "/hook", LONG)).isInstanceOf(Reply.Refused.class);
            assertThat(trap.visits()).isZero();
        }
    }

    @Test
    void a_connection_that_was_kept_is_not_used_for_another_address() throws IOException {
        names.then("flip.example", ALLOWED).then("flip.example", ALSO_ALLOWED);
        try (RawReceiver first = new RawReceiver(ALLOWED, 0, RawReceiver.ok("first"));
                RawReceiver second = new RawReceiver(ALSO_ALLOWED, first.port(), RawReceiver.ok("second"))) {
            String address = "http://flip.example:" + first.port() + "/";

            assertThat(((Reply.Answered) post(address, LONG)).body()).isEqualTo("first");
            assertThat(((Reply.Answered) post(address, LONG)).body()).isEqualTo("second");
            assertThat(first.visits()).isEqualTo(1);
            assertThat(second.visits()).isEqualTo(1);
        }
    }

    @Test
    void tries_the_next_address_if_nobody_listens_at_one() throws IOException {
        names.then("two.example", ALSO_ALLOWED, ALLOWED).then("none.example", ALSO_ALLOWED, "127.0.0.5");
        try (RawReceiver good = new RawReceiver(ALLOWED, 0, RawReceiver.ok("welcome"))) {
            assertThat(((Reply.Answered) post("http://two.example:" + good.port() + "/", LONG)).body()).isEqualTo("welcome");
            assertThat(post("http://none.example:" + good.port() + "/", LONG)).isInstanceOf(Reply.Unanswered.class);
        }
    }

    @Test
    void does_not_try_the_next_address_once_somebody_was_told() throws IOException {
        names.then("two.example", ALSO_ALLOWED, ALLOWED);
        try (RawReceiver babbling = new RawReceiver(ALSO_ALLOWED, 0, "this is no HTTP\r\n\r\n");
                RawReceiver good = new RawReceiver(ALLOWED, babbling.port(), RawReceiver.ok("welcome"))) {
            assertThat(post("http://two.example:" + good.port() + "/", LONG)).isInstanceOf(Reply.Unanswered.class);
            assertThat(good.visits()).isZero();
        }
    }

    @Test
    void reads_an_answer_with_a_long_head() throws IOException {
        String head = "HTTP/1.1 200 OK\r\nContent-Security-Policy: " + "x".repeat(40_000) + "\r\nContent-Length: 2\r\n\r\n";
        try (RawReceiver wordy = new RawReceiver(ALLOWED, 0, head + "ok");
                RawReceiver endless = new RawReceiver(ALLOWED, 0, head.replace("x", "xxx") + "ok")) {
            assertThat(((Reply.Answered) post("http://" + ALLOWED + ":" + wordy.port() + "/", LONG)).body()).isEqualTo("ok");
            assertThat(post("http://" + ALLOWED + ":" + endless.port() + "/", LONG)).isInstanceOf(Reply.Unanswered.class);
        }
    }

    @Test
    void says_what_is_insecure_in_words_of_its_own() {
        names.then("localhost.example", ALLOWED);
        NetServer plain = done(vertx.createNetServer().connectHandler(socket -> socket.write("220 mail.example ESMTP\r\n"))
                .listen(0, ALLOWED));
        HttpServer known = tls(Certificate.shared());
        HttpServer unknown = tls(Certificate.make());
        try {
            assertThat(insecure(ALLOWED, plain.actualPort())).endsWith("the receiver does not speak TLS");
            assertThat(insecure(ALLOWED, unknown.actualPort())).endsWith("the certificate is not trusted");
            assertThat(insecure("localhost.example", known.actualPort())).endsWith("the certificate is for another name");
            assertThat(insecure(ALLOWED, known.actualPort())).endsWith("the certificate is for another name");
        } finally {
            done(plain.close());
            done(known.close());
            done(unknown.close());
        }
    }

    @Test
    void follows_no_redirect() throws IOException {
        try (RawReceiver trap = new RawReceiver(TRAP, 0, RawReceiver.ok("got in"));
                RawReceiver good = new RawReceiver(ALLOWED, 0, "HTTP/1.1 307 Temporary Redirect\r\nLocation: http://" + TRAP
                        + ":" + trap.port() + "/\r\nContent-Length: 0\r\n\r\n")) {
            Reply reply = post("http://" + ALLOWED + ":" + good.port() + "/", LONG);

            assertThat(((Reply.Answered) reply).status()).isEqualTo(307);
            assertThat(trap.visits()).isZero();
        }
    }

    @Test
    void gives_up_at_the_deadline() throws IOException {
        warmUp();
        try (RawReceiver silent = new RawReceiver(ALLOWED, 0, null)) {
            Reply reply = post("http://" + ALLOWED + ":" + silent.port() + "/", Duration.ofSeconds(1));

            assertThat(reply).isEqualTo(new Reply.Unanswered("No answer in time"));
            await().until(() -> silent.visits() == 1);
        }
    }

    @Test
    void believes_a_status_whatever_becomes_of_the_rest() throws IOException {
        warmUp();
        String head = "HTTP/1.1 202 Accepted\r\nRetry-After: 7\r\nContent-Length: 100000\r\n\r\n";
        try (RawReceiver stalls = new RawReceiver(ALLOWED, 0, head + "begun");
                RawReceiver talks = new RawReceiver(ALLOWED, 0, head + "x".repeat(100_000))) {
            Reply.Answered stalled = (Reply.Answered) post("http://" + ALLOWED + ":" + stalls.port() + "/",
                    Duration.ofSeconds(4));
            Reply.Answered cut = (Reply.Answered) post("http://" + ALLOWED + ":" + talks.port() + "/", LONG);

            assertThat(stalled.status()).isEqualTo(202);
            assertThat(stalled.retryAfter()).contains("7");
            assertThat(stalled.body()).isEqualTo("begun");
            assertThat(cut.status()).isEqualTo(202);
            assertThat(cut.body()).hasSize(Allowing.CAP);
        }
    }

    @Test
    void tells_what_it_cannot_read_or_reach() throws IOException {
        int closed;
        try (RawReceiver garbage = new RawReceiver(ALLOWED, 0, "220 mail.example ESMTP ready\r\n\r\n")) {
            closed = garbage.port();
            assertThat(post("http://" + ALLOWED + ":" + closed + "/", LONG)).isInstanceOf(Reply.Unanswered.class);
            assertThat(post("https://" + ALLOWED + ":" + closed + "/", Duration.ofMillis(500)))
                    .isInstanceOf(Reply.Unanswered.class);
        }
        assertThat(post("http://" + ALLOWED + ":" + closed + "/", LONG)).isInstanceOf(Reply.Unanswered.class);
        assertThat(post("http://nowhere.invalid/", LONG)).isInstanceOf(Reply.Unanswered.class);
    }

    @Test
    void refuses_headers_that_would_begin_a_line_of_their_own() throws IOException {
        try (RawReceiver good = new RawReceiver(ALLOWED, 0, RawReceiver.ok(""))) {
            TargetClient.Post post = new TargetClient.Post(URI.create("http://" + ALLOWED + ":" + good.port() + "/"),
                    Map.of("X-Name", "a\r\nX-Other: b"), Buffer.buffer(), LONG);

            assertThat(posted(post)).isInstanceOf(Reply.Refused.class);
            assertThat(good.visits()).isZero();
        }
    }

    @Test
    void does_not_call_out_of_a_session() {
        assertThatThrownBy(() -> SessionContext.run("test.call-out", () -> post("http://" + ALLOWED + ":9/", LONG)))
                .isInstanceOf(SessionException.HeldDuringOutgoingCall.class);
    }

    /** All of this machine: with IPv6, that is IPv4 as well. */
    private static String everywhere() throws SocketException {
        return NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses)
                .anyMatch(address -> address instanceof Inet6Address) ? "::" : "0.0.0.0";
    }

    /** The first post of all takes longer, and a deadline is no measure then. */
    private void warmUp() throws IOException {
        try (RawReceiver good = new RawReceiver(ALLOWED, 0, RawReceiver.ok(""))) {
            assertThat(post("http://" + ALLOWED + ":" + good.port() + "/", LONG)).isInstanceOf(Reply.Answered.class);
        }
    }

    private HttpServer tls(Certificate certificate) {
        return done(vertx.createHttpServer(new HttpServerOptions().setSsl(true).setKeyCertOptions(certificate.options()))
                .requestHandler(request -> request.response().end()).listen(0, ALLOWED));
    }

    private String insecure(String host, int port) {
        String reason = ((Reply.Unanswered) post("https://" + host + ":" + port + "/", LONG)).reason();
        assertThat(reason).startsWith("There is no secure connection: ");
        return reason;
    }

    private static <T> T done(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    }

    private Reply post(String to, Duration deadline) {
        return posted(new TargetClient.Post(URI.create(to), Map.of("Content-Type", "text/plain"), Buffer.buffer("hello"),
                deadline));
    }

    private Reply posted(TargetClient.Post post) {
        if (client == null) {
            connectTo(new Allowing(ALLOWED + ":*", ALSO_ALLOWED + ":*", "127.0.0.5:*"));
        }
        return done(client.post(post));
    }

    private void connectTo(Allowing config) {
        HomeNetwork home = new HomeNetwork(List::of, Clock.systemUTC());
        client = new TargetClient(vertx, new Targets(names, new TargetRules(config, home)), config, trust);
    }
}
