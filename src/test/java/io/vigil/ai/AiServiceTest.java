package io.vigil.ai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vigil.ai.Outcome.Described;
import io.vigil.ai.Outcome.NotConfigured;
import io.vigil.ai.Outcome.Refused;
import io.vigil.ai.Outcome.RetryLater;
import io.vigil.ai.VisionStub.Behaviour;
import io.vigil.ai.VisionStub.Received;
import io.vigil.session.SessionContext;
import io.vigil.session.SessionException;
import io.vigil.settings.Settings;
import io.vigil.testsupport.MovableClock;
import io.vigil.testsupport.Samples;

@QuarkusTest
class AiServiceTest {

    private static final byte[] PICTURE = Samples.picture("person-dark-top.jpg");
    private static VisionStub stub;

    @Inject
    Asking asking;

    @Inject
    AiService ai;

    @Inject
    Settings settings;

    @BeforeAll
    static void startStub() {
        stub = VisionStub.start();
    }

    @AfterAll
    static void stopStub() {
        stub.close();
    }

    @BeforeEach
    void configure() {
        stub.reset();
        asking.configure(stub.url(), Asking.KEY);
    }

    @AfterEach
    void leaveNothingConfigured() {
        asking.configure(null, null);
    }

    @Test
    void sends_the_very_picture_and_answers_what_the_model_says() {
        byte[] other = Samples.picture("cat-front-path.jpg");
        stub.answer(Samples.sha256(PICTURE), "  A person in a dark top.\n");
        stub.answer(Samples.sha256(other), "A cat.");
        settings.change(Map.of("ai_model_openai", "eyes-\"1\"", "description_prompt", "What do you see? \"Quote\" ;base64,"));

        Outcome person = asking.ask(PICTURE);
        Outcome cat = asking.ask(other);

        assertThat(person).isInstanceOfSatisfying(Described.class, described -> {
            assertThat(described.text()).isEqualTo("A person in a dark top.");
            assertThat(described.provider()).isEqualTo("openai");
            assertThat(described.model()).isEqualTo("eyes-\"1\"");
            assertThat(described.fallbackReason()).isNull();
        });
        assertThat(((Described) cat).text()).isEqualTo("A cat.");
        Received received = stub.received().get(0);
        assertThat(received.sha256()).isEqualTo(Samples.sha256(PICTURE));
        assertThat(received.pictureBytes()).isEqualTo(PICTURE.length);
        assertThat(received.contentType()).isEqualTo("image/jpeg");
        assertThat(received.model()).isEqualTo("eyes-\"1\"");
        assertThat(received.maxTokens()).isEqualTo(500);
        assertThat(received.authorization()).isEqualTo("Bearer " + Asking.KEY);
        assertThat(received.prompt()).startsWith("What do you see? \"Quote\" ;base64,")
                .contains("Front 'door'", "person", "Sunday, 1 March 2026, 18:30 UTC");
    }

    @Test
    void sends_a_picture_of_five_megabytes() {
        byte[] large = new byte[5 << 20];
        new Random(7).nextBytes(large);

        assertThat(asking.ask(large)).isInstanceOf(Described.class);
        assertThat(stub.received()).singleElement().extracting(Received::sha256).isEqualTo(Samples.sha256(large));
    }

    @Test
    void shows_no_key_to_a_server_that_was_given_none() {
        asking.configure(stub.url() + "/", "");

        assertThat(asking.ask(PICTURE)).isInstanceOf(Described.class);
        assertThat(stub.received()).singleElement().extracting(Received::authorization).isNull();
    }

    @Test
    void asks_nobody_while_nothing_is_configured() {
        asking.configure(null, "");

        assertThat(asking.ask(PICTURE)).isEqualTo(new NotConfigured());
        assertThat(stub.received()).isEmpty();
    }

    @Test
    void refuses_to_be_called_inside_a_session() {
        assertThatThrownBy(() -> SessionContext.run("test.hold", () -> {
            ai.describe(Asking.question(PICTURE, null));
        })).isInstanceOf(SessionException.HeldDuringOutgoingCall.class).hasMessageContaining("ai.vision");
        assertThat(stub.received()).isEmpty();
    }

