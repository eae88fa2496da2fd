package io.vigil.system;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

import jakarta.inject.Singleton;
import jakarta.persistence.PersistenceException;

import org.hibernate.type.StandardBasicTypes;
import org.jboss.logging.Logger;

import io.vigil.session.Budget;
import io.vigil.session.SessionContext;
import io.vigil.session.SessionException;

/** Whether the database answers, asked at most every other second however many ask us. */
@Singleton
public class DatabaseProbe {

    private static final Logger LOG = Logger.getLogger(DatabaseProbe.class);
    private static final long FRESH_NANOS = Duration.ofSeconds(2).toNanos();

    private final Lifecycle lifecycle;
    private final ReentrantLock asking = new ReentrantLock();
    private volatile Answer last = new Answer(false, "The schema is not there yet", 0);
    private volatile long askedAt = System.nanoTime() - FRESH_NANOS;

    DatabaseProbe(Lifecycle lifecycle) {
        this.lifecycle = lifecycle;
    }

    /**
     * What is known.
     *
     * @param reason why it is not ready, or null
     * @param cameras how many cameras are switched on, as last counted
     */
    public record Answer(boolean ready, String reason, long cameras) {
    }

    /** Whoever comes while somebody asks gets the last answer: a silent database must not hold a thread per caller. */
    public Answer ask() {
        if (lifecycle.isMigrated() && System.nanoTime() - askedAt >= FRESH_NANOS && asking.tryLock()) {
            try {
                last = probe();
                askedAt = System.nanoTime();
            } finally {
                asking.unlock();
            }
        }
        return last;
    }

    private Answer probe() {
        try {
            long cameras = SessionContext.session("system.probe").asReadOnly().within(Budget.AUTH)
                    .call(db -> db.createNativeQuery("select count(*) as cameras from camera where is_enabled", Long.class)
                            .addScalar("cameras", StandardBasicTypes.LONG)
                            .getSingleResult());
            return new Answer(true, null, cameras);
        } catch (PersistenceException | SessionException e) {
            LOG.warnf("The database does not answer: %s", e.getMessage());
            return new Answer(false, "The database does not answer", last.cameras());
        }
    }
}
