package io.vigil.summary.http;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import jakarta.inject.Singleton;

import org.hibernate.Session;

import io.smallrye.mutiny.Uni;
import io.vigil.session.Budget;
import io.vigil.session.SessionContext;
import io.vigil.summary.Draft;
import io.vigil.summary.Summary;
import io.vigil.summary.SummaryConfig;
import io.vigil.summary.SummaryRows;
import io.vigil.summary.SummaryService;
import io.vigil.summary.Wanted;

/** Has summaries written and keeps them: a short session before, one after, none while a model thinks. */
@Singleton
class Orders {

    private final SummaryService service;
    private final Duration fresh;
    private final Clock clock;

    Orders(SummaryService service, SummaryConfig config, Clock clock) {
        this.service = service;
        this.fresh = config.fresh();
        this.clock = clock;
    }

    /** A summary, and whether it was there before. */
    record Seen(SummaryView summary, boolean wasThere) {
    }

    /** The one that is there. */
    private record Found(UUID id, Instant generatedAt, boolean statistical, SummaryView view, boolean isGood) {
    }

    /** A new one, in the place of one that no model wrote. */
    Uni<SummaryView> written(Wanted wanted) {
        return service.draft(wanted).map(draft -> SessionContext.session("summary.keep-ordered").within(Budget.REQUEST)
                .call(db -> {
                    Optional<Summary> older = Summary.of(wanted).filter(one -> one.statistical);
                    boolean replaced = older.isPresent()
                            && SummaryRows.replace(db, older.get().id, older.get().generatedAt, draft, clock.instant());
                    return view(db, replaced ? older.get().id
                            : SummaryRows.store(db, draft, null, clock.instant()).orElseThrow());
                }));
    }

    /** The one of that day if it is good, or a new one in its place. */
    Uni<Seen> ofDay(Wanted day) {
        Optional<Found> found = SessionContext.session("summary.find-daily").asReadOnly().within(Budget.REQUEST)
                .call(db -> Summary.of(day).map(summary -> new Found(summary.id, summary.generatedAt, summary.statistical,
                        SummaryView.of(summary), isGood(db, summary, day))));
        if (found.isPresent() && found.get().isGood()) {
            return Uni.createFrom().item(new Seen(found.get().view(), true));
        }
        return service.draft(day).map(draft -> SessionContext.session("summary.keep-daily").within(Budget.REQUEST)
                .call(db -> kept(db, draft, found)));
    }

    private Seen kept(Session db, Draft draft, Optional<Found> found) {
        if (found.isEmpty()) {
            return new Seen(view(db, SummaryRows.storeSeen(db, draft, clock.instant())), false);
        }
        Found older = found.get();
        boolean isNews = !draft.isStatistical() || !older.statistical()
                || draft.counts().events() != older.view().eventCount();
        boolean replaced = isNews && SummaryRows.replace(db, older.id(), older.generatedAt(), draft, clock.instant());
        return new Seen(view(db, older.id()), !replaced);
    }

    /** What models did not write is asked for again; what was written before the day was over, if more has happened since. */
    private boolean isGood(Session db, Summary summary, Wanted day) {
        boolean wasOver = !summary.generatedAt.isBefore(summary.periodEnd);
        boolean isFresh = summary.generatedAt.plus(fresh).isAfter(clock.instant());
        return !summary.statistical && (wasOver || isFresh || SummaryService.count(db, day) == summary.eventCount);
    }

    /** As it stands in the table, whoever wrote it. */
    private static SummaryView view(Session db, UUID id) {
        db.clear();
        return SummaryView.of(Summary.existing(id));
    }
}
