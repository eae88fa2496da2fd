package io.vigil.system.backup.restore;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import jakarta.inject.Singleton;
import jakarta.persistence.PersistenceException;

import org.hibernate.Session;
import org.hibernate.type.StandardBasicTypes;

import io.vigil.session.Budget;
import io.vigil.session.SessionContext;
import io.vigil.session.SessionException;
import io.vigil.session.copy.RowCopy;
import io.vigil.system.backup.archive.Archive;
import io.vigil.system.backup.archive.BackupTable;
import io.vigil.system.backup.archive.Manifest;
import io.vigil.system.backup.archive.NotABackup;
import io.vigil.system.backup.archive.Schema;
import io.vigil.system.backup.archive.Schema.Column;

/**
 * A schema beside the real one, in which a backup's rows are checked by PostgreSQL before anything real is touched. Each
 * restore has its own, so that one that lost its lease meddles with nothing.
 */
@Singleton
public class Stage {

    private static final String PREFIX = "restore_stage_";
    private static final int NAME_DIGITS = 8;
    private static final String THERE = "select cast(nspname as text) as name from pg_namespace where starts_with(nspname, '"
            + PREFIX + "')";
    /**
     * Who sent what was stored so long before may still be answered: the driver waits for a lost answer to COMMIT for 30 s,
     * and another session then asks what became of it.
     */
    private static final Duration LATEST_ANSWER = Duration.ofSeconds(60);
    /** When a person, a camera or a model last had to do with a row; each may be null or not be there. */
    private static final List<String> TIMES = List.of("created_at", "updated_at", "generated_at", "ran_at", "answered_at");

    Stage() {
    }

    /** A name that no other restore has. */
    static String newName() {
        return PREFIX + UUID.randomUUID().toString().substring(0, NAME_DIGITS);
    }

    /** Whether a restore has one, or left one. */
    public boolean isThere() {
        return SessionContext.session("restore.stage-is-there").asReadOnly().within(Budget.REQUEST)
                .call(db -> !db.createNativeQuery(THERE, String.class).addScalar("name", StandardBasicTypes.STRING)
                        .getResultList().isEmpty());
    }

    /** Takes away all that there are; for when no restore is under way. */
    public void drop() {
        SessionContext.session("restore.drop-stages").within(Budget.BACKUP).run(db -> {
            db.createNativeQuery(THERE, String.class).addScalar("name", StandardBasicTypes.STRING).getResultList()
                    .forEach(schema -> drop(db, schema));
        });
    }

    /** Takes away that one. */
    void drop(String schema) {
        SessionContext.session("restore.drop-stage").within(Budget.BACKUP).run(db -> {
            drop(db, schema);
        });
    }

    private static void drop(Session db, String schema) {
        db.createNativeMutationQuery("drop schema if exists " + schema + " cascade").executeUpdate();
    }

    /**
     * Whether this schema can take the backup's rows.
     *
     * @throws NotABackup if not
     */
    void requireFit(Manifest manifest) throws NotABackup {
        List<String> findings = SessionContext.session("restore.look-at-schema").asReadOnly().call(db -> misfits(db, manifest));
        if (!findings.isEmpty()) {
            throw new NotABackup(findings.get(0));
        }
    }

    private static List<String> misfits(Session db, Manifest manifest) {
        List<String> findings = new ArrayList<>();
        int here = Schema.version(db);
        if (manifest.schemaVersion() > here) {
            findings.add("It was made by a newer version: its schema is " + manifest.schemaVersion() + ", and here it is "
                    + here);
        }
        for (Manifest.Rows rows : manifest.tables()) {
            Set<String> told = new HashSet<>(rows.columns());
            List<Column> columns = Schema.columns(db, rows.table());
            Set<String> known = new HashSet<>(columns.stream().map(Column::name).toList());
            if (told.size() != rows.columns().size() || !known.containsAll(told)) {
                findings.add("Its table " + rows.table() + " has columns that are not known here");
            }
            for (Column column : columns) {
                if (column.required() && !column.filled() && !told.contains(column.name())) {
                    findings.add("Its table " + rows.table() + " has no column " + column.name() + ", which is needed here");
                }
            }
        }
        return findings;
    }

