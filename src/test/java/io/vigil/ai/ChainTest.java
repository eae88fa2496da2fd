package io.vigil.ai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.ai.Outcome.Described;
import io.vigil.ai.Outcome.Refused;
import io.vigil.ai.Outcome.RetryLater;
import io.vigil.ai.VisionStub.Behaviour;
import io.vigil.ai.VisionStub.Received;
import io.vigil.testsupport.MovableClock;
import io.vigil.testsupport.Samples;

/** Who is asked after whom, and how long each may take. */
@QuarkusTest
class ChainTest {

    private static final byte[] PICTURE = Samples.picture("driveway-car.jpg");
    private static VisionStub stub;

    @Inject
    Asking asking;

    @Inject
    AiService ai;

    @BeforeAll
    static void startStub() {
        stub = VisionStub.start();
    }

    @AfterAll
    static void stopStub() {
        stub.close();
    }

    @BeforeEach
    void everybodyIsThere() {
        stub.reset();
        asking.configureOnly(stub, Provider.GEMINI, Provider.CLAUDE, Provider.OPENAI);
        stub.otherwise(Behaviour.says("A car stands in the drive."));
    }

    @AfterEach
    void leaveNothingConfigured() {
        asking.configureOnly(stub);
    }

    @Test
    void asks_the_first_of_the_household_and_nobody_else() {
        assertThat(describe()).satisfies(described -> {
            assertThat(described.provider()).isEqualTo("gemini");
            assertThat(described.fallbackReason()).isNull();
        });
        assertThat(asked()).containsExactly(Provider.GEMINI);
    }

    @Test
    void asks_first_whom_the_camera_wants_and_then_as_the_household_says() {
        stub.provider(Provider.OPENAI, Behaviour.fails(400, "unknown_parameter"));
        Question question = new Question(List.of(new Question.Picture(PICTURE, "image/jpeg")), null, "Drive", "motion",
                Instant.EPOCH, null, Provider.OPENAI, null);

        Described described = (Described) ai.describe(question).await().indefinitely();

        assertThat(asked()).containsExactly(Provider.OPENAI, Provider.GEMINI);
        assertThat(described.fallbackReason()).isEqualTo("openai:refused");
    }

    static Stream<Arguments> misbehaviours() {
        return Stream.of(
                Arguments.of("timeout", 1, Behaviour.hangs()), Arguments.of("timeout", 1, Behaviour.drips()),
                Arguments.of("timeout", 1, Behaviour.stalls()), Arguments.of("unreachable", 1, Behaviour.breaksOff()),
                Arguments.of("quota_exhausted", 1, Behaviour.broke(429)),
                Arguments.of("rate_limited", 2, Behaviour.fails(429, "rate_limit_exceeded")),
                Arguments.of("rate_limited", 1, Behaviour.fails(429, "slow").header("Retry-After", "60")),
                Arguments.of("unavailable", 2, Behaviour.fails(500, "internal")),
                Arguments.of("unavailable", 2, Behaviour.raw(503, "text/html", "<html>Bad gateway</html>")),
                Arguments.of("key_rejected", 1, Behaviour.fails(401, "unauthenticated")),
                Arguments.of("not_found", 1, Behaviour.fails(404, "not_found")),
                Arguments.of("refused", 1, Behaviour.fails(400, "invalid_argument")),
                Arguments.of("declined", 1, Behaviour.declines()),
                Arguments.of("bad_answer", 1, Behaviour.raw(200, "text/html", "<html>Welcome to the wifi</html>")),
                Arguments.of("bad_answer", 1, Behaviour.raw(200, "application/json", "{\"candidates\":[{\"content\":{\"par")),
                Arguments.of("bad_answer", 1, Behaviour.says("{\"description\":\"A car st")),
                Arguments.of("bad_answer", 1, Behaviour.says("{\"objects\":[\"car\"],\"confidence\":99}")),
                Arguments.of("bad_answer", 1, Behaviour.says("x".repeat(10 << 20))),
                Arguments.of("bad_answer", 1, Behaviour.neverEnds()),
                Arguments.of("bad_answer", 1, Behaviour.says("\u0000\u0000\u202E")));
    }

    @ParameterizedTest
    @MethodSource("misbehaviours")
    void moves_on_within_the_deadline_and_tells_why(String word, int times, Behaviour misbehaviour) {
        stub.provider(Provider.GEMINI, misbehaviour);
        long start = System.nanoTime();

        Described described = (Described) asking.begin(PICTURE, Duration.ofSeconds(3)).join();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
        assertThat(described.text()).isEqualTo("A car stands in the drive.");
        assertThat(described.provider()).isEqualTo("claude");
        assertThat(described.fallbackReason()).isEqualTo("gemini:" + word);
        assertThat(described.calls()).hasSize(times + 1).extracting(AiCall::provider).startsWith("gemini").endsWith("claude");
        assertThat(described.calls()).extracting(AiCall::succeeded).startsWith(false).endsWith(true);
        assertThat(stub.received()).hasSize(times + 1);
        await().until(() -> stub.inFlight() == 0);
    }

    @Test
    void asks_one_in_trouble_once_more_and_takes_its_answer() {
        stub.next(Behaviour.fails(503, "overloaded").header("Retry-After", "0"));

        assertThat(describe()).satisfies(described -> {
            assertThat(described.provider()).isEqualTo("gemini");
            assertThat(described.fallbackReason()).isNull();
            assertThat(described.calls()).extracting(AiCall::succeeded).containsExactly(false, true);
        });
    }

