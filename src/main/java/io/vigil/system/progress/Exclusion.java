package io.vigil.system.progress;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import org.hibernate.Session;
import org.hibernate.type.StandardBasicTypes;

/**
 * That a backup, a restore and a wipe never do their work beside each other, on whatever process, nor a purge beside one of
 * them, nor a change of the secret key beside a backup or a restore. Whoever begins or takes over asks here in the session that
 * does so. A purge or change of the key is not waited for: whoever begins takes it away ({@link ProgressRows#takeAway}), and it
 * goes on afterwards.
 */
public final class Exclusion {

    /** Of an advisory lock, so that two do not begin at one moment; any number that nobody else has. */
    private static final long BEGINNING = 0x7669_6769_6c20_0001L;

    /** Of another one, for as long as a restore is being made real. */
    private static final long SWITCHING = 0x7669_6769_6c20_0002L;

    private static final List<Work> END_WITH_THEIR_PROCESS = List.of(Work.BACKUP, Work.RESTORE);

    private Exclusion() {
    }

    /**
     * Which of the three is under way; until this session ends no other begins. A backup or restore whose process died is noted
     * as failed; a wipe whose process died is under way, for somebody will go on with it.
     */
    public static Optional<Work> underWay(Session db, Instant now) {
        isTrue(db, "true as locked from pg_advisory_xact_lock(:lock)", BEGINNING);
        if (!isTrue(db, "pg_try_advisory_xact_lock(:lock) as locked", SWITCHING)) {
            return Optional.of(Work.RESTORE);
        }
        for (Work work : END_WITH_THEIR_PROCESS) {
            ProgressRows.resume(db, work, now).ifPresent(
                    dead -> ProgressRows.fail(db, dead, "The process that did it ended before it", now));
            if (ProgressRows.isRunning(db, work)) {
                return Optional.of(work);
            }
        }
        return ProgressRows.isRunning(db, Work.WIPE) ? Optional.of(Work.WIPE) : Optional.empty();
    }

    /**
     * Until this session ends a restore is under way, whatever becomes of its lease meanwhile: nobody can renew that while it
     * takes long to commit, and PostgreSQL ends the session of a process that dies.
     */
    public static void holdRestore(Session db) {
        isTrue(db, "true as locked from pg_advisory_xact_lock(:lock)", SWITCHING);
    }

    private static boolean isTrue(Session db, String sql, long lock) {
        return db.createNativeQuery("select " + sql, Boolean.class).addScalar("locked", StandardBasicTypes.BOOLEAN)
                .setParameter("lock", lock).getSingleResult();
    }
}
