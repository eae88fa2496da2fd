package io.vigil.summary.digest;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.persistence.PersistenceException;

import org.hibernate.Session;
import org.jboss.logging.Logger;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vigil.delivery.DeliveryService;
import io.vigil.session.Budget;
import io.vigil.session.SessionContext;
import io.vigil.session.SessionException;
import io.vigil.summary.DigestKey;
import io.vigil.summary.Draft;
import io.vigil.summary.SummaryRows;
import io.vigil.summary.SummaryService;
import io.vigil.summary.Wanted;
import io.vigil.summary.digest.DigestRuns.Claimed;

/**
 * Writes digests that are claimed: a text (no session, and no thread while a model thinks), then one session that stores it,
 * tells people and ends the claim, if it still holds.
 */
@Singleton
class DigestWriter {

    private static final Logger LOG = Logger.getLogger(DigestWriter.class);
    private static final Duration RECORD_RETRY = Duration.ofSeconds(1);
    private static final Duration LONGEST_RECORD_RETRY = Duration.ofSeconds(5);

    private final SummaryService summaries;
    private final DeliveryService delivery;
    private final DigestConfig config;
    private final Clock clock;
    private final MeterRegistry registry;
    private final Set<UUID> held = ConcurrentHashMap.newKeySet();

    /** How the writing of a digest ended. */
    sealed interface Written {

        /**
         * It is on record, and people are told what is new.
         *
         * @param isNew whether there was none before
         * @param isReplaced whether it is another text than before
         * @param isStatistical whether it is of figures only although a model was to write it
         */
        record Done(UUID id, boolean isNew, boolean isReplaced, boolean isStatistical) implements Written {
        }

        /** Somebody else took it meanwhile; nothing changed. */
        record Lost() implements Written {
        }

        /** It could not be written; it is tried again unless its attempts are used up. */
        record Failed(Throwable cause) implements Written {
        }
    }

    DigestWriter(SummaryService summaries, DeliveryService delivery, DigestConfig config, Clock clock,
            MeterRegistry registry) {
        this.summaries = summaries;
        this.delivery = delivery;
        this.config = config;
        this.clock = clock;
        this.registry = registry;
    }

    /**
     * Writes it, from now on and whoever watches; the end of it arrives on a worker thread. One that is there already and
     * tells of as many events stays as it is.
     *
     * @param replace whether one of figures only is written anew all the same
     */
    Uni<Written> write(Claimed claimed, boolean replace) {
        held.add(claimed.lease());
        CompletableFuture<Written> written = Uni.createFrom().item(() -> stays(claimed, replace))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .chain(stays -> stays.isPresent() ? Uni.createFrom().item(stays.get())
                        : draft(claimed.period()).chain(text -> untilRecorded(claimed, text)))
                .onFailure().recoverWithUni(failure -> fail(claimed, failure))
                .invoke(ended -> count(claimed, ended))
                .onTermination().invoke(() -> held.remove(claimed.lease())).subscribeAsCompletionStage();
        return Uni.createFrom().completionStage(written.copy());
    }

    /** None of its attempts came to an end. */
    private static final class Spent extends RuntimeException {
        private Spent(int attempts) {
            super("No attempt of " + attempts + " came to an end");
        }
    }

    /** Ends the claim without a new text where that would tell of no more events. No model is asked, and nobody told. */
    private Optional<Written> stays(Claimed claimed, boolean replace) {
        if (claimed.attempt() > config.attempts()) {
            throw new Spent(config.attempts());
        }
        return SessionContext.session("digest.weigh").rootOnly().within(Budget.REQUEST).call(db -> {
            Optional<DigestQuery.Stored> stored = DigestQuery.hold(db, claimed.period().key());
            if (stored.isEmpty() || replace && stored.get().isStatistical()
                    || SummaryService.count(db, wanted(claimed.period())) > stored.get().events()) {
                return Optional.empty();
            }
            return Optional.of(DigestRuns.created(db, claimed, clock.instant())
                    ? new Written.Done(stored.get().id(), false, false, stored.get().isStatistical())
                    : new Written.Lost());
        });
    }

    private static Wanted wanted(DigestPeriod period) {
        return new Wanted(period.from(), period.to(), List.of(), period.zone());
    }

    /** A text about that period, within the time of a lease. */
    Uni<Draft> draft(DigestPeriod period) {
        return Uni.createFrom().deferred(() -> summaries.draft(wanted(period)))
                .ifNoItem().after(config.lease()).fail()
                .emitOn(Infrastructure.getDefaultWorkerPool());
    }

