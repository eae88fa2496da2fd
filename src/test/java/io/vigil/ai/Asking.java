package io.vigil.ai;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import jakarta.inject.Singleton;

import io.vigil.settings.Settings;

/** Asks the service, of providers that the test configures. */
@Singleton
class Asking {

    static final String KEY = "sk-test_0123456789abcdef";

    private final AiService ai;
    private final Settings settings;

    Asking(AiService ai, Settings settings) {
        this.ai = ai;
        this.settings = settings;
    }

    /** OpenAI only. Null sets back to the default. */
    void configure(String url, String key) {
        configure(Provider.OPENAI, url, key);
    }

    /** One provider, beside those that are configured. Null sets back to the default. */
    void configure(Provider provider, String url, String key) {
        Map<String, Object> values = new HashMap<>();
        values.put("ai_base_url_" + provider.word(), url);
        values.put("ai_api_key_" + provider.word(), key);
        settings.change(values);
    }

    /** These and no others, in this order, at the stub. */
    void configureOnly(VisionStub stub, Provider... providers) {
        for (Provider provider : Provider.values()) {
            boolean wanted = List.of(providers).contains(provider);
            configure(provider, wanted ? stub.url(provider) : null, wanted ? key(provider) : null);
        }
        settings.change(Map.of("ai_provider_order",
                List.of(providers).stream().map(provider -> '"' + provider.vendor() + '"').toList().toString()));
    }

    /** What {@link #configureOnly} gives that provider. */
    static String key(Provider provider) {
        return "key-of-" + provider.word() + "-0123";
    }

    Outcome ask(byte[]... pictures) {
        return ai.describe(question(null, pictures)).await().indefinitely();
    }

    CompletableFuture<Outcome> begin(byte[] picture, Duration deadline) {
        return ai.describe(question(deadline, picture)).subscribeAsCompletionStage();
    }

    static Question question(byte[] picture, Duration deadline) {
        return question(deadline, picture);
    }

    static Question question(Duration deadline, byte[]... pictures) {
        return new Question(
                List.of(pictures).stream().map(picture -> new Question.Picture(picture, "image/jpeg")).toList(), null,
                "Front \"door\"", "person", Instant.parse("2026-03-01T18:30:00Z"), null, null, deadline);
    }
}
