package io.vigil.ai;

import java.time.Duration;
import java.util.List;

import jakarta.inject.Singleton;

import io.quarkus.arc.All;
import io.smallrye.mutiny.Uni;

/** Describes pictures by the configured vision model. */
@Singleton
public class AiService {

    private final List<VisionProvider> providers;
    private final AiConfig config;

    AiService(@All List<VisionProvider> providers, AiConfig config) {
        this.providers = providers;
        this.config = config;
    }

    /**
     * Asks what the picture shows. Call it on a worker thread outside any session; it returns at once, the question is on its
     * way then, and no thread waits for the answer. The outcome arrives on an event loop within the deadline; a failure is an
     * {@link Outcome} too.
     *
     * @throws io.vigil.session.SessionException.HeldDuringOutgoingCall if a session is open on this thread
     */
    public Uni<Outcome> describe(Question question) {
        for (VisionProvider provider : providers) {
            if (provider.configured()) {
                return provider.describe(question, deadlineOf(question));
            }
        }
        return Uni.createFrom().item(new Outcome.NotConfigured());
    }

    /** Whether there is anybody to ask, as the settings are now. */
    public boolean isConfigured() {
        return providers.stream().anyMatch(VisionProvider::configured);
    }

    private Duration deadlineOf(Question question) {
        Duration asked = question.deadline();
        return asked == null || asked.compareTo(config.deadline()) > 0 ? config.deadline() : asked;
    }
}
