package bench;

import java.io.IOException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import java.util.List;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/** The PostgreSQL that all forks use, and what they are told of it. */
final class Server implements AutoCloseable {

    private final EmbeddedPostgres postgres;

    Server() throws IOException {
        // A commit is not to wait for the disk: that costs everybody the same, and is the noisiest part of a machine.
        postgres = EmbeddedPostgres.builder().setServerConfig("fsync", "off").setServerConfig("synchronous_commit", "off")
                .setServerConfig("unix_socket_directories", "").start();
    }

    /** The settings with which a fork starts the application. */
    List<String> settings() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        return List.of("-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
                "-Dquarkus.datasource.jdbc.url=jdbc:postgresql://localhost:" + postgres.getPort() + "/postgres",
                "-Dquarkus.datasource.username=postgres", "-Dvigil.secret-key=" + Base64.getEncoder().encodeToString(key),
                "-Dvigil.data.directory=data", "-Dvigil.media.directory=data/media", "-Dquarkus.http.host=localhost",
                "-Dquarkus.http.port=0", "-Dquarkus.scheduler.enabled=false", "-Dquarkus.log.level=WARN");
    }

    String version() throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("show server_version")) {
            rows.next();
            return rows.getString(1);
        }
    }

    @Override
    public void close() throws IOException {
        postgres.close();
    }
}
