package io.vigil.scenario;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/** A durable PostgreSQL that a scenario may stop and start again, always on the same port. */
final class StoppableDatabase implements AutoCloseable {

    private final Path data;
    private final int port;
    private EmbeddedPostgres server;

    StoppableDatabase(Path data) throws IOException {
        this.data = data;
        this.port = PackagedVigil.freePort();
        start();
    }

    void start() throws IOException {
        server = EmbeddedPostgres.builder().setPort(port).setDataDirectory(data).setCleanDataDirectory(false)
                .setPGStartupWait(Duration.ofSeconds(60)).setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on").setServerConfig("unix_socket_directories", "").start();
    }

    void stop() throws IOException {
        server.close();
    }

    String url() {
        return "jdbc:postgresql://localhost:" + port + "/postgres";
    }

    long count(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url(), "postgres", "postgres");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** Counts again and again over one connection, and returns once there is something, or nobody wants to know any more. */
    void awaitSome(String sql, BooleanSupplier isOver) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url(), "postgres", "postgres");
                Statement statement = connection.createStatement()) {
            long count = 0;
            while (count == 0 && !isOver.getAsBoolean()) {
                try (ResultSet rows = statement.executeQuery(sql)) {
                    rows.next();
                    count = rows.getLong(1);
                }
                LockSupport.parkNanos(Duration.ofMillis(2).toNanos());
            }
        }
    }

    /** The first column of every row. */
    Set<String> strings(String sql) throws SQLException {
        Set<String> strings = new HashSet<>();
        try (Connection connection = DriverManager.getConnection(url(), "postgres", "postgres");
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                strings.add(rows.getString(1));
            }
        }
        return strings;
    }

    void run(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url(), "postgres", "postgres");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