    /**
     * Makes it, and writes down which rows are there now, each with its version; without one where it was written so late that
     * it is none of those which the restore replaces.
     *
     * @param began when the restore was asked for
     * @return how many rows were written down
     */
    long prepare(String schema, List<BackupTable> tables, Instant began, boolean aiConfig) {
        return SessionContext.session("restore.prepare").rootOnly().within(Budget.BACKUP).call(db -> {
            db.createNativeMutationQuery("create schema " + schema).executeUpdate();
            long written = 0;
            for (BackupTable table : tables) {
                StagedTable staged = StagedTable.of(db, schema, table);
                db.createNativeMutationQuery("create unlogged table " + staged.staged() + " (like " + staged.real()
                        + " including defaults including constraints)").executeUpdate();
                String rows = " select " + staged.list(staged.key(), name -> "x." + StagedTable.quoted(name), ", ")
                        + ", case when " + isOlder(staged, began.minus(LATEST_ANSWER), aiConfig) + " then " + staged.version()
                        + " end as was from " + staged.real() + " x";
                db.createNativeMutationQuery("create unlogged table " + staged.before() + " as" + rows + " where false")
                        .executeUpdate();
                written += db.createNativeMutationQuery("insert into " + staged.before() + rows).executeUpdate();
                index(db, staged, staged.before());
            }
            return written;
        });
    }

    private static String isOlder(StagedTable staged, Instant time, boolean aiConfig) {
        List<String> conditions = new ArrayList<>();
        for (String column : TIMES) {
            if (staged.hasTime(column)) {
                conditions.add("(x." + column + " < cast('" + time + "' as timestamptz)) is not false");
            }
        }
        if (staged.table() == BackupTable.SETTING && !aiConfig) {
            conditions.add(Schema.NO_AI_CONFIG);
        }
        return conditions.isEmpty() ? "true" : String.join(" and ", conditions);
    }

    private static void index(Session db, StagedTable staged, String table) {
        db.createNativeMutationQuery("alter table " + table + " add primary key ("
                + staged.list(staged.key(), StagedTable::quoted, ", ") + ")").executeUpdate();
        db.createNativeMutationQuery("analyze " + table).executeUpdate();
    }

    /**
     * Loads the rows of a table.
     *
     * @throws NotABackup if they are not such as the table takes
     */
    void load(String schema, Archive archive, Manifest.Rows rows) throws IOException, NotABackup {
        try (InputStream in = archive.rows(rows)) {
            long loaded = SessionContext.session("restore.load").rootOnly().within(Budget.BACKUP)
                    .call(db -> load(db, schema, rows, in));
            if (loaded != rows.rows()) {
                throw new NotABackup("Its table " + rows.table() + " has not as many rows as it says");
            }
        } catch (PersistenceException | SessionException e) {
            // Class 22 is data that cannot be read, class 23 a constraint; PostgreSQL, appendix A.
            String state = SessionException.sqlException(e).map(sql -> String.valueOf(sql.getSQLState())).orElse("");
            if (state.startsWith("22") || state.startsWith("23")) {
                throw new NotABackup("Its table " + rows.table() + " has rows that cannot be");
            }
            throw e;
        }
    }

    private static long load(Session db, String schema, Manifest.Rows rows, InputStream in) throws IOException {
        StagedTable staged = StagedTable.of(db, schema, BackupTable.named(rows.table()).orElseThrow());
        long loaded = RowCopy.in(db,
                staged.staged() + " (" + staged.list(rows.columns(), StagedTable::quoted, ", ") + ")", in);
        index(db, staged, staged.staged());
        for (String column : staged.uniqueColumns()) {
            db.createNativeMutationQuery("alter table " + staged.staged() + " add unique (" + column + ")").executeUpdate();
        }
        return loaded;
    }
}
