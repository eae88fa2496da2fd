package io.vigil.testsupport;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;

import org.eclipse.microprofile.config.ConfigProvider;

/**
 * The tests' own look at the database, past the pool, so that looking changes no count of it. Its connections are kept for the
 * next look: to make one costs the server twenty milliseconds, and every test looks several times.
 */
public final class Database {

    private static final Deque<Connection> IDLE = new ConcurrentLinkedDeque<>();
    private static final int SECONDS_TO_ANSWER = 2;

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
        return look(sql, connection -> read(connection, sql));
    }

    /** The same over a connection that the test keeps. */
    public static List<String> column(Connection connection, String sql) {
        try {
            return read(connection, sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** Runs a statement. */
    public static void run(String sql) {
        look(sql, connection -> {
            try (Statement statement = connection.createStatement()) {
                return statement.execute(sql);
            }
        });
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

    private static List<String> read(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(sql)) {
            List<String> column = new ArrayList<>();
            while (rows.next()) {
                column.add(rows.getString(1));
            }
            return column;
        }
    }

    private static <T> T look(String sql, Look<T> look) {
        Connection connection = kept();
        try {
            T seen = look.with(connection);
            IDLE.push(connection);
            return seen;
        } catch (SQLException e) {
            // Whatever happened to that connection does not happen to the next look.
            close(connection);
            throw new IllegalStateException(sql, e);
        }
    }

    private static Connection kept() {
        try {
            for (Connection idle = IDLE.poll(); idle != null; idle = IDLE.poll()) {
                if (idle.isValid(SECONDS_TO_ANSWER) && idle.getMetaData().getURL().equals(setting("jdbc.url"))) {
                    return idle;
                }
                close(idle);
            }
            return connect();
        } catch (SQLException e) {
            throw new IllegalStateException("the database cannot be looked at", e);
        }
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String setting(String name) {
        return ConfigProvider.getConfig().getOptionalValue("quarkus.datasource." + name, String.class).orElse("");
    }

    private interface Look<T> {

        T with(Connection connection) throws SQLException;
    }
}
