package io.vigil.session.faults;

import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

import org.eclipse.microprofile.config.ConfigProvider;

/** A connection past the line, which sees what is stored and who works in the server, and may be the other side of a clash. */
final class Witness implements AutoCloseable {

    private static final String WORKING = "select count(*) from pg_stat_activity where application_name = 'vigil' "
            + "and backend_type = 'client backend' and state <> 'idle'";

    private final Connection connection;

    private Witness(Connection connection) {
        this.connection = connection;
    }

    static Witness past(FaultLine line) throws SQLException {
        return new Witness(DriverManager.getConnection(line.urlPast(), setting("username"), setting("password")));
    }

    /** The keys that are stored; asked once no session is at work in the server any more, so that the answer is final. */
    Set<String> stored() throws SQLException {
        if (!value(WORKING).equals("0")) {
            await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5)).until(() -> value(WORKING).equals("0"));
        }
        Set<String> keys = new HashSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select key from setting")) {
            while (rows.next()) {
                keys.add(rows.getString(1));
            }
        }
        return keys;
    }

    /** The first column of the first row. */
    String value(String sql) throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getString(1) : null;
        }
    }

    void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Waits until the query answers true. */
    void awaitTrue(String sql) {
        await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5)).until(() -> "t".equals(value("select " + sql)));
    }

    /** Ends the backend of that process number and waits until it is gone. */
    void end(String backend) throws SQLException {
        endWhere("pid = " + backend);
    }

    /** Ends every backend of the application and waits until they are gone; answers how many there were. */
    int endAll() throws SQLException {
        return endWhere("application_name = 'vigil'");
    }

    private int endWhere(String condition) throws SQLException {
        String ended = value("select count(pg_terminate_backend(pid)) from pg_stat_activity where " + condition);
        awaitTrue("not exists (select 1 from pg_stat_activity where " + condition + ")");
        return Integer.parseInt(ended);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private static String setting(String name) {
        return ConfigProvider.getConfig().getOptionalValue("quarkus.datasource." + name, String.class).orElse("");
    }
}
