package io.vigil.system.backup.work;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import jakarta.inject.Singleton;

import org.hibernate.Session;
import org.hibernate.type.StandardBasicTypes;

import io.vigil.session.Budget;
import io.vigil.session.SessionContext;
import io.vigil.system.progress.Claim;
import io.vigil.system.progress.ProgressRows;
import io.vigil.system.progress.Work;

/** Gives out the one lease under which backups are made and restored. */
@Singleton
public class BackupWork {

    /** Of an advisory lock, so that a backup and a restore do not begin beside each other; any number that nobody else has. */
    private static final long BEGINNING = 0x7669_6769_6c20_0001L;

    /** Whoever has locked its row is alive: it renews its lease, or is in the session that ends the work. */
    private static final String ALIVE = """
            select exists (select 1 from progress where work in ('backup', 'restore') and state = 'running' and id not in (
                select id from progress where work in ('backup', 'restore') and state = 'running' for update skip locked)
                ) as alive""";

    private final Clock clock;

    BackupWork(Clock clock) {
        this.clock = clock;
    }

    /**
     * Takes the work, unless a backup or a restore is under way on whichever process. One whose process died is noted as
     * failed.
     *
     * @param alongside done again and again for as long as it is held, on a thread of its own; throws nothing
     */
    public Optional<Lease> take(Work work, Runnable alongside) {
        Instant now = clock.instant();
        return SessionContext.session("backup.take").rootOnly().within(Budget.REQUEST).call(db -> begin(db, work, now))
                .map(claim -> Lease.live(claim, clock, alongside));
    }

    private static Optional<Claim> begin(Session db, Work work, Instant now) {
        return isIdle(db, now) ? ProgressRows.begin(db, work, null, now) : Optional.empty();
    }

    /** Until the session ends nobody else begins. */
    private static boolean isIdle(Session db, Instant now) {
        db.createNativeQuery("select true as locked from pg_advisory_xact_lock(:lock)", Boolean.class)
                .addScalar("locked", StandardBasicTypes.BOOLEAN).setParameter("lock", BEGINNING).getSingleResult();
        if (db.createNativeQuery(ALIVE, Boolean.class).addScalar("alive", StandardBasicTypes.BOOLEAN).getSingleResult()) {
            return false;
        }
        for (Work either : List.of(Work.BACKUP, Work.RESTORE)) {
            Optional<Claim> dead = ProgressRows.resume(db, either, now);
            dead.ifPresent(claim -> ProgressRows.fail(db, claim, "The process that did it ended before it", now));
            if (dead.isEmpty() && ProgressRows.isRunning(db, either)) {
                return false;
            }
        }
        return true;
    }

    /** Whether a process is at work, or was when it died and nobody looked since. */
    public boolean isUnderWay() {
        return SessionContext.session("backup.is-under-way").asReadOnly().within(Budget.REQUEST)
                .call(db -> ProgressRows.isRunning(db, Work.BACKUP) || ProgressRows.isRunning(db, Work.RESTORE));
    }

    /** Does it unless a backup or a restore is under way, in a session during which none begins. */
    public void whileIdle(Runnable deed) {
        SessionContext.session("backup.while-idle").rootOnly().run(db -> {
            if (isIdle(db, clock.instant())) {
                deed.run();
            }
        });
    }
}
