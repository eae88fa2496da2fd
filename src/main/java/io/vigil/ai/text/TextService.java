package io.vigil.ai.text;

import java.math.BigDecimal;
import java.util.List;

import jakarta.inject.Singleton;

import io.smallrye.mutiny.Uni;
import io.vigil.ai.internal.Chain;
import io.vigil.ai.internal.Chain.Answered;
import io.vigil.ai.internal.Chain.Ended;
import io.vigil.ai.internal.Chain.Unanswered;
import io.vigil.ai.internal.ProviderSettings;
import io.vigil.ai.internal.ProviderSettings.Endpoint;
import io.vigil.ai.internal.WireFormat.Asked;
import io.vigil.session.SessionContext;

/** Has texts written by the configured models: asks one provider after the other, in the household's order. */
@Singleton
public class TextService {

    private final ProviderSettings settings;
    private final Chain chain;

    TextService(ProviderSettings settings, Chain chain) {
        this.settings = settings;
        this.chain = chain;
    }

    /**
     * Asks for a text. Call it on a worker thread outside any session; it returns at once, the question is on its way then, and
     * no thread waits for the answer. The outcome arrives on an event loop within the deadline; a failure is a {@link Written}
     * too.
     *
     * @throws io.vigil.session.SessionException.HeldDuringOutgoingCall if a session is open on this thread
     */
    public Uni<Written> write(TextQuestion question) {
        SessionContext.requireNone("ai.text");
        List<Endpoint> endpoints = settings.chain(null);
        if (endpoints.isEmpty()) {
            return Uni.createFrom().item(new Written.NotConfigured());
        }
        return Uni.createFrom().completionStage(chain.ask(asked(question), Prose.WRITTEN, endpoints, question.deadline())
                .map(TextService::written).toCompletionStage());
    }

    /**
     * The most that it may cost in USD, if every provider in turn answers at its longest; for reserving it before. Zero when
     * nobody is configured who wants money. For worker threads.
     */
    public BigDecimal estimate(TextQuestion question) {
        Asked asked = asked(question);
        return settings.chain(null).stream().map(endpoint -> chain.most(asked, endpoint))
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** Whether there is anybody to ask, as the settings are now. For worker threads. */
    public boolean isConfigured() {
        return !settings.chain(null).isEmpty();
    }

    private static Asked asked(TextQuestion question) {
        return new Asked(question.prompt(), List.of());
    }

    private static Written written(Ended<String> ended) {
        if (ended instanceof Answered<String> good) {
            return new Written.Text(good.answer(), good.provider(), good.model(), good.fallbackReason(), good.calls());
        }
        Unanswered<String> bad = (Unanswered<String>) ended;
        return new Written.Unwritten(bad.isFinal(), bad.reason(), bad.after(), bad.calls());
    }
}
