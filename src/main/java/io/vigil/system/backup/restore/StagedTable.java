package io.vigil.system.backup.restore;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import org.hibernate.Session;

import io.vigil.system.backup.archive.BackupTable;
import io.vigil.system.backup.archive.Schema;
import io.vigil.system.backup.archive.Schema.Column;
import io.vigil.system.backup.archive.Schema.Reference;

/**
 * A table in the middle of a restore, and the SQL that is made of what the schema says of it. In that SQL {@code x} is the row
 * that is there, {@code s} the backup's, and {@code b} says which rows were there before.
 *
 * @param schema of the restore
 * @param key the columns by which a row is known on every machine
 */
record StagedTable(String schema, BackupTable table, List<Column> columns, List<String> key, List<Reference> references) {

    private static final String NAME = "name";
    private static final String CONTROLLER = "protect_controller_id";

    static StagedTable of(Session db, String schema, BackupTable table) {
        return new StagedTable(schema, table, Schema.columns(db, table.table()), Schema.key(db, table.table()),
                Schema.references(db, table.table()));
    }

    String name() {
        return table.table();
    }

    String real() {
        return "public." + name();
    }

    /** The backup's rows. */
    String staged() {
        return schema + "." + name();
    }

    /** The keys of the rows that were there when the restore began, each with what it was then, or null to be left alone. */
    String before() {
        return schema + ".before_" + name();
    }

    /** Changes with each change of the row that counts. A row that was frozen keeps its xmin. */
    String version() {
        return table.ownColumns().isEmpty() ? "cast(x.xmin as text)"
                : "cast(to_jsonb(x) - array[" + table.ownColumns().stream().map(column -> "'" + column + "'")
                        .collect(Collectors.joining(", ")) + "] as text)";
    }

    String list(List<String> names, UnaryOperator<String> form, String between) {
        return names.stream().map(form).collect(Collectors.joining(between));
    }

    /** That two rows have the same key. */
    String sameKey(String one, String other) {
        return list(key, name -> one + '.' + quoted(name) + " = " + other + '.' + quoted(name), " and ");
    }

    List<String> names() {
        return columns.stream().map(Column::name).toList();
    }

    /** What a restore writes into a row that is there. */
    List<String> changed() {
        return columns.stream().filter(column -> !column.numbered()).map(Column::name)
                .filter(name -> !key.contains(name) && !table.ownColumns().contains(name)).toList();
    }

    /** The backup's value of a column: where it refers to what is not there, nothing. */
    String value(String name) {
        Optional<Reference> reference = references.stream().filter(known -> known.column().equals(name)).findFirst();
        return reference.filter(known -> !known.required())
                .map(known -> "case when " + isThere(known) + " then s." + quoted(name) + " end").orElse("s." + quoted(name));
    }

    /** The value that a row begins with: whatever must be unique and others may have as well comes last. */
    String first(String name) {
        if (isNamed() && name.equals(NAME)) {
            return "cast(s.id as text)";
        }
        return table == BackupTable.CAMERA && name.equals(CONTROLLER) ? "cast(null as uuid)" : value(name);
    }

    /** What is unique in it beside its key, and may pass from one row to another. */
    List<String> uniqueColumns() {
        if (table == BackupTable.CAMERA) {
            return List.of(NAME, CONTROLLER + ", protect_camera_id");
        }
        return isNamed() ? List.of(NAME) : List.of();
    }

    private boolean isNamed() {
        return table == BackupTable.CAMERA || table == BackupTable.PROTECT_CONTROLLER;
    }

    /** That the row is as it was before, or is as it is because of this very transaction, and is not to be left alone. */
    String isUntouched() {
        return "(" + version() + " = b.was or x.xmin = cast(pg_current_xact_id() as xid) and (b.was is not null or b."
                + quoted(key.get(0)) + " is null))";
    }

    /** That all it cannot be without is there. */
    String hasParents() {
        List<String> needed = references.stream().filter(Reference::required).map(StagedTable::isThere).toList();
        return needed.isEmpty() ? "true" : String.join(" and ", needed);
    }

    private static String isThere(Reference reference) {
        return "exists (select 1 from public." + reference.parent() + " p where p." + quoted(reference.parentKey()) + " = s."
                + quoted(reference.column()) + ")";
    }

    /** Whether it has that column, and it tells of what people and cameras did. */
    boolean hasTime(String name) {
        return names().contains(name) && !table.ownColumns().contains(name);
    }

    /** The columns that this database counts: another one has the same numbers for other rows. */
    List<String> numbers() {
        return columns.stream().filter(Column::numbered).map(Column::name).toList();
    }

    static String quoted(String name) {
        return '"' + name + '"';
    }
}
