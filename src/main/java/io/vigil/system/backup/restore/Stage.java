package io.vigil.system.backup.restore;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

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
import io.vigil.system.backup.archive.BackupTable.Part;
import io.vigil.system.backup.archive.Manifest;
import io.vigil.system.backup.archive.NotABackup;
import io.vigil.system.backup.archive.Schema;
import io.vigil.system.backup.archive.Schema.Column;

/** A schema beside the real one, in which a backup's rows are checked by PostgreSQL before anything real is touched. */
@Singleton
public class Stage {

    Stage() {
    }

    /** Whether a restore has one, or left one. */
    public boolean isThere() {
        return SessionContext.session("restore.stage-is-there").asReadOnly().within(Budget.REQUEST)
                .call(db -> db.createNativeQuery("select to_regnamespace('" + StagedTable.SCHEMA + "') is not null as is_there",
                        Boolean.class).addScalar("is_there", StandardBasicTypes.BOOLEAN).getSingleResult());
    }

    /** Takes it away. */
    public void drop() {
        SessionContext.session("restore.drop-stage").within(Budget.BACKUP)
                .run(db -> {
                    db.createNativeMutationQuery("drop schema if exists " + StagedTable.SCHEMA + " cascade").executeUpdate();
                });
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
            findings.add("It was made by a newer version: its schema is " + manifest.schemaVersion() + ", and here it is " + here);
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
     * Makes it anew, and writes down which rows are there now.
     *
     * @param began when the restore did: what was written later arrived meanwhile, and is not written down
     * @return how many rows were written down
     */
    long prepare(List<BackupTable> tables, Instant began, boolean aiConfig) {
        drop();
        return SessionContext.session("restore.prepare").rootOnly().within(Budget.BACKUP).call(db -> {
            db.createNativeMutationQuery("create schema " + StagedTable.SCHEMA).executeUpdate();
            long written = 0;
            for (BackupTable table : tables) {
                StagedTable staged = StagedTable.of(db, table);
                db.createNativeMutationQuery("create unlogged table " + staged.staged() + " (like " + staged.real()
                        + " including defaults including constraints)").executeUpdate();
                db.createNativeMutationQuery("create unlogged table " + staged.before() + " as select "
                        + staged.list(staged.key(), name -> "x." + StagedTable.quoted(name), ", ") + ", " + staged.version()
                        + " as was from " + staged.real() + " x where false").executeUpdate();
                written += db.createNativeMutationQuery("insert into " + staged.before() + " select "
                        + staged.list(staged.key(), name -> "x." + StagedTable.quoted(name), ", ") + ", " + staged.version()
                        + " from " + staged.real() + " x where " + wasThere(staged, aiConfig)).setParameter("began", began)
                        .setParameter("answered", began.minus(Budget.REQUEST.limit())).executeUpdate();
                index(db, staged, staged.before());
            }
            return written;
        });
    }

    /** What a request wrote that may have been under way when the restore began may have been answered since. */
    private static String wasThere(StagedTable staged, boolean aiConfig) {
        List<String> conditions = new ArrayList<>(List.of("cast(:began as timestamptz) > cast(:answered as timestamptz)"));
        if (staged.hasTime("created_at")) {
            conditions.add("x.created_at < " + (staged.table().part() == Part.EVENTS ? ":answered" : ":began"));
        }
        if (staged.hasTime("updated_at")) {
            conditions.add("x.updated_at < :began");
        }
        if (staged.table() == BackupTable.SETTING && !aiConfig) {
            conditions.add(Schema.NO_AI_CONFIG);
        }
        return String.join(" and ", conditions);
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
    void load(Archive archive, Manifest.Rows rows) throws IOException, NotABackup {
        try (InputStream in = archive.rows(rows)) {
            long loaded = SessionContext.session("restore.load").rootOnly().within(Budget.BACKUP)
                    .call(db -> load(db, rows, in));
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

    private static long load(Session db, Manifest.Rows rows, InputStream in) throws IOException {
        StagedTable staged = StagedTable.of(db, BackupTable.named(rows.table()).orElseThrow());
        long loaded = RowCopy.in(db,
                staged.staged() + " (" + staged.list(rows.columns(), StagedTable::quoted, ", ") + ")", in);
        index(db, staged, staged.staged());
        return loaded;
    }
}
