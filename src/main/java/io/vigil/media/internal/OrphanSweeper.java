package io.vigil.media.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import jakarta.inject.Singleton;
import jakarta.persistence.PersistenceException;

import org.jboss.logging.Logger;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.vigil.media.MediaConfig;
import io.vigil.media.MediaFile;
import io.vigil.media.MediaOwner;
import io.vigil.media.MediaStore;
import io.vigil.session.SessionContext;
import io.vigil.session.SessionException;

/**
 * Takes away what a crash left in the media store: files that no row names, halves of files, uploads that nobody waits for.
 * Young files are left alone, because their row may be about to be written.
 */
@Singleton
public class OrphanSweeper {

    private static final Logger LOG = Logger.getLogger(OrphanSweeper.class);
    /** The store's folders of the first level are 00 to ff; each tick looks through some of them. */
    private static final int FOLDERS = 256;
    private static final int FOLDERS_A_TICK = 16;
    private static final int BATCH = 500;
    private static final List<String> PASSING = List.of("incoming", "uploads");

    private final MediaStore store;
    private final List<MediaOwner> owners;
    private final MediaConfig config;
    private final Clock clock;
    private final MeterRegistry registry;
    private int next;

    OrphanSweeper(MediaStore store, @All List<MediaOwner> owners, MediaConfig config, Clock clock, MeterRegistry registry) {
        this.store = store;
        this.owners = owners;
        this.config = config;
        this.clock = clock;
        this.registry = registry;
    }

    @Scheduled(every = "10m", delayed = "5m", concurrentExecution = ConcurrentExecution.SKIP)
    void tick() {
        int first = next;
        next = (first + FOLDERS_A_TICK) % FOLDERS;
        sweep(first, first + FOLDERS_A_TICK);
    }

    /** Looks through the whole store; answers how many files it took away. */
    public int sweep() {
        return sweep(0, FOLDERS);
    }

    private int sweep(int from, int to) {
        SessionContext.requireNone("media");
        Instant before = clock.instant().minus(config.orphanAge());
        int removed = 0;
        try {
            for (String folder : PASSING) {
                for (Path file : oldFiles(folder, before)) {
                    removed += Files.deleteIfExists(file) ? 1 : 0;
                }
            }
            for (int folder = from; folder < to; folder++) {
                removed += sweepNamed(oldFiles(String.format("%02x", folder), before));
            }
        } catch (IOException e) {
            LOG.warnf("The media store cannot be swept: %s", e.toString());
        } catch (PersistenceException | SessionException e) {
            if (!SessionException.isDatabaseUnavailable(e)) {
                throw e;
            }
            LOG.debugf("No database to ask which files are in use: %s", e.getMessage());
        }
        registry.counter("media.orphans.removed").increment(removed);
        return removed;
    }

    private int sweepNamed(List<Path> old) {
        List<MediaFile> files = old.stream().map(Path::getFileName).map(Path::toString).flatMap(OrphanSweeper::ours).toList();
        int removed = 0;
        for (int at = 0; at < files.size(); at += BATCH) {
            List<MediaFile> batch = files.subList(at, Math.min(files.size(), at + BATCH));
            List<String> names = batch.stream().map(MediaFile::name).toList();
            Set<String> inUse = new HashSet<>();
            owners.forEach(owner -> inUse.addAll(owner.inUse(names)));
            for (MediaFile file : batch) {
                if (!inUse.contains(file.name())) {
                    store.delete(file);
                    removed++;
                }
            }
        }
        return removed;
    }

    /** What somebody else put there is left alone. */
    private static Stream<MediaFile> ours(String name) {
        try {
            return Stream.of(MediaFile.parse(name));
        } catch (IllegalArgumentException e) {
            return Stream.empty();
        }
    }

    private List<Path> oldFiles(String folder, Instant before) throws IOException {
        Path root = config.directory().resolve(folder);
        if (!Files.isDirectory(root, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        List<Path> old = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root, 2)) {
            for (Path file : files.filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)).toList()) {
                if (isOlder(file, before)) {
                    old.add(file);
                }
            }
        }
        return old;
    }

    private static boolean isOlder(Path file, Instant before) throws IOException {
        try {
            return Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant().isBefore(before);
        } catch (NoSuchFileException e) {
            return false;
        }
    }
}
