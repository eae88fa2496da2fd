package io.vigil.system.backup.restore;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.vigil.session.SessionContext;
import io.vigil.system.backup.archive.BackupTable;
import io.vigil.system.backup.archive.Schema.Reference;

/** Sees to it that staged rows get on with the rows that are there, where more than the key is unique or what they mean is. */
final class Fitting {

    private final String schema;
    private final Set<String> keyIds;
    private final Instant now;
    private final List<String> warnings = new ArrayList<>();
    private boolean hasPair;

    /**
     * Inside the session that is open.
     *
     * @param keyIds of the keys that open here
     */
    Fitting(String schema, Set<String> keyIds, Instant now) {
        this.schema = schema;
        this.keyIds = keyIds;
        this.now = now;
    }

    /** What people should know of it. */
    List<String> warnings() {
        return warnings;
    }

    /** Before the table's rows are taken. */
    void fit(StagedTable table) {
        switch (table.table()) {
            case APP_USER -> run("update " + table.staged() + " set founder = false where founder "
                    + "and exists (select 1 from public.app_user where founder)");
            case PUSH_VAPID_KEY -> fitPair(table);
            case PUSH_SUBSCRIPTION -> leaveOutDeaf(table);
            // Nobody has the job any more, and there may be another one that is under way.
            case REPROCESSING_JOB -> run("update " + table.staged() + " set status = 'cancelled', finished_at = cast('" + now
                    + "' as timestamptz) where status = 'running'");
            // Those who reserved it are not restored.
            case AI_BUDGET -> run("update " + table.staged() + " set reserved = 0 where reserved <> 0");
            default -> {
                // Its rows are taken as they are.
            }
        }
    }

    /** Browsers are bound to the pair that they subscribed to: while none is to the one here, it makes room. */
    private void fitPair(StagedTable table) {
        hasPair = true;
        run("delete from " + table.staged() + " where split_part(private_key, '.', 2) not in ('" + String.join("', '", keyIds)
                + "')");
        int gone = run("delete from " + table.real() + " x using " + table.staged() + " s where " + table.sameKey("s", "x")
                + " and s.public_key <> x.public_key and not exists (select 1 from public.push_subscription)");
        if (gone > 0) {
            run("delete from " + table.before());
        }
    }

    private void leaveOutDeaf(StagedTable table) {
        if (!hasPair) {
            return;
        }
        int deaf = run("delete from " + table.staged() + " s where not exists (select 1 from " + table.real() + " x where "
                + table.sameKey("x", "s") + ") and not exists (select 1 from public.push_vapid_key here join " + schema + "."
                + BackupTable.PUSH_VAPID_KEY.table() + " theirs on theirs.public_key = here.public_key)");
        if (deaf > 0) {
            warnings.add(deaf + " browsers have to subscribe to push messages anew: they did with keys that are not in use "
                    + "here");
        }
    }

    /**
     * After the table's rows were taken: what belongs to a user who is here under another id, as on a machine that was set up
     * anew, is to belong to the one who is here. A user name is one user's, and has one spelling.
     *
     * @param tables all that are restored
     */
    void pointToNamesakes(StagedTable table, List<StagedTable> tables) {
        if (table.table() != BackupTable.APP_USER) {
            return;
        }
        String namesakes = table.staged() + " u join " + table.real() + " here on here.username = u.username "
                + "and not exists (select 1 from " + table.real() + " x where " + table.sameKey("x", "u") + ")";
        for (StagedTable other : tables) {
            for (Reference reference : other.references()) {
                if (reference.parent().equals(table.name())) {
                    String column = StagedTable.quoted(reference.column());
                    String key = StagedTable.quoted(reference.parentKey());
                    run("update " + other.staged() + " s set " + column + " = here." + key + " from " + namesakes + " where s."
                            + column + " = u." + key);
                }
            }
        }
        run("delete from " + table.staged() + " s using " + namesakes + " where " + table.sameKey("s", "u"));
    }

    /**
     * After the rows that go have gone: who is to have another unique value lets go of it first, and what somebody has who
     * stays as he is is not taken from him.
     */
    void passOn(StagedTable table) {
        switch (table.table()) {
            case PROTECT_CONTROLLER -> passOnNames(table, "x.name <> s.name", "");
            case CAMERA -> {
                passOnNames(table, "x.name <> s.name or x.protect_controller_id is distinct from s.protect_controller_id "
                        + "or x.protect_camera_id is distinct from s.protect_camera_id", ", protect_controller_id = null");
                run("update " + table.staged() + " s set protect_controller_id = null where exists (select 1 from "
                        + table.real() + " p where p.protect_controller_id = s.protect_controller_id "
                        + "and p.protect_camera_id = s.protect_camera_id and p.id <> s.id)");
            }
            default -> {
                // Nothing but its key is unique.
            }
        }
    }

    /**
     * Of a period that both know, what the one that spent more has spent. Whoever books meanwhile waits, so that this is last.
     */
    void keepSpent(StagedTable table) {
        if (table.table() == BackupTable.AI_BUDGET) {
            run("update " + table.real() + " x set settled = s.settled from " + table.staged() + " s where "
                    + table.sameKey("s", "x") + " and s.settled > x.settled");
        }
    }

    private void passOnNames(StagedTable table, String differs, String andToo) {
        run("update " + table.real() + " x set name = cast(x.id as text)" + andToo + " from " + table.before() + " b, "
                + table.staged() + " s where " + table.sameKey("x", "b") + " and " + table.isUntouched() + " and "
                + table.sameKey("s", "x") + " and (" + differs + ")");
        run("update " + table.staged() + " s set name = left(s.name, 70) || ' (restored ' || left(cast(s.id as text), 8) || ')'"
                + " where exists (select 1 from " + table.real() + " p where p.name = s.name and p.id <> s.id)");
    }

    private int run(String sql) {
        return SessionContext.current().createNativeMutationQuery(sql).executeUpdate();
    }
}
