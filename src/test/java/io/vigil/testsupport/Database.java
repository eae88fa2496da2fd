package io.vigil.testsupport;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

import org.eclipse.microprofile.config.ConfigProvider;

/** The tests' own look at the database, past the pool, so that looking changes no count of it. */
public final class Database {

    private Database() {
    }

    /** The first column of the first row, or null. */
    public static String value(String sql) {
        List<String> column = column(sql);
        return column.isEmpty() ? null : column.get(0);
    }

    /** The count that the query answers. */
    public static long count(String sql) {
        return Long.parseLong(value(sql));
    }

    /** The first column of each row. */
    public static List<String> column(String sql) {
        try (Connection connection = connect()) {
            return column(connection, sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** The same over a connection that the test keeps. */
    public static List<String> column(Connection connection, String sql) {
        try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(sql)) {
            List<String> column = new ArrayList<>();
            while (rows.next()) {
                column.add(rows.getString(1));
            }
            return column;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** Runs a statement. */
    public static void run(String sql) {
        try (Connection connection = connect(); Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /**
     * Empties every table but the migrations' own, whichever there are. Few have rows, and to delete those costs less than to
     * truncate all, which makes each table and index a new file.
     */
    public static void empty() {
        run("""
                do $$ declare name text; is_filled boolean; begin
                    set local session_replication_role = replica;
                    for name in select quote_ident(tablename) from pg_tables
                            where schemaname = 'public' and tablename <> 'flyway_schema_history' loop
                        execute 'select exists (select 1 from ' || name || ')' into is_filled;
                        if is_filled then execute 'delete from ' || name; end if;
                    end loop;
                end $$""");
    }

    /** A connection of the test's own. */
    public static Connection connect() throws SQLException {
        return DriverManager.getConnection(setting("jdbc.url"), setting("username"), setting("password"));
    }

    private static String setting(String name) {
        return ConfigProvider.getConfig().getOptionalValue("quarkus.datasource." + name, String.class).orElse("");
    }
}