    @Test
    void three_that_hang_leave_time_for_nobody_but_keep_to_the_deadline() {
        stub.otherwise(Behaviour.hangs());
        long start = System.nanoTime();

        RetryLater later = (RetryLater) asking.begin(PICTURE, Duration.ofSeconds(1)).join();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(900), Duration.ofMillis(2500));
        assertThat(later.reason())
                .isEqualTo("No provider could describe it: gemini:timeout,claude:timeout,openai:timeout");
        assertThat(later.calls()).hasSize(3);
        assertThat(later.after()).isNull();
    }

    @Test
    void waits_for_the_one_that_is_back_first() {
        stub.provider(Provider.GEMINI, Behaviour.broke(429));
        stub.provider(Provider.CLAUDE, Behaviour.fails(401, "authentication_error"));
        stub.provider(Provider.OPENAI, Behaviour.fails(400, "invalid_image"));

        RetryLater later = (RetryLater) asking.ask(PICTURE);

        assertThat(later.after()).isEqualTo(Duration.ofMinutes(10));
        assertThat(later.reason()).isEqualTo(
                "No provider could describe it: gemini:quota_exhausted,claude:key_rejected,openai:refused");
    }

    @Test
    void is_final_only_when_all_refuse() {
        stub.provider(Provider.GEMINI, Behaviour.declines());
        stub.provider(Provider.CLAUDE, Behaviour.fails(413, "request_too_large"));
        stub.provider(Provider.OPENAI, Behaviour.fails(400, "invalid_image"));

        assertThat(asking.ask(PICTURE)).isInstanceOf(Refused.class);
        assertThat(asked()).containsExactly(Provider.GEMINI, Provider.CLAUDE, Provider.OPENAI);
    }

    @Test
    void leaves_one_alone_that_fails_and_tries_it_again_after_a_pause() {
        stub.provider(Provider.GEMINI, Behaviour.fails(401, "unauthenticated"));
        for (int i = 0; i < 5; i++) {
            assertThat(describe().fallbackReason()).isEqualTo("gemini:key_rejected");
        }

        assertThat(describe().fallbackReason()).isEqualTo("gemini:breaker_open");
        assertThat(asked()).filteredOn(Provider.GEMINI::equals).hasSize(5);

        MovableClock.forward(Duration.ofSeconds(31));
        assertThat(describe().fallbackReason()).isEqualTo("gemini:key_rejected");
        assertThat(describe().fallbackReason()).isEqualTo("gemini:breaker_open");

        stub.provider(Provider.GEMINI, Behaviour.says("It is well again."));
        MovableClock.forward(Duration.ofSeconds(31));
        assertThat(describe().text()).isEqualTo("It is well again.");
        assertThat(describe().text()).isEqualTo("It is well again.");
    }

    @Test
    void asks_again_at_once_whoever_gets_another_key() {
        stub.provider(Provider.GEMINI, Behaviour.fails(401, "unauthenticated"));
        for (int i = 0; i < 6; i++) {
            describe();
        }
        stub.provider(Provider.GEMINI, Behaviour.says("With this key it works."));

        asking.configure(Provider.GEMINI, stub.url(Provider.GEMINI), "another-key");

        assertThat(describe().text()).isEqualTo("With this key it works.");
    }

    @Test
    void gives_all_its_time_to_the_only_one_that_is_not_left_alone() {
        asking.configureOnly(stub, Provider.GEMINI, Provider.CLAUDE);
        stub.provider(Provider.CLAUDE, Behaviour.fails(401, "authentication_error"));
        stub.provider(Provider.GEMINI, Behaviour.fails(401, "unauthenticated"));
        for (int i = 0; i < 5; i++) {
            asking.ask(PICTURE);
        }
        MovableClock.forward(Duration.ofSeconds(31));
        // Gemini tries and fails; Claude's pause begins anew when it does the same, so take its turn first.
        asking.configure(Provider.GEMINI, stub.url(Provider.GEMINI), "another-key");
        stub.provider(Provider.GEMINI, Behaviour.fails(401, "unauthenticated"));
        asking.ask(PICTURE);
        stub.provider(Provider.GEMINI, Behaviour.says("Slow but sure of it.").after(Duration.ofMillis(1200)));

        assertThat(((Described) asking.begin(PICTURE, Duration.ofSeconds(2)).join()).text()).isEqualTo("Slow but sure of it.");
    }

    @Test
    void keeps_no_time_for_one_that_cannot_be_asked() {
        asking.configureOnly(stub, Provider.GEMINI, Provider.CLAUDE);
        asking.configure(Provider.CLAUDE, stub.url(Provider.CLAUDE), "two\nlines");
        stub.provider(Provider.GEMINI, Behaviour.says("Slow but sure of it.").after(Duration.ofMillis(1200)));

        assertThat(((Described) asking.begin(PICTURE, Duration.ofSeconds(2)).join()).text()).isEqualTo("Slow but sure of it.");
    }

    private Described describe() {
        return (Described) asking.ask(PICTURE);
    }

    private static List<Provider> asked() {
        return stub.received().stream().map(Received::provider).toList();
    }
}
