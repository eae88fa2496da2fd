package io.vigil.system.wipe;

import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

import io.vigil.event.removal.OldEvents;
import io.vigil.event.removal.OldEvents.Place;
import io.vigil.event.removal.OldEvents.Which;
import io.vigil.session.Budget;
import io.vigil.session.SessionContext;
import io.vigil.system.progress.Claim;
import io.vigil.system.progress.ProgressRows;
import io.vigil.system.removal.EventPages;
import io.vigil.system.removal.EventPages.Went;

/** One go at a wipe, from its beginning: what went before is not found again. */
final class WipeRun {

    private final EventPages pages;
    private final Clock clock;
    private final ZoneId zone;
    private final Claim claim;
    private final Budget budget;
    private final BooleanSupplier isTimeLeft;
    private final List<String> failures = new ArrayList<>();

    /**
     * Makes one.
     *
     * @param zone where the household lives
     * @param budget of each of its sessions
     */
    WipeRun(EventPages pages, Clock clock, ZoneId zone, Claim claim, Budget budget, BooleanSupplier isTimeLeft) {
        this.pages = pages;
        this.clock = clock;
        this.zone = zone;
        this.claim = claim;
        this.budget = budget;
        this.isTimeLeft = isTimeLeft;
    }

    /** False if time was over before. */
    boolean wipe() {
        if (!areEventsGone()) {
            return false;
        }
        for (WipedTable table : WipedTable.values()) {
            if (!isGone(table)) {
                return false;
            }
        }
        return true;
    }

    /** Why events that were to go did not, one for each. */
    List<String> failures() {
        return failures;
    }

    private boolean areEventsGone() {
        Optional<Place> from = Optional.of(Place.FIRST);
        while (from.isPresent()) {
            if (!isTimeLeft.getAsBoolean()) {
                return false;
            }
            Went went = pages.remove(claim, "events", Which.storedBy(claim.startedAt()).behind(from.get()), budget);
            failures.addAll(went.failures());
            from = went.page().next();
        }
        return true;
    }

    private boolean isGone(WipedTable table) {
        int found = OldEvents.PAGE;
        while (found == OldEvents.PAGE) {
            if (!isTimeLeft.getAsBoolean()) {
                return false;
            }
            found = SessionContext.session("wipe.rows-page").rootOnly().within(budget).call(db -> {
                int rows = table.removePage(db, claim.startedAt(), zone, OldEvents.PAGE);
                ProgressRows.advance(db, claim, table.step(), 0, clock.instant());
                if (rows > 0) {
                    ProgressRows.gotFurther(db, claim);
                }
                return rows;
            });
        }
        return true;
    }
}
