package io.vigil.camera;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.vigil.ai.Provider;

/** A camera names providers as {@code ai} does, which it does not know. */
class AiProviderTest {

    private final ObjectMapper json = new ObjectMapper();

    @Test
    void has_the_words_of_all_providers_and_no_others() {
        assertThat(Arrays.stream(AiProvider.values()).map(provider -> json.valueToTree(provider).textValue()))
                .containsExactlyElementsOf(Arrays.stream(Provider.values()).map(Provider::word).toList());
    }
}
