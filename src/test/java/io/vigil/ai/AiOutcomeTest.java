package io.vigil.ai;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.ai.Outcome.Described;
import io.vigil.ai.Outcome.Refused;
import io.vigil.ai.Outcome.RetryLater;
import io.vigil.ai.VisionStub.Behaviour;
import io.vigil.testsupport.Samples;

@QuarkusTest
class AiOutcomeTest {

    private static final byte[] PICTURE = Samples.picture("person-dark-top.jpg");
    private static VisionStub stub;

    @Inject
    Asking asking;

    @Inject
    Clock clock;

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

    static Stream<Behaviour> garbage() {
        return Stream.of(
                Behaviour.raw(200, "application/json", "{\"choices\":[{\"message\":{\"content\":\"cut"),
                Behaviour.raw(200, "text/html", "<html><body>Welcome to the wifi</body></html>"),
                Behaviour.raw(200, "application/json", "{\"answer\":\"of another schema\"}"),
                Behaviour.raw(200, "application/json", "{\"choices\":\"none\"}"),
                Behaviour.raw(200, "application/json", "{\"choices\":[]}"),
                Behaviour.raw(200, "application/json", "{\"choices\":[{\"message\":{\"content\":42}}]}"),
                Behaviour.raw(200, "application/json", "{\"choices\":[{\"message\":{\"content\":null}}]}"),
                Behaviour.raw(200, "application/json", "[".repeat(100_000)),
                Behaviour.raw(200, "application/json", "null"),
                Behaviour.raw(200, "application/json", "\u0000\u0000\u0000"),
                Behaviour.raw(200, "application/json", ""),
                Behaviour.says(" \n\u0000\t "));
    }

    @ParameterizedTest
    @MethodSource("garbage")
    void tells_garbage_from_a_description(Behaviour garbage) {
        stub.otherwise(garbage);

        Outcome outcome = asking.ask(PICTURE);

        assertThat(reason(outcome)).isEqualTo("The answer of the model could not be read");
        assertThat(wait(outcome)).isNull();
        assertThat(outcome.calls()).singleElement().extracting(AiCall::succeeded).isEqualTo(false);
    }

    @Test
    void cleans_what_the_model_says() {
        stub.next(Behaviour.raw(200, "application/json",
                "{\"choices\":[{\"message\":{\"content\":\"half \\ud83d of a cat\"}}]}"),
                Behaviour.says("One\u0000 two\u001b[31m\r\nthree\u0085\tfour"),
                Behaviour.says("x".repeat(4999) + "\uD83D\uDC08end"));

        assertThat(((Described) asking.ask(PICTURE)).text()).isEqualTo("half  of a cat");
        assertThat(((Described) asking.ask(PICTURE)).text()).isEqualTo("One two[31m\nthree\tfour");
        assertThat(((Described) asking.ask(PICTURE)).text()).isEqualTo("x".repeat(4999));
    }

    @Test
    void takes_a_refusal_of_the_model_for_final() {
        stub.next(Behaviour.raw(200, "application/json",
                "{\"choices\":[{\"message\":{\"content\":null,\"refusal\":\"I cannot help\"}}]}"));

        assertThat(asking.ask(PICTURE)).isInstanceOf(Refused.class);
    }

    @Test
    void takes_no_empty_word_for_a_refusal() {
        stub.next(Behaviour.raw(200, "application/json",
                "{\"choices\":[{\"message\":{\"content\":\"A cat sits here.\",\"refusal\":\"\"}}]}"));

        assertThat(asking.ask(PICTURE)).isInstanceOf(Described.class);
    }

    @ParameterizedTest
    @ValueSource(ints = { 400, 413, 415, 422 })
    void takes_a_rejected_question_for_final(int status) {
        stub.otherwise(Behaviour.fails(status, "invalid_image"));

        Outcome outcome = asking.ask(PICTURE);

        assertThat(outcome).isInstanceOf(Refused.class);
        assertThat(reason(outcome)).isEqualTo("The provider rejects the question (" + status + " invalid_image)");
        assertThat(stub.received()).hasSize(1);
    }

