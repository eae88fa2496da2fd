package io.vigil.protect.internal;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import io.vigil.session.SchemaReady;

/** Deletes at the start what a process before this one fetched from controllers and did not live to use. */
@Singleton
class LeftFiles {

    private static final Logger LOG = Logger.getLogger(LeftFiles.class);
    /** Of all files that a controller sent, until somebody moves or deletes them. */
    private static final String NAMES = "vigil-protect*";
    /** Nobody fetches for so long; another process may be fetching now. */
    private static final Duration OLD = Duration.ofHours(1);

    private final Clock clock;

    LeftFiles(Clock clock) {
        this.clock = clock;
    }

    void start(@Observes SchemaReady ready) {
        sweep(Path.of(System.getProperty("java.io.tmpdir")));
    }

    void sweep(Path folder) {
        Instant old = clock.instant().minus(OLD);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, NAMES)) {
            for (Path file : files) {
                if (Files.getLastModifiedTime(file).toInstant().isBefore(old)) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            LOG.warnf("Files that controllers sent once are left in %s: %s", folder, e.getMessage());
        }
    }
}
