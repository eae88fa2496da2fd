package io.vigil.summary;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

import jakarta.inject.Singleton;

import org.hibernate.Session;
import org.jboss.logging.Logger;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vigil.ai.AiCall;
import io.vigil.ai.spending.Reservation;
import io.vigil.ai.spending.Spending;
import io.vigil.ai.text.TextQuestion;
import io.vigil.ai.text.TextService;
import io.vigil.ai.text.Written;
import io.vigil.event.digestible.DigestibleEvents;
import io.vigil.event.digestible.Told;
import io.vigil.session.SessionContext;
import io.vigil.session.SessionException;
import io.vigil.settings.Settings;
import io.vigil.summary.Draft.Basis;

/** Writes texts about what happened in a range of time, from the events' own descriptions. */
@Singleton
public class SummaryService {

    /** The reason of a text of figures that a model writes anew as soon as there is one. */
    public static final String NO_PROVIDER = "No AI provider is configured";

    private static final Logger LOG = Logger.getLogger(SummaryService.class);
    /** How long money is kept beyond the models' time, for booking what they cost. */
    private static final Duration GRACE = Duration.ofSeconds(30);
    private static final Duration BOOK_AGAIN = Duration.ofSeconds(1);
    private static final Duration LONGEST_BOOK_AGAIN = Duration.ofSeconds(5);
    private static final String NO_MONEY = "The cap on what models may cost is reached";

    private final TextService texts;
    private final SummaryPrompt prompt;
    private final Spending spending;
    private final SummaryConfig config;
    private final Settings settings;
    private final Clock clock;

    SummaryService(TextService texts, SummaryPrompt prompt, Spending spending, SummaryConfig config, Settings settings,
            Clock clock) {
        this.texts = texts;
        this.prompt = prompt;
        this.spending = spending;
        this.config = config;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Writes one. Call it on a worker thread outside any session; no thread waits while a model thinks. Models that do not
     * answer lead to a text of figures; the result fails only where the events cannot be read. It arrives on a worker thread,
     * with what it cost booked, or left to count as the most that it could cost where the database stays away meanwhile. Work
     * begins at once, and who watches no longer does not end it.
     *
     * @throws io.vigil.session.SessionException.HeldDuringOutgoingCall if a session is open on this thread
     */
    public Uni<Draft> draft(Wanted wanted) {
        SessionContext.requireNone("summary.draft");
        Executor workers = Infrastructure.getDefaultWorkerPool();
        CompletableFuture<Draft> draft = CompletableFuture.supplyAsync(() -> read(wanted), workers)
                .thenCompose(facts -> written(facts, workers));
        return Uni.createFrom().completionStage(draft.copy());
    }

    /** How many events there are now that a text of it would be about: one SELECT. */
    public static long count(Session db, Wanted wanted) {
        return DigestibleEvents.count(db, Facts.range(wanted));
    }

    private Facts read(Wanted wanted) {
        Keeping keeping = Keeping.of(settings, clock.instant());
        return SessionContext.session("summary.read-events").asReadOnly().rootOnly()
                .call(db -> Facts.read(db, wanted, keeping));
    }

    private CompletionStage<Draft> written(Facts facts, Executor workers) {
        if (facts.figures().events() <= 1) {
            return CompletableFuture.completedStage(plain(facts, null, List.of()));
        }
        if (!texts.isConfigured()) {
            return CompletableFuture.completedStage(plain(facts, NO_PROVIDER, List.of()));
        }
        String wish = prompt.wish();
        TextQuestion question = new TextQuestion(prompt.about(facts), config.deadline());
        Optional<Reservation> kept = spending.reserve(texts.estimate(question), UUID.randomUUID(),
                config.deadline().plus(GRACE));
        if (kept.isEmpty()) {
            return CompletableFuture.completedStage(plain(facts, NO_MONEY, List.of()));
        }
        boolean asked = false;
        try {
            CompletionStage<Written> coming = texts.write(question).subscribeAsCompletionStage();
            asked = true;
            return coming.thenCompose(written -> booked(written, kept.get(), workers))
                    .thenApplyAsync(written -> text(facts, wish, written), workers);
        } finally {
            if (!asked) {
                spending.release(kept.get());
            }
        }
    }

    /** The text is paid for: it is not lost because the database is away for a while. */
    private CompletionStage<Written> booked(Written written, Reservation kept, Executor workers) {
        return Uni.createFrom().item(() -> {
            SessionContext.session("summary.book").rootOnly()
                    .run(() -> spending.settle(kept, written.calls(), null, null, "summary"));
            return written;
        }).runSubscriptionOn(workers)
                .onFailure(SessionException::isDatabaseUnavailable).retry().withBackOff(BOOK_AGAIN, LONGEST_BOOK_AGAIN)
                .expireIn(GRACE.toMillis())
                .onFailure(SessionException::isDatabaseUnavailable).recoverWithItem(failure -> {
                    LOG.warnf("What a text cost could not be booked; what was kept for it counts as spent: %s",
                            failure.getMessage());
                    return written;
                }).subscribeAsCompletionStage();
    }

    private static Draft text(Facts facts, String wish, Written written) {
        if (written instanceof Written.Text text) {
            return new Draft(facts.wanted(), text.text() + PlainSummary.gone(facts), facts.counts(), text.provider(), false,
                    null, cost(text.calls()), new Basis(told(facts), text.model(), wish));
        }
        return plain(facts, written instanceof Written.Unwritten unwritten ? unwritten.reason() : NO_PROVIDER, written.calls());
    }

    /** Without a model, because there is nothing to sum up, or for that reason. */
    private static Draft plain(Facts facts, String reason, List<AiCall> calls) {
        return new Draft(facts.wanted(), PlainSummary.of(facts), facts.counts(), null, reason != null, reason, cost(calls),
                new Basis(told(facts), null, null));
    }

    private static List<UUID> told(Facts facts) {
        return facts.told().stream().map(Told::id).toList();
    }

    private static BigDecimal cost(List<AiCall> calls) {
        return calls.stream().map(AiCall::cost).reduce(BigDecimal.ZERO, BigDecimal::add);
    }
}
