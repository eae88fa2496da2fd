package io.vigil.ai;

import java.util.Optional;

import jakarta.inject.Singleton;

import io.vigil.settings.SettingKey;
import io.vigil.settings.Settings;

/** The household's settings of the providers, as they are now. */
@Singleton
class AiSettings {

    private final Settings settings;

    AiSettings(Settings settings) {
        this.settings = settings;
    }

    OpenAiSettings openAi() {
        String prompt = settings.get(SettingKey.DESCRIPTION_PROMPT) + "\nAnswer in " + settings.get(SettingKey.LANGUAGE) + ".";
        return new OpenAiSettings(settings.get(SettingKey.AI_BASE_URL_OPENAI), settings.get(SettingKey.AI_MODEL_OPENAI),
                Optional.of(settings.get(SettingKey.AI_API_KEY_OPENAI).strip()).filter(key -> !key.isEmpty()), prompt);
    }
}
