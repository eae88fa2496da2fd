package io.vigil.media.internal;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import jakarta.inject.Singleton;
import jakarta.persistence.PersistenceException;

import org.jboss.logging.Logger;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.vigil.media.MediaConfig;
import io.vigil.media.MediaException;
import io.vigil.media.MediaFile;
import io.vigil.media.MediaOwner;
import io.vigil.media.MediaStore;
import io.vigil.session.SessionContext;
import io.vigil.session.SessionException;

/**
 * Takes away what a crash left in the media store: files that no row names, halves of files, uploads that nobody waits for.
 * Young files are left alone, because their row may be about to be written; and for some weeks files that are older than the
 * database, because their rows may be about to be restored.
 */
@Singleton
public class OrphanSweeper {

    private static final Logger LOG = Logger.getLogger(OrphanSweeper.class);
    /** The store's folders of the first level are 00 to ff; each tick looks through some of them. */
    private static final int FOLDERS = 256;
    private static final int FOLDERS_A_TICK = 16;
    /**
     * How long files that are older than the database stay, from its first migration on: whoever lost the database, or moved
     * to another, has so much time to bring the rows back before their files go.
     */
    private static final Duration TIME_TO_RESTORE = Duration.ofDays(30);
    private static final List<String> PASSING = List.of("incoming", "uploads", HoldMarks.FOLDER);

    private final MediaStore store;
    private final List<MediaOwner> owners;
    private final DatabaseBirth birth;
    private final MediaConfig config;
    private final Clock clock;
    private final MeterRegistry registry;
    private int next;

    OrphanSweeper(MediaStore store, @All List<MediaOwner> owners, DatabaseBirth birth, MediaConfig config, Clock clock,
            MeterRegistry registry) {
        this.store = store;
        this.owners = owners;
        this.birth = birth;
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
        if (store.isHeld()) {
            return 0;
        }
        Instant before = clock.instant().minus(config.orphanAge());
        int removed = 0;
        try {
            for (String folder : PASSING) {
                for (Path file : oldFiles(folder, before)) {
                    removed += isDone(() -> Files.deleteIfExists(file)) ? 1 : 0;
                }
            }
            for (int folder = from; folder < to; folder++) {
                removed += sweepNamed(oldFiles(String.format("%02x", folder), before), before);
            }
        } catch (PersistenceException | SessionException e) {
            if (!SessionException.isDatabaseUnavailable(e)) {
                throw e;
            }
            LOG.debugf("No database to ask which files are in use: %s", e.getMessage());
        }
        registry.counter("media.orphans.removed").increment(removed);
        return removed;
    }

    /** What somebody else put there is left alone. */
    private int sweepNamed(List<Path> old, Instant before) {
        List<MediaFile> files = old.stream().map(Path::getFileName).map(Path::toString)
                .flatMap(name -> MediaFile.named(name).stream()).toList();
        int removed = 0;
        for (int at = 0; at < files.size(); at += MediaOwner.MOST_NAMES) {
            List<MediaFile> batch = files.subList(at, Math.min(files.size(), at + MediaOwner.MOST_NAMES));
            List<MediaFile> orphans = MediaOwner.unused(batch, owners);
            if (!orphans.isEmpty()) {
                removed += takeAway(orphans, before);
            }
        }
        return removed;
    }

    /** Its age is asked for after its rows: where another database came between, what is older than that one stays. */
    private int takeAway(List<MediaFile> orphans, Instant before) {
        Instant born = birth.read();
        Instant from = clock.instant().isBefore(born.plus(TIME_TO_RESTORE)) ? born : Instant.MIN;
        int removed = 0;
        for (MediaFile file : orphans) {
            removed += isDone(() -> isStillOfThen(file, from, before) && store.delete(file)) ? 1 : 0;
        }
        return removed;
    }

    /** Since the rows were read a restore may have come and gone that found the file there: it touched it. */
    private boolean isStillOfThen(MediaFile file, Instant from, Instant before) {
        return store.find(file).filter(path -> isOfThen(path, from, before)).isPresent();
    }

    @FunctionalInterface
    private interface Deletion {
        boolean run() throws IOException;
    }

    /** One file that stays is no reason to leave the others. */
    private static boolean isDone(Deletion deletion) {
        try {
            return deletion.run();
        } catch (IOException e) {
            LOG.warnf("A file of the media store cannot be taken away: %s", e.toString());
        } catch (MediaException e) {
            LOG.warnf("A file of the media store cannot be taken away: %s", e.getCause());
        }
        return false;
    }

    /** Of the folder and those in it, no deeper. */
    private List<Path> oldFiles(String folder, Instant before) {
        List<Path> old = new ArrayList<>();
        for (Path entry : entries(config.directory().resolve(folder))) {
            List<Path> files = Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS) ? entries(entry) : List.of(entry);
            files.stream().filter(file -> isOfThen(file, Instant.MIN, before)).forEach(old::add);
        }
        return old;
    }

    /** Others put files in and take them away meanwhile; a folder that cannot be read does not keep the sweeper from others. */
    private static List<Path> entries(Path folder) {
        List<Path> entries = new ArrayList<>();
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return entries;
        }
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(entries::add);
        } catch (NoSuchFileException e) {
            // It has just gone.
        } catch (IOException | DirectoryIteratorException e) {
            LOG.warnf("A folder of the media store cannot be swept: %s", e.toString());
        }
        return entries;
    }

    /** One look tells all: between two, the file may go. */
    private static boolean isOfThen(Path file, Instant from, Instant before) {
        try {
            BasicFileAttributes facts = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            Instant written = facts.lastModifiedTime().toInstant();
            return facts.isRegularFile() && !written.isBefore(from) && written.isBefore(before);
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            LOG.warnf("A file of the media store cannot be looked at: %s", e.toString());
            return false;
        }
    }
}