    @Test
    void returns_while_the_model_thinks() {
        stub.otherwise(Behaviour.says("Slow.").after(Duration.ofMillis(800)));
        long start = System.nanoTime();

        CompletableFuture<Outcome> outcome = asking.begin(PICTURE, null);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(500));
        await().until(() -> stub.inFlight() == 1);
        assertThat(outcome).isNotDone();
        assertThat(((Described) outcome.join()).text()).isEqualTo("Slow.");
    }

    @Test
    void asks_once_however_often_the_answer_is_watched() {
        Uni<Outcome> answer = ai.describe(Asking.question(PICTURE, null));

        assertThat(answer.await().indefinitely()).isEqualTo(answer.await().indefinitely());
        assertThat(stub.received()).hasSize(1);
    }

    @Test
    void holds_two_hundred_questions_on_no_more_than_a_handful_of_threads() {
        asking.ask(PICTURE);
        stub.otherwise(Behaviour.says("Held.").after(Duration.ofSeconds(1)));
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        threads.resetPeakThreadCount();
        int before = threads.getThreadCount();
        long start = System.nanoTime();

        List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            outcomes.add(asking.begin(PICTURE, null));
        }
        outcomes.forEach(outcome -> assertThat(outcome.join()).isInstanceOf(Described.class));

        assertThat(stub.mostInFlight()).isEqualTo(200);
        assertThat(threads.getPeakThreadCount() - before).isLessThanOrEqualTo(8);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
    }

    @Test
    void stops_reading_an_answer_that_is_too_large() {
        stub.next(Behaviour.neverEnds(), Behaviour.raw(200, "application/json", "x".repeat(10 << 20)));

        assertThat(reason(asking.ask(PICTURE))).isEqualTo("The answer of the model is too large");
        assertThat(reason(asking.ask(PICTURE))).isEqualTo("The answer of the model is too large");
        await().until(() -> stub.inFlight() == 0);
    }

    static Stream<Behaviour> silences() {
        return Stream.of(Behaviour.hangs(), Behaviour.stalls(), Behaviour.drips(),
                Behaviour.says("Late").after(Duration.ofSeconds(30)));
    }

    @ParameterizedTest
    @MethodSource("silences")
    void gives_up_at_the_deadline_and_drops_the_connection(Behaviour silence) {
        stub.otherwise(silence);
        long start = System.nanoTime();

        Outcome outcome = asking.begin(PICTURE, Duration.ofMillis(400)).join();

        assertThat(reason(outcome)).isEqualTo("No answer within the deadline");
        assertThat(wait(outcome)).isNull();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(390), Duration.ofSeconds(5));
        await().until(() -> stub.inFlight() == 0);
    }

    @Test
    void counts_waiting_for_a_connection_into_the_deadline_and_lets_few_wait() {
        stub.otherwise(Behaviour.hangs());
        List<CompletableFuture<Outcome>> outcomes = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            outcomes.add(asking.begin(new byte[100], Duration.ofSeconds(4)));
        }
        await().until(() -> stub.inFlight() == 256);
        // The stub learns late that one is given up, when another may have its place.
        assertThat(stub.mostInFlight()).isEqualTo(256);

        List<String> reasons = outcomes.stream().map(CompletableFuture::join).map(AiServiceTest::reason).toList();

        assertThat(reasons).filteredOn("No answer within the deadline"::equals).hasSize(512);
        assertThat(reasons).filteredOn("Too many questions are under way"::equals).hasSize(88);
        stub.otherwise(Behaviour.says("Recovered."));
        // After so many failures it is left alone for a while.
        MovableClock.forward(Duration.ofMinutes(1));
        assertThat(asking.ask(PICTURE)).isInstanceOf(Described.class);
        await().until(() -> stub.inFlight() == 0);
    }

    @Test
    void survives_a_connection_that_breaks_and_asks_again_with_success() {
        stub.next(Behaviour.breaksOff());

        assertThat(asking.ask(PICTURE)).isInstanceOfSatisfying(RetryLater.class,
                later -> assertThat(later.reason()).startsWith("The provider cannot be reached"));
        assertThat(asking.ask(PICTURE)).isInstanceOf(Described.class);
    }

    @Test
    void asks_later_when_nobody_listens() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        asking.configure("http://127.0.0.1:" + port + "/v1", Asking.KEY);

        assertThat(asking.ask(PICTURE)).isInstanceOfSatisfying(RetryLater.class,
                later -> assertThat(later.calls()).isEmpty());
    }

    @Test
    void asks_later_when_the_other_side_speaks_no_http() throws Exception {
        try (ServerSocket socket = new ServerSocket(0)) {
            asking.configure("http://127.0.0.1:" + socket.getLocalPort() + "/v1", Asking.KEY);
            CompletableFuture<Outcome> outcome = asking.begin(PICTURE, null);
            try (Socket peer = socket.accept()) {
                peer.getOutputStream().write("220 mail.example ESMTP\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

                assertThat(outcome.join()).isInstanceOf(RetryLater.class);
            }
        }
    }

    @Test
    void asks_nobody_with_a_key_that_no_header_can_hold() {
        asking.configure(stub.url(), "two\nlines");

        assertThat(wait(asking.ask(PICTURE))).isEqualTo(Duration.ofMinutes(10));
        assertThat(stub.received()).isEmpty();
    }

    private static Duration wait(Outcome outcome) {
        return ((RetryLater) outcome).after();
    }

    private static String reason(Outcome outcome) {
        return outcome instanceof Refused refused ? refused.reason() : ((RetryLater) outcome).reason();
    }
}
