package io.vigil.system.retention;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

import org.hibernate.Session;

import io.micrometer.core.instrument.MeterRegistry;
import io.vigil.event.removal.OldEvents.Page;
import io.vigil.event.removal.OldEvents.Place;
import io.vigil.event.removal.OldEvents.Which;
import io.vigil.event.stats.MediaFigures;
import io.vigil.session.Budget;
import io.vigil.session.SessionContext;
import io.vigil.settings.Settings;
import io.vigil.system.progress.Claim;
import io.vigil.system.removal.EventPages;
import io.vigil.system.removal.EventPages.Went;

/**
 * One purge: what is too old, old clips, and the oldest where media take too much. Each page goes by what the household wants
 * by then, so that a change holds from the next page on.
 */
final class PurgeRun {

    /** Others remove events too, so that what there is too much of is looked at again now and then. */
    private static final int PAGES_PER_LOOK = 10;
    /** The step of what goes for space. */
    static final String SPACE = "space";

    private final EventPages pages;
    private final Settings settings;
    private final MeterRegistry registry;
    private final Claim claim;
    private final Instant now;
    private final BooleanSupplier isStopping;
    private final List<String> failures = new ArrayList<>();

    /** @param now by which events are too old, however long it takes */
    PurgeRun(EventPages pages, Settings settings, MeterRegistry registry, Claim claim, Instant now,
            BooleanSupplier isStopping) {
        this.pages = pages;
        this.settings = settings;
        this.registry = registry;
        this.claim = claim;
        this.now = now;
        this.isStopping = isStopping;
    }

    /**
     * Does it, or what is wanted of it.
     *
     * @param isByAge whether what is too old goes too, and not only what there is too much of
     * @return why events that were to go did not, one for each
     */
    List<String> purge(boolean isByAge) {
        if (isByAge) {
            purgeOld();
            purgeClips();
        }
        purgeToFree();
        return failures;
    }

    private RetentionPolicy policy() {
        return RetentionPolicy.of(settings);
    }

    private boolean isWanted() {
        return !isStopping.getAsBoolean() && policy().isAutomatic();
    }

    private void purgeOld() {
        Optional<Place> from = Optional.of(Place.FIRST);
        while (from.isPresent() && isWanted()) {
            Optional<Instant> before = policy().tooOld(now);
            if (before.isEmpty()) {
                return;
            }
            Page page = remove("events", Which.old(before.get()).behind(from.get()));
            registry.counter("events.purged", "reason", "age").increment(page.removed());
            from = page.next();
        }
    }

    private void purgeClips() {
        Optional<Place> from = Optional.of(Place.FIRST);
        while (from.isPresent() && isWanted()) {
            Page page = remove("clips", Which.clips(policy().tooOldForClips(now)).behind(from.get()));
            registry.counter("clips.purged").increment(page.removed());
            from = page.next();
        }
    }

    /** By what the rows say; what comes meanwhile is the next tick's. */
    private void purgeToFree() {
        RetentionPolicy policy = policy();
        long excess = look(policy).map(policy::excess).orElse(0L);
        Optional<Place> from = Optional.of(Place.FIRST);
        for (int done = 1; excess > 0 && from.isPresent() && isWanted(); done++) {
            Page page = remove(SPACE, Which.toFree(excess).behind(from.get()));
            registry.counter("events.purged", "reason", "space").increment(page.removed());
            excess -= page.bytes();
            from = page.next();
            boolean isSure = page.removed() == page.wanted() && page.bytes() > 0;
            if (!isSure || done % PAGES_PER_LOOK == 0 || !policy.equals(policy())) {
                policy = policy();
                excess = look(policy).map(policy::beyondWhatIsKept).orElse(0L);
            }
        }
    }

    /** Empty if they may take any amount. */
    private static Optional<Long> look(RetentionPolicy policy) {
        return SessionContext.session("retention.measure").rootOnly().asReadOnly().call(db -> bytes(db, policy));
    }

    private static Optional<Long> bytes(Session db, RetentionPolicy policy) {
        return policy.mostBytes().map(most -> MediaFigures.of(db).bytes());
    }

    private Page remove(String step, Which which) {
        Went went = pages.remove(claim, step, which, Budget.BACKGROUND);
        failures.addAll(went.failures());
        return went.page();
    }
}
