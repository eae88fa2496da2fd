package io.vigil.summary.digest;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vigil.session.Budget;
import io.vigil.session.SessionContext;
import io.vigil.session.SessionException;
import io.vigil.settings.SettingKey;
import io.vigil.settings.Settings;
import io.vigil.summary.DigestKey;
import io.vigil.summary.Keeping;
import io.vigil.summary.SummaryConfig;
import io.vigil.summary.digest.DigestQuery.Standing;
import io.vigil.summary.digest.DigestRuns.Claimed;
import io.vigil.summary.digest.DigestWriter.Written;
import io.vigil.web.ProblemException;

/**
 * Digests that somebody asks for. That of a day that is over is the one that the schedule would make, or has made; that of
 * today tells what has happened so far, and is in the way of no other.
 */
@Singleton
class DigestsByHand {

    private static final Logger LOG = Logger.getLogger(DigestsByHand.class);
    private static final Duration LOOK_EVERY = Duration.ofMillis(250);
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Standing NOT_BEGUN = new Standing(false, null, false);
    /** How long whoever waits for others waits beyond what a model may take. */
    private static final Duration A_LITTLE = Duration.ofSeconds(5);
    private static final int FIRST_YEAR = 1970;

    private final DigestWriter writer;
    private final Settings settings;
    private final DigestConfig config;
    private final Duration longestWait;
    private final Clock clock;

    DigestsByHand(DigestWriter writer, Settings settings, DigestConfig config, SummaryConfig summaries, Clock clock) {
        this.writer = writer;
        this.settings = settings;
        this.config = config;
        this.longestWait = summaries.deadline().plus(A_LITTLE);
        this.clock = clock;
    }

    /**
     * A digest that is there now.
     *
     * @param skipped whether it was there before
     */
    record Made(String message, UUID id, boolean skipped) {
    }

    /**
     * Makes the one of that day, unless it is there; one of figures only is written anew. For a worker thread; the end arrives
     * on one.
     *
     * @param date null for yesterday
     * @throws ProblemException 400 for a day to come, and for one that has none and whose events are no longer kept; the result
     *         fails with 502 or 503 if it cannot be written
     */
    Uni<Made> make(LocalDate date) {
        ZoneId zone = settings.get(SettingKey.TIMEZONE);
        Instant now = clock.instant();
        LocalDate today = LocalDate.ofInstant(now, zone);
        LocalDate day = date == null ? today.minusDays(1) : date;
        if (day.isAfter(today) || day.getYear() < FIRST_YEAR) {
            throw ProblemException.badRequest("bad_date", "date must be a day from " + FIRST_YEAR + " to today, " + today);
        }
        if (day.equals(today)) {
            return part(day, zone, now);
        }
        DigestPeriod period = DigestType.DAILY.lastBefore(day.plusDays(1), zone, now);
        if (!period.isThere()) {
            throw ProblemException.badRequest("bad_date", "There was no " + day + " in " + zone);
        }
        requireKept(period, now);
        return attempt(period, true, System.nanoTime() + longestWait.toNanos());
    }

    /** Of a day that is wholly gone there is the digest that was written in time, or none. */
    private void requireKept(DigestPeriod period, Instant now) {
        if (Keeping.of(settings, now).isGone(period.to()) && standing(period).written() == null) {
            throw ProblemException.badRequest("bad_date", "Events of " + period.key().period() + " are no longer kept");
        }
    }

    private static Standing standing(DigestPeriod period) {
        return SessionContext.session("digest.find").rootOnly().asReadOnly().within(Budget.REQUEST)
                .call(db -> DigestQuery.standing(db, period.key())).orElse(NOT_BEGUN);
    }

    private Uni<Made> part(LocalDate day, ZoneId zone, Instant now) {
        Instant from = day.atStartOfDay(zone).toInstant();
        if (!from.isBefore(now)) {
            throw ProblemException.badRequest("bad_date", "Nothing of " + day + " is over yet");
        }
        DigestKey key = new DigestKey("manual", now.truncatedTo(ChronoUnit.MICROS).toString());
        CompletableFuture<Made> made = writer.draft(new DigestPeriod(key, from, now, now, zone)).onItem().transform(draft -> {
            Optional<UUID> id = SessionContext.session("digest.record-part").rootOnly().within(Budget.REQUEST)
                    .call(db -> writer.recordPart(db, key, draft));
            return new Made("Digest of " + day + " so far written",
                    id.orElseThrow(() -> ProblemException.conflict("Somebody asked for it at the same moment")), false);
        }).subscribeAsCompletionStage();
        // It is paid for, and so kept for whoever looks for it later.
        return Uni.createFrom().completionStage(made.copy())
                .onFailure(failure -> !(failure instanceof ProblemException)).transform(DigestsByHand::problem);
    }

    /** Looks, then claims and writes it; while somebody else does, waits for them, with no thread. */
    private Uni<Made> attempt(DigestPeriod period, boolean replace, long end) {
        Standing standing = standing(period);
        if (standing.written() != null && !(replace && standing.isStatistical())) {
            return Uni.createFrom().item(new Made("There is a digest of " + period.key().period(), standing.written(), true));
        }
        if (standing.isHeld()) {
            return later(period, end);
        }
        Optional<Claimed> claimed = SessionContext.session("digest.claim-by-hand").rootOnly().within(Budget.REQUEST)
                .call(db -> DigestRuns.claimByHand(db, DigestRuns.joined(db, period), replace, config.lease()));
        return claimed.isPresent()
                ? writer.write(claimed.get(), replace).chain(written -> ended(written, period, end))
                : later(period, end);
    }

    private Uni<Made> later(DigestPeriod period, long end) {
        if (System.nanoTime() - end > 0) {
            return Uni.createFrom()
                    .failure(ProblemException.unavailable("The digest is being written; it is not there yet", SOON));
        }
        return Uni.createFrom().voidItem().onItem().delayIt().by(LOOK_EVERY).emitOn(Infrastructure.getDefaultWorkerPool())
                .chain(() -> attempt(period, false, end));
    }

    private Uni<Made> ended(Written written, DigestPeriod period, long end) {
        if (written instanceof Written.Lost) {
            return later(period, end);
        }
        if (written instanceof Written.Failed failed) {
            return Uni.createFrom().failure(problem(failed.cause()));
        }
        Written.Done done = (Written.Done) written;
        String day = period.key().period();
        if (done.isNew()) {
            return Uni.createFrom().item(new Made("Digest of " + day + " written", done.id(), false));
        }
        if (done.isReplaced()) {
            return Uni.createFrom().item(new Made("Digest of " + day + " written anew", done.id(), false));
        }
        return Uni.createFrom().item(new Made("There is a digest of " + day
                + (done.isStatistical() ? ", of figures only, and no model wrote another" : ""), done.id(), true));
    }

    private static Throwable problem(Throwable failure) {
        if (SessionException.isDatabaseUnavailable(failure)) {
            return failure;
        }
        LOG.error("A digest could not be written", failure);
        return ProblemException.badGateway("The digest could not be written");
    }
}
