package io.vigil.system.backup.restore;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import org.hibernate.Session;
import org.hibernate.type.StandardBasicTypes;

import io.vigil.system.backup.archive.BackupTable;
import io.vigil.system.backup.archive.BackupTable.Way;

/**
 * Makes the staged rows the real ones, inside the one session that commits them. Nobody is kept from writing meanwhile: what
 * was written since the restore began stays as it is, and what was deleted since stays away. Such a row is known by its version,
 * which PostgreSQL compares once more when it has to wait for another writer.
 */
final class RowSwitch {

    private final Session db;
    private final List<StagedTable> tables = new ArrayList<>();

    RowSwitch(Session db, List<BackupTable> tables) {
        this.db = db;
        tables.forEach(table -> this.tables.add(StagedTable.of(db, table)));
    }

    /** Rows of the backup that were not taken, by table, because newer ones took their place. Only tables with some. */
    Map<BackupTable, Long> run() {
        List<StagedTable> childrenFirst = new ArrayList<>(tables);
        Collections.reverse(childrenFirst);
        childrenFirst.stream().filter(table -> table.table().way() == Way.REPLACE).forEach(this::delete);
        for (StagedTable table : tables) {
            makeWay(table);
            if (table.table().way() == Way.REPLACE) {
                update(table);
            }
            insert(table);
        }
        Map<BackupTable, Long> left = new EnumMap<>(BackupTable.class);
        for (StagedTable table : tables) {
            long notTaken = countNotTaken(table);
            if (notTaken > 0) {
                left.put(table.table(), notTaken);
            }
        }
        return left;
    }

    /** Whether all rows are still in the stage: it is not logged, and empty after a crash of PostgreSQL. */
    boolean isWhole(long staged, long before) {
        long rows = 0;
        long written = 0;
        for (StagedTable table : tables) {
            rows += count("select count(*) as rows from " + table.staged());
            written += count("select count(*) as rows from " + table.before());
        }
        return rows == staged && written == before;
    }

    private static String isUntouched(StagedTable table) {
        return table.sameKey("x", "b") + " and " + table.version() + " = b.was";
    }

    /** A camera stays whose events stay: one that is there is locked, so that none comes between the look and the deletion. */
    private void delete(StagedTable table) {
        String gone = isUntouched(table) + " and not exists (select 1 from " + table.staged() + " s where "
                + table.sameKey("s", "x") + ")";
        if (table.table() == BackupTable.CAMERA) {
            count("select count(*) as rows from (select 1 from " + table.real() + " x join " + table.before() + " b on " + gone
                    + " for update of x) locked");
            gone += " and not exists (select 1 from public.event e where e.camera_id = x.id)";
        }
        run("delete from " + table.real() + " x using " + table.before() + " b where " + gone);
    }

    /** What must be unique beside the key. */
    private void makeWay(StagedTable table) {
        switch (table.table()) {
            case CAMERA, PROTECT_CONTROLLER -> freeNames(table);
            case APP_USER -> run("update " + table.staged() + " set founder = false where founder "
                    + "and exists (select 1 from public.app_user where founder)");
            default -> {
                // Nothing else is.
            }
        }
    }

    /** Those that are to have another name let go of theirs first; who arrived meanwhile keeps its own. */
    private void freeNames(StagedTable table) {
        run("update " + table.real() + " x set name = cast(x.id as text) from " + table.before() + " b, " + table.staged()
                + " s where " + isUntouched(table) + " and s.id = x.id and s.name <> x.name");
        run("update " + table.before() + " b set was = " + table.version() + " from " + table.real()
                + " x where x.id = b.id and x.name = cast(x.id as text)");
        run("update " + table.staged() + " s set name = left(s.name, 70) || ' (restored ' || left(cast(s.id as text), 8) || ')'"
                + " where exists (select 1 from " + table.real() + " p where p.name = s.name and p.id <> s.id)");
    }

    private void update(StagedTable table) {
        List<String> changed = table.changed();
        if (changed.isEmpty()) {
            return;
        }
        String sets = table.list(changed, name -> StagedTable.quoted(name) + " = " + table.value(name), ", ");
        if (table.table() == BackupTable.PROTECT_CONTROLLER) {
            sets += ", revision = x.revision + 1, reconciled_until = s.reconciled_until, updated_at = s.updated_at";
        }
        run("update " + table.real() + " x set " + sets + " from " + table.staged() + " s join " + table.before() + " b on "
                + table.sameKey("s", "b") + " where " + isUntouched(table) + " and (" + table.list(changed,
                        name -> "x." + StagedTable.quoted(name) + " is distinct from " + table.value(name), " or ")
                + ") and " + table.hasParents());
    }

    /** What was there before is there still, or was deleted meanwhile. */
    private void insert(StagedTable table) {
        run("insert into " + table.real() + " (" + table.list(table.names(), StagedTable::quoted, ", ")
                + ") overriding system value select " + table.list(table.names(), table::value, ", ") + " from "
                + table.staged() + " s where not exists (select 1 from " + table.before() + " b where "
                + table.sameKey("b", "s") + ") and " + table.hasParents() + " on conflict do nothing");
        if (table.isNumbered()) {
            count("select setval(pg_get_serial_sequence('" + table.real() + "', 'id'), greatest(max(id), 1)) as rows from "
                    + table.real());
        }
    }

    private long countNotTaken(StagedTable table) {
        return count("select count(*) as rows from " + table.staged() + " s where not exists (select 1 from " + table.real()
                + " x where " + table.sameKey("x", "s") + ") and not exists (select 1 from " + table.before() + " b where "
                + table.sameKey("b", "s") + ")");
    }

    private void run(String sql) {
        db.createNativeMutationQuery(sql).executeUpdate();
    }

    private long count(String sql) {
        return db.createNativeQuery(sql, Long.class).addScalar("rows", StandardBasicTypes.LONG).getSingleResult();
    }
}