    @Test
    void waits_for_a_person_when_the_address_or_the_model_is_not_there() {
        stub.otherwise(Behaviour.fails(404, "model_not_found"));

        Outcome outcome = asking.ask(PICTURE);

        assertThat(reason(outcome)).isEqualTo("The provider does not know the address or the model (404 model_not_found)");
        assertThat(wait(outcome)).isEqualTo(Duration.ofMinutes(10));
        assertThat(stub.received()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = { 408, 429, 500, 502, 503, 504, 529 })
    void asks_later_when_the_provider_is_in_trouble(int status) {
        assertThat(waitAfter(Behaviour.fails(status, "overloaded"))).isNull();
        assertThat(waitAfter(asked(status, "17"))).isEqualTo(Duration.ofSeconds(17));
        assertThat(waitAfter(asked(status, httpDate(Duration.ofMinutes(2))))).isBetween(Duration.ofSeconds(110),
                Duration.ofSeconds(121));
        assertThat(waitAfter(asked(status, httpDate(Duration.ofMinutes(-2))))).isZero();
        assertThat(waitAfter(asked(status, "soon"))).isNull();
        assertThat(waitAfter(asked(status, "999999999"))).isEqualTo(Duration.ofDays(1));
    }

    private static Behaviour asked(int status, String retryAfter) {
        return Behaviour.fails(status, "overloaded").header("Retry-After", retryAfter);
    }

    /** Each time at a new address, or the provider would be left alone before long. */
    private Duration waitAfter(Behaviour behaviour) {
        stub.reset();
        asking.configure(stub.url(), Asking.KEY);
        stub.otherwise(behaviour);
        return wait(asking.ask(PICTURE));
    }

    @Test
    void waits_an_hour_when_the_quota_is_used_up() {
        stub.otherwise(Behaviour.fails(429, "insufficient_quota").header("Retry-After", "1"));

        Outcome outcome = asking.ask(PICTURE);

        assertThat(reason(outcome)).isEqualTo("The quota at the provider is used up (429 insufficient_quota)");
        assertThat(wait(outcome)).isEqualTo(Duration.ofHours(1));
        assertThat(stub.received()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = { 401, 403 })
    void waits_for_a_person_when_the_key_is_not_accepted(int status) {
        stub.otherwise(Behaviour.fails(status, "invalid_api_key"));

        Outcome outcome = asking.ask(PICTURE);

        assertThat(reason(outcome)).isEqualTo("The provider does not accept the API key (" + status + " invalid_api_key)");
        assertThat(wait(outcome)).isEqualTo(Duration.ofMinutes(10));
        assertThat(stub.received()).hasSize(1);
    }

    @Test
    void follows_no_redirect() {
        stub.otherwise(Behaviour.raw(307, "text/plain", "").header("Location", stub.url() + "/chat/completions"));

        assertThat(wait(asking.ask(PICTURE))).isEqualTo(Duration.ofMinutes(10));
        assertThat(stub.received()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = { 200, 302, 400, 401, 418, 429, 500 })
    void repeats_nothing_of_a_foreign_answer_in_a_reason(int status) {
        for (String code : List.of(Asking.KEY, "secret_key", "<script>", "a".repeat(500), "No such key " + Asking.KEY)) {
            asking.configure(stub.url(), code.equals("secret_key") ? "secret_key" : Asking.KEY);
            stub.otherwise(Behaviour.fails(status, code));

            String reason = reason(asking.ask(PICTURE));

            assertThat(reason).hasSizeLessThanOrEqualTo(200).doesNotContain(Asking.KEY, "secret_key", "script", "aaaa",
                    "Stubbed");
        }
    }

    private String httpDate(Duration fromNow) {
        return DateTimeFormatter.RFC_1123_DATE_TIME.format(clock.instant().plus(fromNow).atZone(ZoneOffset.UTC));
    }

    private static Duration wait(Outcome outcome) {
        return ((RetryLater) outcome).after();
    }

    private static String reason(Outcome outcome) {
        return outcome instanceof Refused refused ? refused.reason() : ((RetryLater) outcome).reason();
    }
}
