package io.vigil.system.backup.restore;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import org.hibernate.type.StandardBasicTypes;

import io.vigil.session.SessionContext;
import io.vigil.system.backup.archive.BackupTable;
import io.vigil.system.backup.archive.BackupTable.Way;

/**
 * Makes the staged rows the real ones, inside the one session that commits them. Nobody is kept from writing meanwhile: what
 * was written since the restore began stays as it is, and what was deleted since stays away. Such a row is known by its
 * version, which PostgreSQL compares once more when it has to wait for another writer.
 */
final class RowSwitch {

    /**
     * Others refer to these. Who writes such a reference waits for whoever changes a name or deletes the row (PostgreSQL,
     * "Row-Level Locks"), so that this comes last; and what a deletion does to references finds them settled by then.
     */
    private static final Set<BackupTable> LATE = EnumSet.of(BackupTable.PROTECT_CONTROLLER, BackupTable.CAMERA,
            BackupTable.REPROCESSING_JOB, BackupTable.ALERT_RULE);

    private final List<StagedTable> tables = new ArrayList<>();
    private final Families families;

    RowSwitch(String schema, List<BackupTable> tables) {
        tables.forEach(table -> this.tables.add(StagedTable.of(SessionContext.current(), schema, table)));
        families = new Families(schema, this.tables);
    }

    /** Answers what people should know of rows that were not taken, or not as they were. */
    List<String> run(Fitting fitting) {
        List<StagedTable> childrenFirst = new ArrayList<>(tables);
        Collections.reverse(childrenFirst);
        List<StagedTable> late = childrenFirst.stream().filter(table -> LATE.contains(table.table())).toList();
        List<StagedTable> early = childrenFirst.stream().filter(table -> isReplaced(table) && !late.contains(table)).toList();
        for (StagedTable table : early) {
            if (!families.isMember(table)) {
                families.settleSurvivors(table);
                delete(table);
                families.settle(table);
            }
        }
        // Who stays keeps what is a part of it, so that this is known by now.
        early.stream().filter(families::isMember).forEach(this::delete);
        for (StagedTable table : tables) {
            fitting.fit(table);
            if (isReplaced(table) && !late.contains(table)) {
                update(table);
            }
            insert(table);
            fitting.pointToNamesakes(table, tables);
        }
        for (StagedTable table : late) {
            delete(table);
            fitting.passOn(table);
            update(table);
        }
        tables.forEach(fitting::keepSpent);
        List<String> warnings = new ArrayList<>(fitting.warnings());
        for (StagedTable table : tables) {
            long notTaken = countNotTaken(table);
            if (notTaken > 0) {
                warnings.add(notTaken + " rows of " + table.name() + " were not restored: what is there now has their place");
            }
        }
        return warnings;
    }

    /** How many staged rows of the table were not taken. */
    long notTaken(BackupTable which) {
        return tables.stream().filter(table -> table.table() == which).mapToLong(this::countNotTaken).sum();
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

    private static boolean isReplaced(StagedTable table) {
        return table.table().way() == Way.REPLACE;
    }

    /** A camera stays whose events stay: one that is there is locked, so that none comes between the look and the deletion. */
    private void delete(StagedTable table) {
        String gone = table.sameKey("x", "b") + " and " + table.isUntouched() + " and not exists (select 1 from "
                + table.staged() + " s where " + table.sameKey("s", "x") + ")";
        if (table.table() == BackupTable.PROTECT_COOLDOWN) {
            // Otherwise it stays with its camera, or goes with it.
            gone += tables.stream().filter(known -> known.table() == BackupTable.CAMERA).map(StagedTable::staged)
                    .map(cameras -> " and exists (select 1 from " + cameras + " c where c.id = x.camera_id)")
                    .collect(Collectors.joining());
        }
        if (table.table() == BackupTable.CAMERA) {
            count("select count(*) as rows from (select 1 from " + table.real() + " x join " + table.before() + " b on " + gone
                    + " for update of x) locked");
            gone += " and not exists (select 1 from public.event e where e.camera_id = x.id)";
        }
        run("delete from " + table.real() + " x using " + table.before() + " b where " + gone);
    }

    private void update(StagedTable table) {
        List<String> changed = table.changed();
        if (changed.isEmpty()) {
            return;
        }
        String sets = table.list(changed, name -> StagedTable.quoted(name) + " = " + table.value(name), ", ");
        String differs = table.list(changed, name -> "x." + StagedTable.quoted(name) + " is distinct from " + table.value(name),
                " or ");
        if (table.table() == BackupTable.PROTECT_CONTROLLER) {
            // Connected anew, it asks for what it saw since the backup.
            sets += ", revision = x.revision + 1, reconciled_until = s.reconciled_until";
            differs += " or x.reconciled_until is distinct from s.reconciled_until";
        }
        run("update " + table.real() + " x set " + sets + " from " + table.staged() + " s left join " + table.before()
                + " b on " + table.sameKey("s", "b") + " where " + table.sameKey("s", "x") + " and " + table.isUntouched()
                + " and (" + differs + ") and " + table.hasParents());
    }

    /** What was there before is there still, or was deleted meanwhile. Numbers are given anew, in the order of the old ones. */
    private void insert(StagedTable table) {
        List<String> numbers = table.numbers();
        List<String> names = table.names().stream().filter(name -> !numbers.contains(name)).toList();
        run("insert into " + table.real() + " (" + table.list(names, StagedTable::quoted, ", ") + ") select "
                + table.list(names, table::first, ", ") + " from " + table.staged() + " s where not exists (select 1 from "
                + table.before() + " b where " + table.sameKey("b", "s") + ") and " + table.hasParents()
                + (numbers.isEmpty() ? "" : " order by " + table.list(numbers, name -> "s." + StagedTable.quoted(name), ", "))
                + " on conflict do nothing");
    }

    private long countNotTaken(StagedTable table) {
        return count("select count(*) as rows from " + table.staged() + " s where not exists (select 1 from " + table.real()
                + " x where " + table.sameKey("x", "s") + ") and not exists (select 1 from " + table.before() + " b where "
                + table.sameKey("b", "s") + ")");
    }

    private void run(String sql) {
        SessionContext.current().createNativeMutationQuery(sql).executeUpdate();
    }

    private long count(String sql) {
        return SessionContext.current().createNativeQuery(sql, Long.class).addScalar("rows", StandardBasicTypes.LONG)
                .getSingleResult();
    }
}
