package io.vigil.delivery.targets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.TrustOptions;
import io.vigil.session.SessionContext;
import io.vigil.session.SessionException;

@QuarkusTest
class TargetClientTest {

    /** On any Linux all of 127/8 is this machine, so that one address may be allowed and the trap beside it not. */
    private static final String ALLOWED = "127.0.0.2";
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
        try (RawReceiver trap = new RawReceiver("0.0.0.0", 0, RawReceiver.ok("got in"))) {
            for (String host : List.of(TRAP, "127.1", "127.0.1", "2130706433", "017700000001", "0177.0.0.1", "0x7f000001",
                    "0x7f.0.0.1", "0x7f.1", "127.000.000.001", "0", "0.0.0.0", "localhost", "LOCALHOST", "localhost.", "[::1]",
                    "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]", "127.0.0.3", "127.255.255.254",
                    "user@127.0.0.1", "inside.example", "mixed.example", "[64:ff9b::7f00:1]", "[2002:7f00:1::]")) {
                for (String scheme : List.of("http", "https")) {
                    Reply reply = post(scheme + "://" + host + ":" + trap.port() + "/hook", LONG);
                    assertThat(reply).as(host).isInstanceOf(Reply.Refused.class);
                }
            }
            assertThat(trap.visits()).isZero();

            assertThat(post("http://" + ALLOWED + ":" + trap.port() + "/hook", LONG)).as("the trap itself works")
                    .isInstanceOf(Reply.Answered.class);
            assertThat(trap.visits()).isEqualTo(1);
        }
    }

    @Test
    void a_name_that_flips_between_two_look_ups_leads_where_the_first_one_led() throws IOException {
        names.then("flip.example", ALLOWED).then("flip.example", TRAP);
        try (RawReceiver good = new RawReceiver(ALLOWED, 0, RawReceiver.ok("welcome"));
                RawReceiver trap = new RawReceiver(TRAP, good.port(), RawReceiver.ok("got in"))) {
            Reply reply = post("http://flip.example:" + good.port() + "/hook?a=b%20c", LONG);

            assertThat(reply).isEqualTo(new Reply.Answered(200, java.util.Optional.empty(), "welcome"));
            assertThat(names.asked()).isEqualTo(1);
            assertThat(trap.visits()).isZero();
            assertThat(good.heads().get(0)).startsWith("POST /hook?a=b%20c HTTP/1.1\r\n")
                    .containsIgnoringCase("host: flip.example:" + good.port());

            assertThat(post("http://flip.example:" + good.port() + "/hook", LONG)).isInstanceOf(Reply.Refused.class);
            assertThat(trap.visits()).isZero();
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
        try (RawReceiver silent = new RawReceiver(ALLOWED, 0, null)) {
            Reply reply = post("http://" + ALLOWED + ":" + silent.port() + "/", Duration.ofMillis(300));

            assertThat(reply).isEqualTo(new Reply.Unanswered("No answer in time"));
            assertThat(silent.visits()).isEqualTo(1);
        }
    }

    @Test
    void believes_a_status_whatever_becomes_of_the_rest() throws IOException {
        String head = "HTTP/1.1 202 Accepted\r\nRetry-After: 7\r\nContent-Length: 100000\r\n\r\n";
        try (RawReceiver stalls = new RawReceiver(ALLOWED, 0, head + "begun");
                RawReceiver talks = new RawReceiver(ALLOWED, 0, head + "x".repeat(100_000))) {
            Reply.Answered stalled = (Reply.Answered) post("http://" + ALLOWED + ":" + stalls.port() + "/",
                    Duration.ofSeconds(1));
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

    private Reply post(String to, Duration deadline) {
        return posted(new TargetClient.Post(URI.create(to), Map.of("Content-Type", "text/plain"), Buffer.buffer("hello"),
                deadline));
    }

    private Reply posted(TargetClient.Post post) {
        if (client == null) {
            Allowing config = new Allowing(ALLOWED);
            client = new TargetClient(vertx, new Targets(names, new TargetRules(config)), config, trust);
        }
        return client.post(post).toCompletionStage().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    }
}
