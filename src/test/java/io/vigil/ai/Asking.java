package io.vigil.ai;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import jakarta.inject.Singleton;

import io.vigil.settings.Settings;

/** Asks the service, of a provider that the test configures. */
@Singleton
class Asking {

    static final String KEY = "sk-test_0123456789abcdef";

    private final AiService ai;
    private final Settings settings;

    Asking(AiService ai, Settings settings) {
        this.ai = ai;
        this.settings = settings;
    }

    /** Null sets back to the default. */
    void configure(String url, String key) {
        Map<String, Object> values = new HashMap<>();
        values.put("ai_base_url_openai", url);
        values.put("ai_api_key_openai", key);
        settings.change(values);
    }

    Outcome ask(byte[] picture) {
        return begin(picture, null).join();
    }

    CompletableFuture<Outcome> begin(byte[] picture, Duration deadline) {
        return ai.describe(question(picture, deadline)).subscribeAsCompletionStage();
    }

    static Question question(byte[] picture, Duration deadline) {
        return new Question(picture, "image/jpeg", "Front \"door\"", "person", Instant.parse("2026-03-01T18:30:00Z"), deadline);
    }
}
