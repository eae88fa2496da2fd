package io.vigil.ai.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.vigil.ai.Description;

class StructuredAnswerTest {

    private static final String OBJECT = "{\"description\":\"A man walks by.\",\"objects\":[\"person\"],\"confidence\":80}";

    @ParameterizedTest
    @ValueSource(strings = { OBJECT, "  " + OBJECT + "\n", "```json\n" + OBJECT + "\n```", "```\n" + OBJECT + "```",
            " ``` json \r\n\n " + OBJECT + " \n\n``` \n", "```json " + OBJECT + "```",
            "Here it is:\n" + OBJECT + "\nDone." })
    void reads_the_object_wherever_a_model_puts_it(String said) {
        assertThat(StructuredAnswer.read(said, false))
                .contains(new Description("A man walks by.", List.of("person"), 80, false, null, null));
    }

    @ParameterizedTest
    @ValueSource(strings = { "{\"description\":\"A man wal", "{\"description\":\"A man walks by.\",\"objects\":[\"per",
            "{", "{}", "{\"description\":7}", "{\"description\":\" \"}", OBJECT + OBJECT, "{\"text\":\"A man walks by.\"}",
            "Here it is: {\"description\":\"A man wal", "", " \n", "\u0000" })
    void takes_a_damaged_object_for_no_answer(String said) {
        assertThat(StructuredAnswer.read(said, false)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "-1", "101", "80.5", "0.8", "\"80\"", "null", "true", "1e30" })
    void knows_no_confidence_that_is_no_whole_number_up_to_a_hundred(String confidence) {
        assertThat(StructuredAnswer.read(OBJECT.replace("80", confidence), false)).hasValueSatisfying(description -> {
            assertThat(description.confidence()).isNull();
            assertThat(description.lowConfidence()).isFalse();
            assertThat(description.objects()).containsExactly("person");
        });
    }

    @Test
    void reads_a_megabyte_of_nothing_in_no_time() {
        String nothing = "\n".repeat(1 << 20);

        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            assertThat(StructuredAnswer.read("```json" + nothing + "```", false)).isEmpty();
            assertThat(StructuredAnswer.read("```json" + nothing + OBJECT + nothing + "```", false)).isPresent();
            assertThat(StructuredAnswer.read(nothing + "```" + nothing + "x", false)).isPresent();
            assertThat(StructuredAnswer.read("```json" + nothing, false)).isPresent();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = { "```", "``````", "```\n```", "```json\n```", "```json\n\n```", "`````", "\n```\n" })
    void survives_a_fence_around_nothing(String said) {
        assertThatCode(() -> StructuredAnswer.read(said, false)).doesNotThrowAnyException();
    }

    @Test
    void knows_no_objects_that_are_no_list_of_words() {
        assertThat(StructuredAnswer.read(OBJECT.replace("[\"person\"]", "\"person\""), false).orElseThrow().objects())
                .isEmpty();
        assertThat(
                StructuredAnswer.read(OBJECT.replace("[\"person\"]", "[7,null,{\"a\":1},\" SUV \",\"car\",\"Ladder\"]"), false)
                        .orElseThrow().objects())
                .containsExactly("vehicle", "ladder");
    }

    @Test
    void keeps_only_whole_sentences_of_a_text_that_was_cut_off() {
        assertThat(StructuredAnswer.read("A man walks by the house. He carr", true).orElseThrow().text())
                .isEqualTo("A man walks by the house.");
        assertThat(StructuredAnswer.read("A man walks by the hou", true)).isEmpty();
    }
}
