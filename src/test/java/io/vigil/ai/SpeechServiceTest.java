package io.vigil.ai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.ai.SpeechStub.Received;
import io.vigil.ai.Transcript.Heard;
import io.vigil.ai.Transcript.NoWords;
import io.vigil.ai.Transcript.NotConfigured;
import io.vigil.ai.Transcript.Refused;
import io.vigil.ai.Transcript.RetryLater;
import io.vigil.ai.VisionStub.Behaviour;
import io.vigil.session.SessionContext;
import io.vigil.session.SessionException;
import io.vigil.settings.Settings;
import io.vigil.testsupport.MovableClock;
import io.vigil.testsupport.Samples;

@QuarkusTest
class SpeechServiceTest {

    private static final byte[] WAV = new byte[300_000];
    private SpeechStub stub;

    @Inject
    SpeechService speech;

    @Inject
    Settings settings;

    @BeforeEach
    void startStub() {
        new Random(3).nextBytes(WAV);
        stub = SpeechStub.start();
    }

    @AfterEach
    void stopStub() {
        stub.close();
        configure(null, null);
        settings.change(nothing("ai_base_url_openai", "ai_api_key_openai"));
    }

    @Test
    void sends_the_very_sound_and_answers_what_is_said() {
        configure(stub.url(), "speech-key");
        stub.does(SpeechStub.says("  Hello,\u0000 is \u202Eanybody there?\n"));

        Heard heard = (Heard) listen();

        assertThat(heard.text()).isEqualTo("Hello, is anybody there?");
        assertThat(stub.received()).containsExactly(
                new Received(Samples.sha256(WAV), "sound.wav", "audio/wav", "whisper-1", "Bearer speech-key"));
        assertThat(heard.calls()).singleElement().satisfies(call -> {
            assertThat(call.provider()).isEqualTo("whisper");
            assertThat(call.kind()).isEqualTo(AiCall.Kind.SPEECH);
            assertThat(call.cost()).isZero();
            assertThat(call.succeeded()).isTrue();
        });
    }

    @Test
    void books_each_second_at_the_vendor_s_price() {
        configure(stub.vendorUrl(), "speech-key");

        Heard heard = (Heard) listen();

        assertThat(heard.calls().get(0).cost()).isEqualByComparingTo("0.001");
        assertThat(speech.estimate(Duration.ofMillis(9500))).isEqualByComparingTo("0.001");
        assertThat(speech.estimate(Duration.ofMinutes(1))).isEqualByComparingTo("0.006");
    }

    @Test
    void knows_the_vendor_however_its_host_is_written() {
        configure(stub.vendorUrl().replace("localhost", "LocalHost"), "speech-key");

        assertThat(listen().calls().get(0).cost()).isEqualByComparingTo("0.001");
    }

    @ParameterizedTest
    @MethodSource("unread")
    void books_a_sound_that_was_sent_whatever_became_of_the_answer(Behaviour unread) {
        configure(stub.vendorUrl(), "speech-key");
        stub.does(unread);

        assertThat(listen().calls()).singleElement().satisfies(call -> {
            assertThat(call.cost()).isEqualByComparingTo("0.001");
            assertThat(call.succeeded()).isFalse();
        });
    }

    static Stream<Behaviour> unread() {
        return Stream.of(Behaviour.hangs(), Behaviour.raw(200, "application/json", "x".repeat(10 << 20)),
                Behaviour.raw(200, "text/html", "<html>"));
    }

    @Test
    void knows_no_call_where_nobody_listens_and_no_cost_of_an_error() {
        configure("http://localhost:1/v1", "speech-key");
        assertThat(listen().calls()).isEmpty();

        configure(stub.vendorUrl(), "speech-key");
        stub.does(Behaviour.raw(500, "application/json", "{}"));
        assertThat(listen().calls()).singleElement().satisfies(call -> assertThat(call.cost()).isZero());
    }

    @Test
    void sends_nothing_while_nothing_is_configured() {
        assertThat(speech.isConfigured()).isFalse();
        assertThat(speech.estimate(Duration.ofMinutes(1))).isEqualTo(BigDecimal.ZERO);
        assertThat(listen()).isEqualTo(new NotConfigured());
    }

