package io.vigil.system.backup.work;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

import jakarta.inject.Singleton;

import org.hibernate.Session;

import io.vigil.session.Budget;
import io.vigil.session.SessionContext;
import io.vigil.system.progress.Claim;
import io.vigil.system.progress.Exclusion;
import io.vigil.system.progress.ProgressRows;
import io.vigil.system.progress.Work;

/** Gives out the one lease under which backups are made and restored. */
@Singleton
public class BackupWork {

    private final Clock clock;

    BackupWork(Clock clock) {
        this.clock = clock;
    }

    /**
     * Takes the work, unless a backup, a restore or a wipe is under way on whichever process. A backup or restore whose process
     * died is noted as failed; a purge and a change of the secret key stop before their next page, and go on afterwards.
     *
     * @param alongside done again and again for as long as it is held, on a thread of its own; throws nothing
     */
    public Optional<Lease> take(Work work, Runnable alongside) {
        Instant now = clock.instant();
        return SessionContext.session("backup.take").rootOnly().within(Budget.REQUEST).call(db -> begin(db, work, now))
                .map(claim -> Lease.live(claim, clock, alongside));
    }

    private static Optional<Claim> begin(Session db, Work work, Instant now) {
        if (Exclusion.underWay(db, now).isPresent()) {
            return Optional.empty();
        }
        ProgressRows.takeAway(db, Work.PURGE, now);
        ProgressRows.takeAway(db, Work.KEY_ROTATION, now);
        return ProgressRows.begin(db, work, null, now);
    }

    /** Whether a process is at work, or was when it died and nobody looked since. */
    public boolean isUnderWay() {
        return SessionContext.session("backup.is-under-way").asReadOnly().within(Budget.REQUEST)
                .call(db -> ProgressRows.isRunning(db, Work.BACKUP) || ProgressRows.isRunning(db, Work.RESTORE));
    }

    /**
     * Does it unless a backup, a restore or a wipe is under way, in a session during which none begins. It may last as long as
     * these may: what is done joins that session and has no budget of its own.
     */
    public void whileIdle(Runnable deed) {
        SessionContext.session("backup.while-idle").rootOnly().within(Budget.BACKUP).run(db -> {
            if (Exclusion.underWay(db, clock.instant()).isEmpty()) {
                deed.run();
            }
        });
    }
}
