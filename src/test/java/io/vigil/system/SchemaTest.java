package io.vigil.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;

import jakarta.inject.Inject;

import org.hibernate.SessionFactory;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.metamodel.mapping.AttributeMapping;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.testsupport.Database;

/** Entities and migrations say the same: no column without an attribute, no attribute without a column. */
@QuarkusTest
class SchemaTest {

    @Inject
    SessionFactory sessionFactory;

    @Test
    void entities_and_tables_hold_together() {
        Set<String> mapped = new TreeSet<>();
        Set<String> tables = new TreeSet<>();
        sessionFactory.unwrap(SessionFactoryImplementor.class).getMappingMetamodel().forEachEntityDescriptor(entity -> {
            String table = entity.getMappedTableDetails().getTableName();
            tables.add(table);
            entity.getIdentifierMapping()
                    .forEachSelectable((i, column) -> mapped.add(table + "." + column.getSelectionExpression()));
            for (AttributeMapping attribute : entity.getAttributeMappings()) {
                attribute.forEachSelectable((i, column) -> mapped.add(table + "." + column.getSelectionExpression()
                        + (column.isNullable() ? "" : " not null")));
            }
        });
        Set<String> stored = new TreeSet<>(Database.column("""
                select c.table_name || '.' || c.column_name
                    || case when c.is_nullable = 'NO' and k.column_name is null then ' not null' else '' end
                from information_schema.columns c
                left join (
                    select u.table_name, u.column_name from information_schema.key_column_usage u
                    join information_schema.table_constraints t using (constraint_name, table_name)
                    where t.constraint_type = 'PRIMARY KEY'
                ) k on k.table_name = c.table_name and k.column_name = c.column_name
                where c.table_schema = 'public' and c.table_name in ('%s')""".formatted(String.join("','", tables))));
        assertThat(tables).isNotEmpty();
        assertThat(mapped).isEqualTo(stored);
    }
}
