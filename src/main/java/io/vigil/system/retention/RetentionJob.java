package io.vigil.system.retention;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.persistence.PersistenceException;

import org.hibernate.Session;
import org.jboss.logging.Logger;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.vigil.event.removal.OldEvents;
import io.vigil.event.stats.MediaFigures;
import io.vigil.session.SchemaReady;
import io.vigil.session.SessionContext;
import io.vigil.session.SessionException;
import io.vigil.settings.Settings;
import io.vigil.system.progress.Claim;
import io.vigil.system.progress.ClaimLost;
import io.vigil.system.progress.Exclusion;
import io.vigil.system.progress.ProgressRows;
import io.vigil.system.progress.Work;
import io.vigil.system.removal.EventPages;

/**
 * Takes away what is too old, each night of the household, and the oldest where media take too much, at any time. One replica
 * does it, in pages; another goes on where one died. It waits for a backup, whose files must stay, for a restore and a wipe,
 * and
 * where the last night is long past by its clock, which may have been set, for the next.
 */
@Singleton
class RetentionJob {

    private static final Logger LOG = Logger.getLogger(RetentionJob.class);
    /** A day, and some more. */
    private static final Duration FARTHEST_AHEAD = Duration.ofHours(26);
    private static final String SWITCHED_OFF = "Cleaning up was switched off meanwhile";

    private final EventPages pages;
    private final Settings settings;
    private final Clock clock;
    private final MeterRegistry registry;
    private volatile boolean ready;
    private volatile boolean stopping;

    RetentionJob(EventPages pages, Settings settings, Clock clock, MeterRegistry registry) {
        this.pages = pages;
        this.settings = settings;
        this.clock = clock;
        this.registry = registry;
    }

    void start(@Observes SchemaReady schema) {
        ready = true;
    }

    void stop(@Observes ShutdownDelayInitiatedEvent event) {
        stopping = true;
    }

    @Scheduled(every = "5m", delayed = "1m", concurrentExecution = ConcurrentExecution.SKIP)
    void tick() {
        if (!ready || stopping) {
            return;
        }
        try {
            RetentionPolicy policy = RetentionPolicy.of(settings);
            Instant now = clock.instant();
            SessionContext.session("retention.begin").rootOnly().call(db -> begin(db, policy, now))
                    .ifPresent(due -> purge(due, now));
        } catch (ClaimLost e) {
            LOG.infof("The purge stops for a backup, a restore or a wipe, or goes on elsewhere: %s", e.getMessage());
        } catch (PersistenceException | SessionException e) {
            if (!SessionException.isDatabaseUnavailable(e)) {
                throw e;
            }
            if (SessionException.isDatabaseAway(e)) {
                LOG.debugf("No database to purge: %s", e.getMessage());
            } else {
                LOG.warnf("The purge stops and is gone on with later: %s", e.getMessage());
            }
        }
    }

    /**
     * A purge that is to be done.
     *
     * @param isByAge whether it takes away what is too old, and not only what there is too much of
     */
    private record Due(Claim claim, boolean isByAge) {
    }

    /** Holds the purge if there is one to be done; empty otherwise. */
    private static Optional<Due> begin(Session db, RetentionPolicy policy, Instant now) {
        Optional<Instant> ranAt = RetentionRows.lock(db)
                .filter(at -> policy.isAutomatic() && RetentionPolicy.isRecent(at, now));
        if (ranAt.isEmpty()) {
            // A new installation, one that kept everything until now or stood still for days, or a clock that was set: the
            // night is to come, and the clock may be right by then.
            RetentionRows.ran(db, now);
        }
        if (!policy.isAutomatic()) {
            ProgressRows.resume(db, Work.PURGE, now).ifPresent(left -> ProgressRows.fail(db, left, SWITCHED_OFF, now));
            return Optional.empty();
        }
        if (Exclusion.underWay(db, now).isPresent()) {
            return Optional.empty();
        }
        if (ProgressRows.isRunning(db, Work.PURGE)) {
            return ProgressRows.resume(db, Work.PURGE, now)
                    .map(claim -> new Due(claim, ranAt.isPresent() && isByAge(db, claim, now)));
        }
        boolean isNight = ranAt.isPresent() && !policy.nextAfter(ranAt.get()).isAfter(now) && isClockGood(db, now);
        long toFree = policy.mostBytes().isPresent() ? policy.eventsToFree(MediaFigures.of(db)) : 0;
        if (!isNight && toFree == 0) {
            return Optional.empty();
        }
        return begin(db, policy, isNight, toFree, now);
    }

    private static Optional<Due> begin(Session db, RetentionPolicy policy, boolean isNight, long toFree, Instant now) {
        long wanted = toFree;
        if (isNight) {
            // Those that are too old are the oldest: they free some already.
            wanted = Math.max(toFree, policy.tooOld(now).map(before -> OldEvents.countBefore(db, before)).orElse(0L))
                    + OldEvents.countClips(db, policy.tooOld(now).orElse(OldEvents.FIRST), policy.tooOldForClips(now));
        }
        Optional<Claim> claim = ProgressRows.begin(db, Work.PURGE, wanted, now);
        if (isNight && claim.isPresent()) {
            RetentionRows.ran(db, now);
        } else if (claim.isPresent()) {
            ProgressRows.advance(db, claim.get(), PurgeRun.SPACE, 0, now);
        }
        return claim.map(held -> new Due(held, isNight));
    }

    /** Whether what was begun is gone on with for the age of events too. */
    private static boolean isByAge(Session db, Claim begun, Instant now) {
        return RetentionPolicy.isRecent(begun.startedAt(), now) && !RetentionRows.isForSpace(db, begun)
                && isClockGood(db, now);
    }

    /** By a clock that is far ahead everything is too old. */
    private static boolean isClockGood(Session db, Instant now) {
        boolean isGood = !now.isAfter(RetentionRows.now(db).plus(FARTHEST_AHEAD));
        if (!isGood) {
            LOG.warn("Nothing is purged by its age: the clock of this process is more than a day ahead of the database's");
        }
        return isGood;
    }

    private void purge(Due due, Instant now) {
        Claim claim = due.claim();
        List<String> failures = new PurgeRun(pages, settings, registry, claim, now, () -> stopping).purge(due.isByAge());
        RetentionPolicy policy = RetentionPolicy.of(settings);
        Instant end = clock.instant();
        SessionContext.session("retention.end").rootOnly().run(db -> {
            if (!policy.isAutomatic()) {
                ProgressRows.fail(db, claim, SWITCHED_OFF, end);
            } else if (stopping) {
                ProgressRows.release(db, claim, end);
            } else if (!failures.isEmpty()) {
                ProgressRows.fail(db, claim, failures.size() + " could not be removed: " + failures.get(0), end);
            } else {
                ProgressRows.complete(db, claim, end);
            }
        });
    }
}
