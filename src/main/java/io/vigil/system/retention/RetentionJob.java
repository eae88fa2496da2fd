package io.vigil.system.retention;

import java.time.Clock;
import java.time.Instant;
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
import io.vigil.event.removal.OldEvents.Page;
import io.vigil.event.stats.MediaFigures;
import io.vigil.session.SchemaReady;
import io.vigil.session.SessionContext;
import io.vigil.session.SessionException;
import io.vigil.settings.Settings;
import io.vigil.system.progress.Claim;
import io.vigil.system.progress.ClaimLost;
import io.vigil.system.progress.ProgressRows;
import io.vigil.system.progress.Work;

/**
 * Takes away what is too old, each night of the household, and the oldest where media take too much, at any time. One replica
 * does it, in pages; another goes on where one died. It waits for a backup, whose files must stay, and for a restore.
 */
@Singleton
class RetentionJob {

    private static final Logger LOG = Logger.getLogger(RetentionJob.class);
    private static final int PAGE = 500;

    private final OldEvents events;
    private final Settings settings;
    private final Clock clock;
    private final MeterRegistry registry;
    private volatile boolean ready;
    private volatile boolean stopping;

    RetentionJob(OldEvents events, Settings settings, Clock clock, MeterRegistry registry) {
        this.events = events;
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
                    .ifPresent(claim -> purge(claim, policy, now));
        } catch (ClaimLost e) {
            LOG.warnf("The purge goes on elsewhere: %s", e.getMessage());
        } catch (PersistenceException | SessionException e) {
            if (!SessionException.isDatabaseUnavailable(e)) {
                throw e;
            }
            LOG.debugf("No database to purge: %s", e.getMessage());
        }
    }

    /** Holds the purge if there is one to be done; empty otherwise. */
    private static Optional<Claim> begin(Session db, RetentionPolicy policy, Instant now) {
        Optional<Instant> ranAt = RetentionRows.lock(db);
        if (ranAt.isEmpty()) {
            // A new installation, or one that kept everything until now: people have until the night to say what they want.
            RetentionRows.ran(db, now);
        }
        if (!policy.isAutomatic() || ProgressRows.isHeld(db, Work.BACKUP, now)
                || ProgressRows.isHeld(db, Work.RESTORE, now)) {
            return Optional.empty();
        }
        Optional<Claim> left = ProgressRows.resume(db, Work.PURGE, now);
        if (left.isPresent()) {
            return left;
        }
        boolean isNight = ranAt.isPresent() && !policy.nextAfter(ranAt.get()).isAfter(now);
        boolean isTooMuch = excess(db, policy) > 0;
        if (!isNight && !isTooMuch) {
            return Optional.empty();
        }
        long total = policy.tooOld(now).map(before -> OldEvents.countBefore(db, before)).orElse(0L)
                + OldEvents.countClipsBefore(db, policy.tooOldForClips(now));
        // How many events have that many bytes is known when they are gone.
        Optional<Claim> claim = ProgressRows.begin(db, Work.PURGE, isTooMuch ? null : total, now);
        if (isNight && claim.isPresent()) {
            RetentionRows.ran(db, now);
        }
        return claim;
    }

    private static long excess(Session db, RetentionPolicy policy) {
        return policy.mostBytes().isEmpty() ? 0 : policy.excess(MediaFigures.of(db).bytes());
    }

    private void purge(Claim claim, RetentionPolicy policy, Instant now) {
        policy.tooOld(now).ifPresent(before -> purgeOld(claim, before));
        purgeClips(claim, policy.tooOldForClips(now));
        purgeToFree(claim, policy);
        Instant end = clock.instant();
        SessionContext.session("retention.end").rootOnly().run(db -> {
            if (stopping) {
                ProgressRows.release(db, claim, end);
            } else {
                ProgressRows.complete(db, claim, end);
            }
        });
    }

    private void purgeOld(Claim claim, Instant before) {
        Instant from = OldEvents.FIRST;
        Page page;
        do {
            Instant next = from;
            page = SessionContext.session("retention.purge-page").rootOnly()
                    .call(db -> advanced(db, claim, "events", events.removeBefore(next, before, PAGE)));
            count("age", page.events());
            from = page.upTo();
        } while (page.events() == PAGE && !stopping);
    }

    private void purgeClips(Claim claim, Instant before) {
        int clips;
        do {
            clips = SessionContext.session("retention.purge-clips").rootOnly().call(db -> {
                int removed = events.removeClips(before, PAGE);
                ProgressRows.advance(db, claim, "clips", removed, clock.instant());
                return removed;
            });
            registry.counter("clips.purged").increment(clips);
        } while (clips == PAGE && !stopping);
    }

    /** By what the rows say, measured once; what comes meanwhile is the next tick's. */
    private void purgeToFree(Claim claim, RetentionPolicy policy) {
        long excess = SessionContext.session("retention.measure").rootOnly().asReadOnly().call(db -> excess(db, policy));
        Instant from = OldEvents.FIRST;
        while (excess > 0 && from != null && !stopping) {
            Instant next = from;
            long wanted = excess;
            Page page = SessionContext.session("retention.free-page").rootOnly()
                    .call(db -> advanced(db, claim, "space", events.removeToFree(next, wanted, PAGE)));
            count("space", page.events());
            excess -= page.bytes();
            from = page.upTo();
        }
    }

    private Page advanced(Session db, Claim claim, String step, Page page) {
        ProgressRows.advance(db, claim, step, page.events(), clock.instant());
        return page;
    }

    private void count(String reason, int purged) {
        registry.counter("events.purged", "reason", reason).increment(purged);
    }
}
