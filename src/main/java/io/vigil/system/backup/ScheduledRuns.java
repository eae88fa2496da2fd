package io.vigil.system.backup;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;

import jakarta.inject.Singleton;

import io.vigil.session.Budget;
import io.vigil.session.SessionContext;

/** The memory of the daily backup, which all processes share. */
@Singleton
class ScheduledRuns {

    private static final Duration RETRY = Duration.ofHours(1);

    private static final String CLAIM = """
            insert into backup_run (id, tried_at) values (1, :now)
            on conflict (id) do update set tried_at = excluded.tried_at
            where (backup_run.made_on is null or backup_run.made_on < :day or backup_run.made_on > :tomorrow)
                and (backup_run.tried_at is null or backup_run.tried_at <= :retried or backup_run.tried_at > :now)""";

    private final Clock clock;

    ScheduledRuns(Clock clock) {
        this.clock = clock;
    }

    /**
     * Takes the household's day; false if its backup was made, or was tried within the hour. What was made after the next day,
     * or tried later than now, was so by a clock that was ahead, and does not count. The next day itself does: hours and zones
     * are changed.
     */
    boolean claim(LocalDate day) {
        Instant now = clock.instant();
        return SessionContext.session("backup.claim-day").rootOnly().within(Budget.REQUEST)
                .call(db -> db.createNativeMutationQuery(CLAIM).setParameter("now", now).setParameter("day", day)
                        .setParameter("tomorrow", day.plusDays(1)).setParameter("retried", now.minus(RETRY))
                        .executeUpdate()) == 1;
    }

    /** The day's backup is made. */
    void isMade(LocalDate day) {
        SessionContext.session("backup.day-is-done").rootOnly().within(Budget.REQUEST)
                .run(db -> {
                    db.createNativeMutationQuery("update backup_run set made_on = :day, tried_at = null")
                            .setParameter("day", day).executeUpdate();
                });
    }
}
