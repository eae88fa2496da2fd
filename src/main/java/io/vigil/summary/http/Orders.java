package io.vigil.summary.http;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

import jakarta.inject.Singleton;

import org.hibernate.Session;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vigil.session.Budget;
import io.vigil.session.SessionContext;
import io.vigil.summary.Draft;
import io.vigil.summary.Summary;
import io.vigil.summary.SummaryConfig;
import io.vigil.summary.SummaryRows;
import io.vigil.summary.SummaryService;
import io.vigil.summary.Wanted;

/**
 * Has summaries written and keeps them: a short session before, one after, none while a model thinks. What is begun is kept
 * also when nobody waits for it any more, because it may have cost money.
 */
@Singleton
class Orders {

    private final SummaryService service;
    private final Duration fresh;
    private final Clock clock;
    /** Days that this process writes, so that whoever asks meanwhile gets the same text. */
    private final ConcurrentMap<Wanted, CompletableFuture<Seen>> days = new ConcurrentHashMap<>();

    Orders(SummaryService service, SummaryConfig config, Clock clock) {
        this.service = service;
        this.fresh = config.fresh();
        this.clock = clock;
    }

    /** A summary, and whether it was there before. */
    record Seen(SummaryView summary, boolean wasThere) {
    }

    /**
     * What there is of a day.
     *
     * @param shown the text that is good enough; null if there is none
     * @param replaced when that one was written that was written because somebody looked; null if there is none
     */
    private record Found(SummaryView shown, Instant replaced) {
    }

    /** A new one, in the place of one that somebody ordered before and no model wrote. */
    Uni<SummaryView> written(Wanted wanted) {
        CompletableFuture<SummaryView> kept = draft(wanted).map(draft -> SessionContext.session("summary.keep-ordered")
                .within(Budget.REQUEST).call(db -> {
                    Optional<Summary> older = Summary.orderedFigures(wanted);
                    boolean replaced = older.isPresent()
                            && SummaryRows.replace(db, older.get().id, older.get().generatedAt, draft, clock.instant());
                    return view(db, replaced ? older.get().id
                            : SummaryRows.store(db, draft, null, clock.instant()).orElseThrow());
                })).subscribeAsCompletionStage();
        return Uni.createFrom().completionStage(kept.copy());
    }

    /** The one of that day if it is good, or a new one in its place. */
    Uni<Seen> ofDay(Wanted day) {
        CompletableFuture<Seen> mine = new CompletableFuture<>();
        CompletableFuture<Seen> running = days.putIfAbsent(day, mine);
        if (running == null) {
            Uni.createFrom().deferred(() -> seen(day)).onTermination().invoke(() -> days.remove(day, mine))
                    .subscribe().with(mine::complete, mine::completeExceptionally);
        }
        return Uni.createFrom().completionStage((running == null ? mine : running).copy());
    }

    private Uni<Seen> seen(Wanted day) {
        Found found = SessionContext.session("summary.find-daily").asReadOnly().within(Budget.REQUEST)
                .call(db -> found(db, day));
        if (found.shown() != null) {
            return Uni.createFrom().item(new Seen(found.shown(), true));
        }
        return draft(day).map(draft -> SessionContext.session("summary.keep-daily").within(Budget.REQUEST)
                .call(db -> kept(db, draft, found.replaced())));
    }

    private Uni<Draft> draft(Wanted wanted) {
        return service.draft(wanted).emitOn(Infrastructure.getDefaultWorkerPool());
    }

    private Found found(Session db, Wanted day) {
        Optional<Summary> good = Summary.of(day).filter(summary -> isGood(db, summary, day));
        return good.isPresent() ? new Found(SummaryView.of(good.get()), null)
                : new Found(null, Summary.seen(day).map(summary -> summary.generatedAt).orElse(null));
    }

    private Seen kept(Session db, Draft draft, Instant replaced) {
        Optional<UUID> stored = SummaryRows.storeSeen(db, draft, clock.instant());
        if (stored.isPresent()) {
            return new Seen(view(db, stored.get()), false);
        }
        Summary older = Summary.seen(draft.wanted()).orElseThrow();
        // What another process has written meanwhile is as new as this.
        boolean isOlder = older.generatedAt.equals(replaced);
        boolean isNews = !draft.isStatistical() || !older.statistical || draft.counts().events() != older.eventCount;
        boolean isKept = (isOlder ? isNews : older.statistical && !draft.isStatistical())
                && SummaryRows.replace(db, older.id, older.generatedAt, draft, clock.instant());
        return new Seen(view(db, older.id), !isKept);
    }

    /**
     * Digests are as they are. What models did not write is asked for again after a while, or as soon as there is a model; what
     * was written before the day was over, if more has happened since.
     */
    private boolean isGood(Session db, Summary summary, Wanted day) {
        if (summary.isDigest()) {
            return true;
        }
        boolean isFresh = summary.generatedAt.plus(fresh).isAfter(clock.instant());
        if (summary.statistical) {
            return isFresh && !SummaryService.NO_PROVIDER.equals(summary.reason);
        }
        boolean wasOver = !summary.generatedAt.isBefore(summary.periodEnd);
        return wasOver || isFresh || SummaryService.count(db, day) == summary.eventCount;
    }

    /** As it stands in the table, whoever wrote it. */
    private static SummaryView view(Session db, UUID id) {
        db.clear();
        return SummaryView.of(Summary.existing(id));
    }
}
