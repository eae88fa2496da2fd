package io.vigil.ai;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;

import jakarta.inject.Singleton;

import io.smallrye.mutiny.Uni;
import io.vigil.ai.internal.Chain;
import io.vigil.ai.internal.Chain.Answered;
import io.vigil.ai.internal.Chain.Ended;
import io.vigil.ai.internal.Chain.Unanswered;
import io.vigil.ai.internal.ProviderSettings;
import io.vigil.ai.internal.ProviderSettings.Endpoint;
import io.vigil.ai.internal.StructuredAnswer;
import io.vigil.ai.internal.WireFormat.Asked;
import io.vigil.session.SessionContext;

/** Describes pictures by the configured vision models: asks one after the other until one answers. */
@Singleton
public class AiService {

    private final ProviderSettings settings;
    private final Prompt prompt;
    private final Chain chain;
    private final AiConfig config;

    AiService(ProviderSettings settings, Prompt prompt, Chain chain, AiConfig config) {
        this.settings = settings;
        this.prompt = prompt;
        this.chain = chain;
        this.config = config;
    }

    /**
     * Asks what the pictures show. Call it on a worker thread outside any session; it returns at once, the question is on its
     * way then, and no thread waits for the answer. Watching the answer twice does not ask twice. The outcome arrives on an
     * event loop within the deadline; a failure is an {@link Outcome} too.
     *
     * @throws io.vigil.session.SessionException.HeldDuringOutgoingCall if a session is open on this thread
     */
    public Uni<Outcome> describe(Question question) {
        SessionContext.requireNone("ai.vision");
        List<Endpoint> endpoints = settings.chain(question.provider());
        if (endpoints.isEmpty()) {
            return Uni.createFrom().item(new Outcome.NotConfigured());
        }
        Asked asked = new Asked(prompt.about(question), question.pictures());
        return Uni.createFrom().completionStage(chain.ask(asked, StructuredAnswer.DESCRIBED, endpoints, deadlineOf(question))
                .map(AiService::outcome).toCompletionStage());
    }

    private static Outcome outcome(Ended<Description> ended) {
        if (ended instanceof Answered<Description> good) {
            return new Outcome.Described(good.answer(), good.provider(), good.model(), good.fallbackReason(), good.calls());
        }
        Unanswered<Description> bad = (Unanswered<Description>) ended;
        return bad.isFinal() ? new Outcome.Refused(bad.reason(), bad.calls())
                : new Outcome.RetryLater(bad.reason(), bad.after(), bad.calls());
    }

    /**
     * The most that describing this may cost in USD, if every provider in turn answers at its longest and only the last answer
     * is of use; for reserving it before. Zero when nobody is configured who wants money. For worker threads.
     */
    public BigDecimal estimate(Question question) {
        Asked asked = new Asked(prompt.about(question), question.pictures());
        return settings.chain(question.provider()).stream().map(endpoint -> chain.most(asked, endpoint))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** Whether there is anybody to ask, as the settings are now. */
    public boolean isConfigured() {
        return !settings.chain(null).isEmpty();
    }

    private Duration deadlineOf(Question question) {
        Duration asked = question.deadline();
        return asked == null || asked.compareTo(config.deadline()) > 0 ? config.deadline() : asked;
    }
}
