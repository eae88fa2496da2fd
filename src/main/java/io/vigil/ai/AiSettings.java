package io.vigil.ai;

import java.util.Optional;

import jakarta.inject.Singleton;

/** Reads the household's settings of the providers. */
@Singleton
class AiSettings {

    AiSettings() {
    }

    OpenAiSettings openAi() {
        return new OpenAiSettings(OpenAiSettings.DEFAULT_BASE_URL, "gpt-4o-mini", Optional.empty(), "Describe the picture.");
    }
}
