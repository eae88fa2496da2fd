package io.vigil.ai.spending;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.persistence.PersistenceException;

import org.hibernate.Session;
import org.jboss.logging.Logger;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.vigil.ai.spending.Ledger.Late;
import io.vigil.session.SchemaReady;
import io.vigil.session.SessionContext;
import io.vigil.session.SessionException;

/**
 * Books what crashed workers had reserved: their calls may have been made, so the money counts as spent. Any replica may do it;
 * each reservation is booked once.
 */
@Singleton
class ForgottenReservations {

    private static final Logger LOG = Logger.getLogger(ForgottenReservations.class);
    private static final int BATCH = 100;

    private final Spending spending;
    private final Clock clock;
    private volatile boolean ready;

    ForgottenReservations(Spending spending, Clock clock) {
        this.spending = spending;
        this.clock = clock;
    }

    void start(@Observes SchemaReady schema) {
        ready = true;
    }

    @Scheduled(every = "30s", concurrentExecution = ConcurrentExecution.SKIP)
    void tick() {
        if (!ready) {
            return;
        }
        try {
            int booked;
            do {
                booked = SessionContext.session("ai.expire-reservations").rootOnly().call(db -> expire(db));
                if (booked > 0) {
                    LOG.warnf("%d reservations were never settled; they count as spent", booked);
                }
            } while (booked == BATCH);
        } catch (PersistenceException | SessionException e) {
            if (!SessionException.isDatabaseUnavailable(e)) {
                throw e;
            }
            LOG.debugf("No database to look for forgotten reservations in: %s", e.getMessage());
        }
    }

    private int expire(Session db) {
        List<Late> late = Ledger.expire(db, clock.instant(), BATCH);
        Map<LocalDate, BigDecimal> byDay = new TreeMap<>();
        late.forEach(one -> byDay.merge(one.day(), one.amount(), BigDecimal::add));
        spending.bookKept(db, byDay);
        return late.size();
    }
}
