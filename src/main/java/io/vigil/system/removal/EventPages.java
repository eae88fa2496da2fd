package io.vigil.system.removal;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import jakarta.inject.Singleton;
import jakarta.persistence.PersistenceException;

import org.jboss.logging.Logger;

import io.vigil.event.removal.OldEvents;
import io.vigil.event.removal.OldEvents.Page;
import io.vigil.event.removal.OldEvents.Place;
import io.vigil.event.removal.OldEvents.Which;
import io.vigil.session.Batch;
import io.vigil.session.Budget;
import io.vigil.session.CommitOutcomeUnknown;
import io.vigil.session.SessionContext;
import io.vigil.session.SessionException;
import io.vigil.system.progress.Claim;
import io.vigil.system.progress.ClaimLost;
import io.vigil.system.progress.ProgressRows;

/** Removes pages of old events. A page that fails goes in small batches, so that one event does not hold up others. */
@Singleton
public class EventPages {

    private static final Logger LOG = Logger.getLogger(EventPages.class);
    /** Of a page that failed; where so many fail one and all it is not their fault. */
    private static final int BATCH = 20;

    private final OldEvents events;
    private final Clock clock;

    EventPages(OldEvents events, Clock clock) {
        this.events = events;
        this.clock = clock;
    }

    /**
     * What came of a page.
     *
     * @param failures why events that were to go did not, one for each
     */
    public record Went(Page page, List<String> failures) {
    }

    /**
     * Removes a page, outside any session.
     *
     * @param step as progress has it
     * @param budget of each session; only in the background a page that fails is taken apart
     * @throws ClaimLost if this process does not hold the work any more; nothing went then
     * @throws PersistenceException if the database is away, or if events fail one and all; so does SessionException
     */
    public Went remove(Claim claim, String step, Which which, Budget budget) {
        try {
            return new Went(SessionContext.session("removal.page").rootOnly().within(budget).call(db -> {
                Page page = events.remove(which);
                ProgressRows.advance(db, claim, step, page.removed(), clock.instant());
                return page;
            }), List.of());
        } catch (CommitOutcomeUnknown e) {
            throw e;
        } catch (PersistenceException | SessionException e) {
            if (budget != Budget.BACKGROUND || SessionException.isDatabaseAway(e)) {
                throw e;
            }
            LOG.warnf("A page of events (%s) does not go and is taken apart: %s", step, e.getMessage());
            return takenApart(claim, step, which);
        }
    }

    private Went takenApart(Claim claim, String step, Which which) {
        List<Place> found = SessionContext.session("removal.find").rootOnly().asReadOnly()
                .call(db -> OldEvents.find(db, which));
        List<String> failures = new ArrayList<>();
        for (int from = 0; from < found.size(); from += BATCH) {
            List<Place> some = found.subList(from, Math.min(found.size(), from + BATCH));
            Batch.Result<Place> result = SessionContext.batch("removal.batch", some, BATCH, (db, place) -> {
                int removed = events.removeOne(which, place.id()) ? 1 : 0;
                ProgressRows.advance(db, claim, step, removed, clock.instant());
            });
            for (Exception failure : result.failed().values()) {
                if (failure instanceof ClaimLost lost) {
                    throw lost;
                }
                if (result.failed().size() == BATCH && failure instanceof RuntimeException general) {
                    throw general;
                }
                failures.add(failure.getMessage());
            }
        }
        Optional<Place> last = found.isEmpty() ? Optional.empty() : Optional.of(found.get(found.size() - 1));
        return new Went(new Page(found.size(), found.size() - failures.size(), 0, last), failures);
    }
}
