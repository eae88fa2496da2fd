package io.vigil.session.notifications;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;

import org.eclipse.microprofile.config.Config;
import org.postgresql.Driver;
import org.postgresql.PGConnection;

import io.smallrye.config.SmallRyeConfig;

/**
 * A connection of the driver's own, past the pools, that hears hints and asks nothing but whether it is still there: a pool
 * would take it for a leak. Every wait of it has a limit.
 */
final class ListenConnection implements AutoCloseable {

    /** PostgreSQL's name for the hint. */
    static final String CHANNEL = "live_message";

    private final Connection connection;

    private ListenConnection(Connection connection) {
        this.connection = connection;
    }

    /** Where the database is, and who asks. */
    record Address(String url, Properties properties) {

        private static final String DATASOURCE = "quarkus.datasource.";
        /** What the pools ask of the driver, such as encryption. */
        private static final String ADDITIONAL = DATASOURCE + "jdbc.additional-jdbc-properties";
        /** The limits of sessions, which a connection without any has no use for. */
        private static final String SESSION_LIMITS = "options";

        /** The same database as the pools', reached as they reach it, but for its name and its waits. */
        static Address of(Config config) {
            Properties properties = new Properties();
            config.unwrap(SmallRyeConfig.class).getOptionalValues(ADDITIONAL, String.class, String.class)
                    .ifPresent(properties::putAll);
            properties.remove(SESSION_LIMITS);
            config.getOptionalValue(DATASOURCE + "username", String.class).ifPresent(name -> properties.put("user", name));
            config.getOptionalValue(DATASOURCE + "password", String.class).ifPresent(word -> properties.put("password", word));
            properties.put("ApplicationName", "vigil-listen");
            properties.put("connectTimeout", "2");
            properties.put("socketTimeout", "5");
            properties.put("tcpKeepAlive", "true");
            return new Address(config.getValue(DATASOURCE + "jdbc.url", String.class), properties);
        }
    }

    /** Connects and listens. */
    static ListenConnection open(Address address) throws SQLException {
        Connection connection = new Driver().connect(address.url(), address.properties());
        if (connection == null) {
            throw new SQLException("Not an address of a PostgreSQL: only such a database can be listened to", "08001");
        }
        ListenConnection listening = new ListenConnection(connection);
        boolean listens = false;
        try {
            listening.execute("listen " + CHANNEL);
            listens = true;
        } finally {
            if (!listens) {
                listening.abort();
            }
        }
        return listening;
    }

    /** Waits for a hint; false if none came in that time. */
    boolean await(Duration most) throws SQLException {
        return connection.unwrap(PGConnection.class).getNotifications((int) most.toMillis()).length > 0;
    }

    /** Asks PostgreSQL for an answer: a connection that is dead without a word fails here. */
    void probe() throws SQLException {
        execute("select 1");
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Ends it at once, also under another thread that waits for a hint. */
    void abort() {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            throw new IllegalStateException("The driver cannot end a connection", e);
        }
    }

    @Override
    public void close() {
        abort();
    }
}
