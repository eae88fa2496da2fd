package io.vigil.ai;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.ai.Outcome.Described;
import io.vigil.ai.VisionStub.Behaviour;
import io.vigil.ai.VisionStub.Received;
import io.vigil.settings.Settings;
import io.vigil.testsupport.Samples;

/** What the household sets of its models is what they are asked, and by whom. */
@QuarkusTest
class ModelSettingsTest {

    private static final byte[] PICTURE = Samples.picture("driveway-car.jpg");
    private static VisionStub stub;

    @Inject
    Asking asking;

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
    void forgetWhatCame() {
        stub.reset();
        stub.otherwise(Behaviour.says("A car stands in the drive."));
    }

    @AfterEach
    void leaveNothingConfigured() {
        asking.configureOnly(stub);
    }

    @ParameterizedTest
    @EnumSource
    void a_provider_is_asked_for_the_model_that_is_set(Provider provider) {
        asking.configureOnly(stub, provider);
        settings.change(Map.of("ai_model_" + provider.word(), "eyes-2"));

        Described described = (Described) asking.ask(PICTURE);

        assertThat(described.model()).isEqualTo("eyes-2");
        assertThat(stub.received()).singleElement().extracting(Received::model).isEqualTo("eyes-2");
    }

    @Test
    void several_pictures_have_a_question_of_their_own() {
        asking.configureOnly(stub, Provider.OPENAI);
        settings.change(Map.of("description_prompt", "What is it?", "multi_frame_description_prompt", "What goes on?"));

        asking.ask(PICTURE);
        asking.ask(PICTURE, Samples.picture("car-white.jpg"));

        assertThat(stub.received()).extracting(received -> received.prompt().lines().findFirst().orElseThrow())
                .containsExactly("What is it?", "What goes on?");
    }

    @ParameterizedTest
    @CsvSource({ "gpt-4o-mini, gemini-flash, OPENAI, GEMINI", "gemini-flash, claude-3-haiku, GEMINI, CLAUDE",
            "claude-3-haiku, gpt-4o-mini, CLAUDE, OPENAI", "claude-3-haiku, , CLAUDE, OPENAI" })
    void without_an_order_the_primary_model_comes_first_and_the_fallback_next(String primary, String fallback, Provider first,
            Provider second) {
        asking.configureOnly(stub, Provider.values());
        Map<String, Object> values = new HashMap<>();
        values.put("ai_provider_order", null);
        values.put("primary_model", primary);
        values.put("fallback_model", fallback);
        settings.change(values);
        stub.provider(first, Behaviour.fails(400, "invalid_argument"));

        asking.ask(PICTURE);

        assertThat(stub.received()).extracting(Received::provider).containsExactly(first, second);
    }

    @Test
    void an_order_says_more_than_a_primary_model() {
        asking.configureOnly(stub, Provider.GEMINI, Provider.OPENAI);
        settings.change(Map.of("primary_model", "gpt-4o-mini"));

        asking.ask(PICTURE);

        assertThat(stub.received()).extracting(Received::provider).containsExactly(Provider.GEMINI);
    }

    @Test
    void the_key_of_the_primary_model_is_shown_to_its_provider_alone_where_that_has_none_of_its_own() {
        asking.configureOnly(stub);
        asking.configure(Provider.CLAUDE, stub.url(Provider.CLAUDE), null);
        asking.configure(Provider.OPENAI, stub.url(Provider.OPENAI), null);
        settings.change(Map.of("primary_model", "claude-3-haiku", "primary_api_key", "primary-key-0123",
                "ai_provider_order", "[\"anthropic\",\"openai\"]"));
        stub.provider(Provider.CLAUDE, Behaviour.fails(400, "invalid_argument"));

        asking.ask(PICTURE);
        asking.configure(Provider.CLAUDE, stub.url(Provider.CLAUDE), "own-key-0123");
        asking.ask(PICTURE);

        assertThat(stub.received()).filteredOn(received -> received.provider() == Provider.CLAUDE)
                .extracting(Received::key).isEqualTo(List.of("primary-key-0123", "own-key-0123"));
        assertThat(stub.received()).filteredOn(received -> received.provider() == Provider.OPENAI)
                .extracting(Received::key).containsOnlyNulls();
    }
}
