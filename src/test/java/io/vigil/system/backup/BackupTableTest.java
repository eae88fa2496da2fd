package io.vigil.system.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.session.SessionContext;
import io.vigil.system.backup.archive.BackupTable;
import io.vigil.system.backup.archive.Schema;
import io.vigil.testsupport.Database;

/** A backup knows the whole schema. */
@QuarkusTest
class BackupTableTest {

    @Test
    void every_table_is_in_a_backup_or_left_out_by_name() {
        Set<String> known = new TreeSet<>(BackupTable.LEFT_OUT);
        Arrays.stream(BackupTable.values()).map(BackupTable::table).forEach(known::add);

        assertThat(known).isEqualTo(new TreeSet<>(Database.column(
                "select tablename from pg_tables where schemaname = 'public'")));
    }

    @Test
    void every_table_stands_behind_those_that_it_refers_to() {
        List<String> order = Arrays.stream(BackupTable.values()).map(BackupTable::table).toList();
        for (String reference : Database.column("""
                select c.conrelid::regclass || ' ' || c.confrelid::regclass from pg_constraint c
                where c.contype = 'f' and c.conrelid <> c.confrelid""")) {
            String[] tables = reference.split(" ");
            if (order.contains(tables[0])) {
                assertThat(order.indexOf(tables[1])).as(reference).isBetween(0, order.indexOf(tables[0]) - 1);
            }
        }
    }

    @Test
    void every_table_of_a_backup_has_a_key_and_references_of_one_column() {
        for (BackupTable table : BackupTable.values()) {
            assertThat(Database.count("select count(*) from pg_index where indisprimary and indrelid = '" + table.table()
                    + "'::regclass")).as(table.table()).isEqualTo(1);
            assertThat(Database.count("select count(*) from pg_constraint where contype = 'f' and cardinality(conkey) > 1 "
                    + "and conrelid = '" + table.table() + "'::regclass")).as(table.table()).isZero();
        }
    }

    @Test
    void every_table_whose_rows_are_counted_has_a_key_that_means_the_same_in_another_database() {
        for (BackupTable table : BackupTable.values()) {
            String number = Database.value("select attname from pg_attribute where attidentity <> '' and attrelid = '"
                    + table.table() + "'::regclass");
            List<String> key = SessionContext.session("backup-table-test.key").asReadOnly()
                    .call(db -> Schema.key(db, table.table()));
            assertThat(key).as(table.table()).isNotEmpty().doesNotContain(number);
        }
    }

    @Test
    void every_column_that_is_the_running_processs_is_there() {
        for (BackupTable table : BackupTable.values()) {
            assertThat(Database.column("select attname from pg_attribute where attrelid = '" + table.table() + "'::regclass"))
                    .containsAll(table.ownColumns());
        }
    }
}
