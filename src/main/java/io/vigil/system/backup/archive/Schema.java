package io.vigil.system.backup.archive;

import java.util.List;
import java.util.stream.Collectors;

import jakarta.persistence.Tuple;

import org.hibernate.Session;
import org.hibernate.type.StandardBasicTypes;

import io.vigil.settings.ModelSettings;
import io.vigil.settings.SealedColumn;

/** What the database itself says of its tables; inside the session that is open. */
public final class Schema {

    /** The rows of settings but for those that say which models are asked, and how. */
    public static final String NO_AI_CONFIG = "key not in ("
            + ModelSettings.names().stream().map(name -> "'" + name + "'").collect(Collectors.joining(", ")) + ")";

    private static final String COLUMNS = """
            select a.attname as name, a.attnotnull as required, a.atthasdef or a.attidentity <> '' as filled,
                a.attidentity <> '' as numbered
            from pg_attribute a where a.attrelid = cast('public.' || :name as regclass) and a.attnum > 0 and not a.attisdropped
            order by a.attnum""";

    private static final String KEY = """
            select a.attname as name from pg_attribute a join (
                select i.indrelid, i.indkey from pg_index i
                where i.indrelid = cast('public.' || :name as regclass) and i.indisunique and i.indpred is null
                    and i.indexprs is null and not exists (select 1 from pg_attribute n
                        where n.attrelid = i.indrelid and n.attnum = any (i.indkey) and not n.attnotnull)
                order by exists (select 1 from pg_attribute n
                        where n.attrelid = i.indrelid and n.attnum = any (i.indkey) and n.attidentity <> ''),
                    not i.indisprimary, i.indexrelid
                limit 1
            ) best on a.attrelid = best.indrelid and a.attnum = any (best.indkey)
            order by a.attnum""";

    private static final String REFERENCES = """
            select a.attname as name, p.relname as parent, pa.attname as parent_key, a.attnotnull as required
            from pg_constraint c join pg_class p on p.oid = c.confrelid
                join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
                join pg_attribute pa on pa.attrelid = c.confrelid and pa.attnum = c.confkey[1]
            where c.contype = 'f' and c.conrelid = cast('public.' || :name as regclass) and cardinality(c.conkey) = 1""";

    private Schema() {
    }

    /**
     * A column.
     *
     * @param required whether it takes no null
     * @param filled whether PostgreSQL fills it where nothing is given
     * @param numbered whether it does so by counting
     */
    public record Column(String name, boolean required, boolean filled, boolean numbered) {
    }

    /** A reference of a column to the key of another table. */
    public record Reference(String column, String parent, String parentKey, boolean required) {
    }

    /** The columns of a table, in its order. */
    public static List<Column> columns(Session db, String table) {
        return db.createNativeQuery(COLUMNS, Tuple.class).addScalar("name", StandardBasicTypes.STRING)
                .addScalar("required", StandardBasicTypes.BOOLEAN).addScalar("filled", StandardBasicTypes.BOOLEAN)
                .addScalar("numbered", StandardBasicTypes.BOOLEAN).setParameter("name", table).getResultList().stream()
                .map(row -> new Column(row.get("name", String.class), row.get("required", Boolean.class),
                        row.get("filled", Boolean.class), row.get("numbered", Boolean.class)))
                .toList();
    }

    /** The columns of its primary key; where those are counted, of another one, which means the same in another database. */
    public static List<String> key(Session db, String table) {
        return db.createNativeQuery(KEY, String.class).addScalar("name", StandardBasicTypes.STRING).setParameter("name", table)
                .getResultList();
    }

    /** What it refers to. */
    public static List<Reference> references(Session db, String table) {
        return db.createNativeQuery(REFERENCES, Tuple.class).addScalar("name", StandardBasicTypes.STRING)
                .addScalar("parent", StandardBasicTypes.STRING).addScalar("parent_key", StandardBasicTypes.STRING)
                .addScalar("required", StandardBasicTypes.BOOLEAN).setParameter("name", table).getResultList().stream()
                .map(row -> new Reference(row.get("name", String.class), row.get("parent", String.class),
                        row.get("parent_key", String.class), row.get("required", Boolean.class)))
                .toList();
    }

    /**
     * The names of the keys that sealed what the column has.
     *
     * @param rows the table, and which of its rows
     */
    public static List<String> keyIds(Session db, SealedColumn column, String rows) {
        return db.createNativeQuery("""
                select distinct found[2] as key_id
                from (select regexp_matches(cast(%s as text), :sealed, 'g') as found from %s) every_secret"""
                .formatted(column.column(), rows), String.class).addScalar("key_id", StandardBasicTypes.STRING)
                .setParameter("sealed", column.pattern("([0-9a-f]{8})")).getResultList();
    }

    /** The latest migration that it had. */
    public static int version(Session db) {
        return db.createNativeQuery("""
                select coalesce(max(cast(version as integer)), 0) as version from flyway_schema_history
                where success and version is not null""", Integer.class).addScalar("version", StandardBasicTypes.INTEGER)
                .getSingleResult();
    }
}
