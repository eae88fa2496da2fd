package io.vigil.ai.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.vigil.ai.internal.WireFormat.Said;

/** What is kept of a text that ends where the model had to stop. */
class ProseTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            A courier rang at the door! Then somebody    | A courier rang at the door!
            Who was it at 14.30 in the end? It was 2.5 m | Who was it at 14.30 in the end?
            It was a quiet day at home. Only at 23.15    | It was a quiet day at home.
            "There is nobody at the door." After that    | "There is nobody at the door."
            Somebody comes and waits… and then the       | Somebody comes and waits…
            玄関に人が来ました。荷物を置いて                 | 玄関に人が来ました。
            एक आदमी दरवाज़े पर आया था। फिर वह                | एक आदमी दरवाज़े पर आया था।
            The day began at 7.30 with somebody who ra   | The day began at 7.30 with somebody who…
            玄関に人が来                                  | 玄関に人が…
            """)
    void a_text_that_was_cut_off_ends_with_its_last_sentence_or_word(String said, String kept) {
        assertThat(Prose.read(new Said(said, false, true, 1, 1))).contains(kept);
    }

    @Test
    void a_text_that_is_whole_stays_as_it_is() {
        String text = "Nothing much happened, and a fox passed at 2.5 km/h";

        assertThat(Prose.read(new Said(text, false, false, 1, 1))).contains(text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            The day beg
            A
            {"summary": "It was a day like any other
            """)
    void too_little_is_no_text(String said) {
        assertThat(Prose.read(new Said(said, false, true, 1, 1))).isEmpty();
    }
}
