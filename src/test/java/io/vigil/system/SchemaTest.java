package io.vigil.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import jakarta.inject.Inject;

import org.hibernate.SessionFactory;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.metamodel.mapping.SelectableMapping;
import org.hibernate.type.SqlTypes;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.testsupport.Database;

/** Entities and migrations say the same: no column without an attribute, no attribute without a column. */
@QuarkusTest
class SchemaTest {

    private static final Map<Integer, String> TYPES = Map.of(SqlTypes.VARCHAR, "text", SqlTypes.UUID, "uuid", SqlTypes.BOOLEAN,
            "bool", SqlTypes.INTEGER, "int4", SqlTypes.BIGINT, "int8", SqlTypes.TIMESTAMP_UTC, "timestamptz", SqlTypes.ARRAY,
            "_text", SqlTypes.JSON, "jsonb", SqlTypes.NUMERIC, "numeric", SqlTypes.DOUBLE, "float8");

    @Inject
    SessionFactory sessionFactory;

    @Test
    void entities_and_tables_hold_together() {
        Set<String> mapped = new TreeSet<>();
        Set<String> tables = new TreeSet<>();
        sessionFactory.unwrap(SessionFactoryImplementor.class).getMappingMetamodel().forEachEntityDescriptor(entity -> {
            String table = entity.getMappedTableDetails().getTableName();
            tables.add(table);
            entity.forEachSelectable((i, column) -> mapped.add(described(table, column)));
            entity.getIdentifierMapping().forEachSelectable((i, column) -> mapped.add(described(table, column)));
        });
        Set<String> stored = new TreeSet<>(Database.column("""
                select table_name || '.' || column_name || ' ' || udt_name from information_schema.columns
                where table_schema = 'public' and table_name in ('%s')""".formatted(String.join("','", tables))));
        assertThat(tables).isNotEmpty();
        assertThat(mapped).isEqualTo(stored);
    }

    private static String described(String table, SelectableMapping column) {
        int code = column.getJdbcMapping().getJdbcType().getDefaultSqlTypeCode();
        return table + "." + column.getSelectionExpression() + " " + TYPES.getOrDefault(code, "unlisted type " + code);
    }
}
