package io.vigil.system.rotation;

import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.persistence.PersistenceException;

import org.hibernate.Session;
import org.jboss.logging.Logger;

import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.vigil.session.Batch;
import io.vigil.session.SchemaReady;
import io.vigil.session.SessionContext;
import io.vigil.session.SessionException;
import io.vigil.settings.SealedColumn;
import io.vigil.settings.SecretBox;
import io.vigil.system.progress.Claim;
import io.vigil.system.progress.ClaimLost;
import io.vigil.system.progress.Exclusion;
import io.vigil.system.progress.ProgressRows;
import io.vigil.system.progress.Work;
import io.vigil.system.rotation.SealedRows.Row;

/**
 * Seals with the present key what the previous one sealed, as long as the process has both. Which rows are left is asked of
 * them, so that whoever comes after a process that died goes on where that was. Readers open both meanwhile, and what somebody
 * writes at the same time stays.
 */
@Singleton
class KeyRotation {

    private static final Logger LOG = Logger.getLogger(KeyRotation.class);
    private static final int CHUNK = 50;

    private final SecretBox box;
    private final List<SealedRows> places;
    private final Clock clock;
    private volatile boolean ready;
    private volatile boolean stopping;
    private volatile boolean lostTold;

    KeyRotation(SecretBox box, @All List<SealedColumn> columns, Clock clock) {
        this.box = box;
        this.places = columns.stream().map(SealedRows::new).toList();
        this.clock = clock;
    }

    void start(@Observes SchemaReady schema) {
        ready = true;
    }

    void stop(@Observes ShutdownDelayInitiatedEvent event) {
        stopping = true;
    }

    @Scheduled(every = "1m", delayed = "10s", concurrentExecution = ConcurrentExecution.SKIP)
    void tick() {
        if (!ready || stopping) {
            return;
        }
        try {
            tellLost();
            long left = countLeft();
            Instant now = clock.instant();
            SessionContext.session("rotation.begin").rootOnly().call(db -> begin(db, left, now)).ifPresent(this::sealAnew);
        } catch (ClaimLost e) {
            LOG.warnf("Secrets are sealed anew elsewhere: %s", e.getMessage());
        } catch (PersistenceException | SessionException e) {
            if (!SessionException.isDatabaseUnavailable(e)) {
                throw e;
            }
            LOG.debugf("No database to seal secrets anew: %s", e.getMessage());
        }
    }

    /** Once in each process: what nobody reads the answers of the API for. */
    private void tellLost() {
        if (lostTold) {
            return;
        }
        List<SealedRows.Count> counts = SealedRows.counts(places, box);
        long lost = counts.stream().mapToLong(SealedRows.Count::lost).sum();
        long spoilt = counts.stream().mapToLong(SealedRows.Count::spoilt).sum();
        lostTold = true;
        if (lost > 0) {
            LOG.errorf("%d rows have secrets that no key of this process opens: give the key that sealed them as "
                    + "VIGIL_SECRET_KEY_PREVIOUS, or set them anew; GET /api/v1/system/secret-key tells where they are", lost);
        }
        if (spoilt > 0) {
            LOG.errorf("%d rows have secrets that the key that sealed them does not open: they were changed since, and have to "
                    + "be set anew; GET /api/v1/system/secret-key tells where they are", spoilt);
        }
    }

    /**
     * Holds the work if there is some; empty otherwise, or if another process is at it. A restore would take what
     * is sealed anew for something that somebody has just changed.
     */
    private Optional<Claim> begin(Session db, long left, Instant now) {
        boolean isNeeded = left > 0 || ProgressRows.isRunning(db, Work.KEY_ROTATION);
        if (isNeeded && Exclusion.underWay(db, now).isPresent()) {
            return Optional.empty();
        }
        Optional<Claim> begun = ProgressRows.resume(db, Work.KEY_ROTATION, now);
        if (begun.isPresent() && box.previousKeyId().isEmpty()) {
            ProgressRows.fail(db, begun.get(), "VIGIL_SECRET_KEY_PREVIOUS is gone; give it again, until nothing is left", now);
            return Optional.empty();
        }
        return begun.isPresent() || left == 0 ? begun : ProgressRows.begin(db, Work.KEY_ROTATION, left, now);
    }

    /** What is left, or fails, is for the next tick. */
    private void sealAnew(Claim claim) {
        eachPage((place, rows) -> sealAnew(claim, place, rows));
        boolean isOver = countLeft() == 0 && !stopping;
        SessionContext.session("rotation.end").rootOnly().run(db -> {
            if (isOver) {
                ProgressRows.complete(db, claim, clock.instant());
            } else {
                ProgressRows.release(db, claim, clock.instant());
            }
        });
    }

    private void sealAnew(Claim claim, SealedRows place, List<Row> rows) {
        Map<Row, String> texts = new LinkedHashMap<>();
        rows.forEach(row -> place.resealed(box, row).ifPresentOrElse(text -> texts.put(row, text), () -> LOG.warnf(
                "The secret of %s in row '%s' is spoilt; set it anew", place.column().place(), row.key())));
        Batch.Result<Row> result = SessionContext.batch("rotation.seal-anew", texts.keySet(), CHUNK, (db, row) -> {
            int changed = place.replace(db, row, texts.get(row)) ? 1 : 0;
            ProgressRows.advance(db, claim, place.column().place(), changed, clock.instant());
        });
        result.failed().values().forEach(failure -> {
            if (failure instanceof ClaimLost lost) {
                throw lost;
            }
            LOG.warnf("A secret of %s could not be sealed anew yet: %s", place.column().place(), failure.toString());
        });
    }

    /** How many rows the previous key sealed and opens; what was spoilt is not waited for. */
    private long countLeft() {
        long[] left = { 0 };
        eachPage((place, rows) -> left[0] += rows.stream().filter(row -> place.resealed(box, row).isPresent()).count());
        return left[0];
    }

    /** Those that the previous key sealed, read page by page; none without such a key. */
    private void eachPage(BiConsumer<SealedRows, List<Row>> work) {
        if (box.previousKeyId().isEmpty()) {
            return;
        }
        places.forEach(place -> place.eachPage(box, () -> stopping, rows -> work.accept(place, rows)));
    }
}
