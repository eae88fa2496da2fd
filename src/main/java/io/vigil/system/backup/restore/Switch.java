package io.vigil.system.backup.restore;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import java.util.Set;

import jakarta.persistence.PersistenceException;

import org.hibernate.Session;
import org.jboss.logging.Logger;

import io.vigil.session.Budget;
import io.vigil.session.CommitOutcomeUnknown;
import io.vigil.session.SessionContext;
import io.vigil.session.SessionException;
import io.vigil.system.backup.archive.BackupTable;
import io.vigil.system.backup.work.Lease;
import io.vigil.system.progress.Exclusion;

/** The one transaction that makes staged rows the real ones; tried again when others were in its way. */
final class Switch {

    private static final Logger LOG = Logger.getLogger(Switch.class);
    private static final int TRIES = 3;

    private final Staged staged;
    private final Set<String> keyIds;
    private final Lease lease;
    private final Clock clock;

    /**
     * What is in the stage.
     *
     * @param rows how many there are
     * @param before how many rows there were before
     */
    record Staged(String schema, List<BackupTable> tables, long rows, long before) {
    }

    /** What became of it. */
    record Done(long eventsLeft, List<String> warnings) {
    }

    /** See {@link Fitting} for the keys. */
    Switch(Staged staged, Set<String> keyIds, Lease lease, Clock clock) {
        this.staged = staged;
        this.keyIds = keyIds;
        this.lease = lease;
        this.clock = clock;
    }

    /**
     * Outside any session.
     *
     * @throws CommitOutcomeUnknown if nobody knows whether they are real; nothing is changed where anything else is thrown
     */
    Done run() {
        for (int attempt = 1;; attempt++) {
            confirm(lease);
            try {
                return SessionContext.session("restore.switch").rootOnly().within(Budget.BACKUP).call(this::makeReal);
            } catch (CommitOutcomeUnknown e) {
                throw e;
            } catch (PersistenceException | SessionException e) {
                if (attempt == TRIES || !mayPass(e)) {
                    throw e;
                }
                LOG.infof("Others were writing what is to be restored; tried again: %s", e.getMessage());
            }
        }
    }

    private Done makeReal(Session db) {
        Exclusion.holdRestore(db);
        RowSwitch change = new RowSwitch(staged.schema(), staged.tables());
        if (!change.isWhole(staged.rows(), staged.before())) {
            throw new UncheckedIOException(new IOException("The database lost the rows that were to be restored"));
        }
        List<String> warnings = change.run(new Fitting(staged.schema(), keyIds, clock.instant()));
        Done done = new Done(change.notTaken(BackupTable.EVENT), warnings);
        // Last, because from here to the commit nobody can be told how far it is.
        lease.confirm(db);
        return done;
    }

    /** Others may have what is to be changed for now, or took a name meanwhile: class 23; PostgreSQL, appendix A. */
    private static boolean mayPass(RuntimeException failure) {
        return SessionException.isDatabaseUnavailable(failure) || SessionException.sqlException(failure)
                .filter(sql -> String.valueOf(sql.getSQLState()).startsWith("23")).isPresent();
    }

    /**
     * Holds the lease for half a minute, even if nobody can renew it meanwhile.
     *
     * @throws io.vigil.system.progress.ClaimLost if another process has it
     */
    static void confirm(Lease lease) {
        SessionContext.session("restore.confirm").rootOnly().within(Budget.REQUEST).run(db -> {
            lease.confirm(db);
        });
    }
}