    /** The text may have cost money: it is kept for as long as the digest is ours. */
    private Uni<Written> untilRecorded(Claimed claimed, Draft draft) {
        return Uni.createFrom().item(() -> record(claimed, draft)).runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .onFailure(SessionException::isDatabaseUnavailable).retry().withBackOff(RECORD_RETRY, LONGEST_RECORD_RETRY)
                .expireIn(config.lease().toMillis());
    }

    private Written record(Claimed claimed, Draft draft) {
        return SessionContext.session("digest.record").rootOnly().within(Budget.REQUEST).call(db -> {
            Instant now = clock.instant();
            if (!DigestRuns.created(db, claimed, now)) {
                return new Written.Lost();
            }
            DigestKey key = claimed.period().key();
            Optional<UUID> stored = SummaryRows.store(db, draft, key, now);
            if (stored.isPresent()) {
                tell(key, stored.get(), draft);
                return new Written.Done(stored.get(), true, true, draft.isStatistical());
            }
            DigestQuery.Stored older = DigestQuery.hold(db, key).orElseThrow();
            if (isBetter(draft, older) && SummaryRows.replace(db, older.id(), older.generatedAt(), draft, now)) {
                tell(key, older.id(), draft);
                return new Written.Done(older.id(), false, true, draft.isStatistical());
            }
            return new Written.Done(older.id(), false, false, older.isStatistical());
        });
    }

    /** A model's text is; another only where no model wrote the older one, and it counts more. */
    private static boolean isBetter(Draft draft, DigestQuery.Stored older) {
        return draft.provider() != null || !older.isByModel() && draft.counts().events() > older.events();
    }

    /** Stores and tells a text of a period that is not over; empty if there is one of that moment. */
    Optional<UUID> recordPart(Session db, DigestKey key, Draft draft) {
        Optional<UUID> stored = SummaryRows.store(db, draft, key, clock.instant());
        stored.ifPresent(id -> tell(key, id, draft));
        return stored;
    }

    private void tell(DigestKey key, UUID id, Draft draft) {
        delivery.tell(DigestNotice.key(key), DigestNotice.of(key, id, draft));
    }

    private Uni<Written> fail(Claimed claimed, Throwable failure) {
        return Uni.createFrom().<Written> item(() -> {
            boolean away = SessionException.isDatabaseUnavailable(failure);
            if (!away) {
                LOG.errorf(failure, "Digest %s could not be written", claimed.period().key());
            }
            String error = away ? "The database could not be used"
                    : failure instanceof Spent ? failure.getMessage() : "Unexpected: " + failure.getClass().getSimpleName();
            Duration pause = claimed.attempt() >= config.attempts() ? null : backoff(claimed.attempt());
            SessionContext.session("digest.fail").rootOnly().within(Budget.REQUEST)
                    .run(db -> {
                        DigestRuns.failed(db, claimed, error, pause, clock.instant());
                    });
            return new Written.Failed(failure);
        }).runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                // The end of the lease tells that it failed.
                .onFailure(SessionException::isDatabaseUnavailable).recoverWithItem(new Written.Failed(failure));
    }

    /** Doubles with each attempt, from 1. */
    private Duration backoff(int attempt) {
        Duration wait = config.backoff().multipliedBy(1L << Math.min(attempt - 1, 20));
        return wait.compareTo(config.longestBackoff()) > 0 ? config.longestBackoff() : wait;
    }

    private void count(Claimed claimed, Written written) {
        String outcome = written instanceof Written.Failed ? "failed"
                : written instanceof Written.Lost ? "lease_lost" : outcome((Written.Done) written);
        registry.counter("digests", "type", claimed.period().key().type(), "outcome", outcome).increment();
    }

    private static String outcome(Written.Done done) {
        if (!done.isReplaced()) {
            return "unchanged";
        }
        return done.isStatistical() ? "statistical" : "created";
    }

    /** Hands back what it holds, so that others need not wait for the ends of the leases. */
    void stop(@Observes ShutdownEvent event) {
        List<UUID> rest = List.copyOf(held);
        if (!rest.isEmpty()) {
            try {
                SessionContext.session("digest.hand-back").rootOnly().run(db -> {
                    rest.forEach(lease -> DigestRuns.handBack(db, lease));
                });
            } catch (PersistenceException | SessionException e) {
                LOG.warnf("%d digests are free again when their leases end: %s", rest.size(), e.getMessage());
            }
        }
    }
}
