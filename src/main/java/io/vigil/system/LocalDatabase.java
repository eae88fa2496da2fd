package io.vigil.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import org.jboss.logging.Logger;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

/**
 * A real PostgreSQL without Docker, for dev and test. One server per directory and JVM, however often the application is
 * loaded anew in it; with a directory the data survive, without one they go when the JVM ends.
 */
final class LocalDatabase {

    private static final Logger LOG = Logger.getLogger(LocalDatabase.class);
    private static final Duration START_LIMIT = Duration.ofSeconds(60);

    private LocalDatabase() {
    }

    /** The URL of the directory's server, which is started if it does not run. */
    static synchronized String url(Path directory) {
        // A system property, because each class loader of the application has its own statics.
        String key = "vigil.local-database." + (directory == null ? "temporary" : directory.toAbsolutePath());
        String known = System.getProperty(key);
        if (known != null) {
            return known;
        }
        try {
            String url = url(directory == null ? start(null) : running(directory));
            System.setProperty(key, url);
            return url;
        } catch (IOException e) {
            throw new UncheckedIOException("The embedded PostgreSQL does not start. As root it needs user namespaces "
                    + "(unshare -U true must work); as an ordinary user it needs nothing. Or set QUARKUS_DATASOURCE_JDBC_URL, "
                    + "_USERNAME and _PASSWORD to use a server", e);
        }
    }

    private static String url(int port) {
        return "jdbc:postgresql://localhost:" + port + "/postgres";
    }

    /** The port of the server in this directory: one that a killed process left running is taken over. */
    private static int running(Path directory) throws IOException {
        Path data = directory.toAbsolutePath();
        Files.createDirectories(data.getParent());
        Path lock = data.resolve("postmaster.pid");
        // Line 1 is the process, line 4 the port; a file that is cut short is PostgreSQL's to deal with.
        List<String> lines = Files.exists(lock) ? Files.readAllLines(lock) : List.of();
        if (lines.size() < 4 || !lines.get(0).matches("\\d+")) {
            return start(data);
        }
        Optional<ProcessHandle> server = ProcessHandle.of(Long.parseLong(lines.get(0))).filter(LocalDatabase::isPostgres);
        if (server.isEmpty()) {
            return start(data);
        }
        LOG.infof("Taking over the PostgreSQL that already runs in %s", data);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server.get())));
        return Integer.parseInt(lines.get(3).trim());
    }

    /** The number in an old file may be another process's by now, and that one must not be stopped. */
    private static boolean isPostgres(ProcessHandle process) {
        return process.isAlive() && process.info().command().filter(command -> command.contains("postgres")).isPresent();
    }

    private static int start(Path data) throws IOException {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder().setPGStartupWait(START_LIMIT)
                .setServerConfig("unix_socket_directories", "")
                .setLocaleConfig("locale-provider", "builtin").setLocaleConfig("builtin-locale", "C.UTF-8")
                .setLocaleConfig("locale", "C");
        if (data != null) {
            // The library's defaults trade durability for speed, which is right for a temporary directory only.
            builder.setDataDirectory(data).setCleanDataDirectory(false).setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on");
        }
        return builder.start().getPort();
    }

    private static void stop(ProcessHandle server) {
        // SIGTERM is PostgreSQL's smart shutdown; our own connections are closed by now.
        server.destroy();
        server.onExit().orTimeout(10, TimeUnit.SECONDS).handle((gone, late) -> gone).join();
    }
}