    @Test
    void shows_the_key_of_openai_at_the_same_host_and_nowhere_else() {
        settings.change(Map.of("ai_api_key_openai", "openai-key", "ai_base_url_openai", stub.url()));
        configure(stub.url(), null);
        listen();
        settings.change(Map.of("ai_base_url_openai", "http://127.0.0.2:1/v1"));
        listen();

        settings.change(Map.of("ai_base_url_openai", stub.url().replace("http:", "https:")));
        listen();
        settings.change(Map.of("ai_base_url_openai", stub.url().replace("http:", "HTTP:")));
        listen();

        assertThat(stub.received()).extracting(Received::authorization).containsExactly("Bearer openai-key", null, null,
                "Bearer openai-key");
    }

    @Test
    void asks_for_the_model_that_is_set() {
        configure(stub.url(), "speech-key");
        settings.change(Map.of("ai_model_speech", "ears-2"));

        listen();

        assertThat(stub.received()).singleElement().extracting(Received::model).isEqualTo("ears-2");
    }

    @Test
    void tells_silence_from_words() {
        configure(stub.url(), null);
        stub.does(SpeechStub.says(" \n "));

        Transcript transcript = listen();

        assertThat(transcript).isInstanceOf(NoWords.class);
        assertThat(transcript.calls()).hasSize(1);
    }

    static Stream<Behaviour> troubles() {
        return Stream.of(Behaviour.raw(500, "text/html", "<html>"), Behaviour.raw(429, "application/json", "{}"),
                Behaviour.raw(200, "text/html", "<html>"), Behaviour.raw(200, "application/json", "{\"text\":\"Hel"),
                Behaviour.raw(200, "application/json", "{\"text\":7}"), Behaviour.raw(401, "application/json", "{}"),
                Behaviour.raw(200, "application/json", "x".repeat(10 << 20)), Behaviour.hangs());
    }

    @ParameterizedTest
    @MethodSource("troubles")
    void tries_later_when_the_service_is_in_trouble_and_leaves_it_alone_in_the_end(Behaviour trouble) {
        configure(stub.url(), null);
        stub.does(trouble);
        for (int i = 0; i < 5; i++) {
            Transcript transcript = listen();
            assertThat(transcript).isInstanceOf(RetryLater.class);
            assertThat(transcript.calls()).singleElement().extracting(AiCall::succeeded).isEqualTo(false);
        }

        assertThat(listen()).isInstanceOfSatisfying(RetryLater.class, later -> assertThat(later.calls()).isEmpty());
        assertThat(stub.received()).hasSize(5);
        stub.does(SpeechStub.says("Back."));
        MovableClock.forward(Duration.ofMinutes(1));
        assertThat(listen()).isInstanceOf(Heard.class);
    }

    @ParameterizedTest
    @ValueSource(ints = { 400, 413, 415 })
    void takes_a_rejected_sound_for_final(int status) {
        configure(stub.url(), null);
        stub.does(Behaviour.raw(status, "application/json", "{}"));

        assertThat(listen()).isInstanceOf(Refused.class);
    }

    @Test
    void sends_no_sound_that_is_too_large_for_the_service() {
        configure(stub.url(), null);

        assertThat(speech.transcribe(new byte[25_000_001], Duration.ofHours(1), Duration.ofSeconds(5)).await().indefinitely())
                .isInstanceOf(Refused.class);
        assertThat(stub.received()).isEmpty();
    }

    @Test
    void refuses_to_be_called_inside_a_session() {
        assertThatThrownBy(() -> SessionContext.run("test.hold", () -> {
            speech.transcribe(WAV, Duration.ofSeconds(1), Duration.ofSeconds(1));
        })).isInstanceOf(SessionException.HeldDuringOutgoingCall.class).hasMessageContaining("ai.speech");
    }

    private Transcript listen() {
        return speech.transcribe(WAV, Duration.ofMillis(9500), Duration.ofMillis(800)).await().indefinitely();
    }

    private void configure(String url, String key) {
        Map<String, Object> values = nothing("ai_base_url_speech", "ai_api_key_speech");
        values.put("ai_base_url_speech", url);
        values.put("ai_api_key_speech", key);
        settings.change(values);
    }

    private static Map<String, Object> nothing(String... keys) {
        Map<String, Object> values = new HashMap<>();
        Arrays.stream(keys).forEach(key -> values.put(key, null));
        return values;
    }
}
