package io.vigil.ai;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import jakarta.inject.Singleton;

import com.fasterxml.jackson.databind.JsonNode;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vigil.ai.internal.AiClient;
import io.vigil.ai.internal.AiClient.Request;
import io.vigil.ai.internal.ProviderSettings;
import io.vigil.ai.internal.ProviderSettings.Endpoint;
import io.vigil.ai.internal.WireFormat;
import io.vigil.session.SessionContext;

/** Which providers there are, in which order they are asked, and whether a key is good. */
@Singleton
public class AiProviders {

    private static final Duration TEST_DEADLINE = Duration.ofSeconds(10);

    private final ProviderSettings settings;
    private final AiClient http;

    AiProviders(ProviderSettings settings, AiClient http) {
        this.settings = settings;
        this.http = http;
    }

    /**
     * What came of trying a key.
     *
     * @param message for a person, without anything that came over the wire
     */
    public record KeyTest(boolean valid, String message) {
    }

    /** All of them, in the order in which they are asked. For worker threads. */
    public List<Provider> inOrder() {
        return settings.order();
    }

    /** Whether the household has set it up. For worker threads. */
    public boolean isConfigured(Provider provider) {
        return settings.endpoint(provider).configured();
    }

    /**
     * Shows the key to the provider at its configured address, with a request that costs nothing. Call it on a worker thread
     * outside any session; no thread waits for the answer.
     */
    public Uni<KeyTest> test(Provider provider, String key) {
        SessionContext.requireNone("ai.test-key");
        Endpoint endpoint = settings.endpoint(provider).with(key.strip());
        Optional<String> unusable = endpoint.unusable();
        if (unusable.isPresent()) {
            return Uni.createFrom().item(new KeyTest(false, unusable.get()));
        }
        WireFormat wire = WireFormat.of(provider);
        Request request = new Request(HttpMethod.GET, wire.modelsAt(endpoint), wire.headers(endpoint.key()), null);
        Future<KeyTest> test = http.send(request, TEST_DEADLINE)
                .transform(sent -> Future.succeededFuture(sent.succeeded() ? judged(sent.result())
                        : new KeyTest(false, "The provider could not be reached")));
        return Uni.createFrom().completionStage(test.toCompletionStage());
    }

    private static KeyTest judged(AiClient.Answer answer) {
        int status = answer.status();
        if (status / 100 == 2) {
            JsonNode body = AiClient.json(answer.body());
            // A page that asks for a login in between answers well too.
            return body.path("data").isArray() || body.path("models").isArray()
                    ? new KeyTest(true, "The provider accepts the key")
                    : new KeyTest(false, "What is at the configured address does not answer as the provider does");
        }
        // Google answers 400 to a key that it does not know.
        return new KeyTest(false, switch (status) {
            case 400, 401, 403 -> "The provider does not accept the key (" + status + ")";
            case 404 -> "There is no such provider at the configured address (404)";
            default -> "The provider could not check the key (" + status + ")";
        });
    }
}
