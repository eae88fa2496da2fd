package io.vigil.system.backup;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.vigil.session.SessionContext;
import io.vigil.system.backup.archive.Archive;
import io.vigil.system.backup.archive.Manifest;
import io.vigil.system.backup.archive.NotABackup;

/**
 * The backups that are there, each by its timestamp. A backup is in the folder whole or not at all; what it says of itself lies
 * beside it too, so that a list opens no large file.
 */
@Singleton
public class BackupFolder {

    private static final Logger LOG = Logger.getLogger(BackupFolder.class);
    private static final String BEFORE = "vigil-";
    private static final String ZIP = ".zip";
    private static final String PART = ".part";
    private static final String BESIDE = ".json";
    private static final Duration ABANDONED = Duration.ofHours(1);
    /** By when they were made; the clock of the process that made one may have been ahead. */
    private static final Comparator<Kept> NEWEST_FIRST = Comparator.comparingLong((Kept kept) -> kept.manifest().sequence())
            .thenComparing(kept -> kept.manifest().timestamp()).reversed();

    private final Path directory;
    private final ObjectMapper json;

    BackupFolder(BackupConfig config, ObjectMapper json) {
        this.directory = config.directory().toAbsolutePath().normalize();
        this.json = json;
    }

    /** A backup that is there. */
    public record Kept(Manifest manifest, Path file, long bytes) {
    }

    /** Where a backup is written before it is one, by this maker and no other. */
    Path part(UUID maker) throws IOException {
        SessionContext.requireNone("backup");
        Files.createDirectories(directory);
        return directory.resolve(BEFORE + maker + ZIP + PART);
    }

    /** Takes over what was written whole. */
    Kept keep(Path part, Manifest manifest) throws IOException {
        Path file = file(manifest.timestamp());
        long bytes = Files.size(part);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        try {
            forceDirectory();
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
        writeBeside(manifest);
        return new Kept(manifest, file, bytes);
    }

    private void forceDirectory() throws IOException {
        if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    /** The file says the same: without this, it only takes longer to ask it. */
    private void writeBeside(Manifest manifest) {
        try {
            Files.write(beside(manifest.timestamp()), json.writeValueAsBytes(manifest));
        } catch (IOException e) {
            LOG.debugf("Nothing lies beside backup %s: %s", manifest.timestamp(), e.toString());
        }
    }

    /** Whether there is a file of that name, good or not. */
    boolean isTaken(String timestamp) {
        return Files.exists(file(timestamp));
    }

    /** The number of the next backup. */
    long nextSequence() throws IOException {
        return list().stream().mapToLong(kept -> kept.manifest().sequence()).max().orElse(0) + 1;
    }

    /** The one made last first. One that cannot be read is left out. */
    public List<Kept> list() throws IOException {
        SessionContext.requireNone("backup");
        List<Kept> kept = new ArrayList<>();
        for (String timestamp : timestamps()) {
            find(timestamp).ifPresent(kept::add);
        }
        kept.sort(NEWEST_FIRST);
        return kept;
    }

    private List<String> timestamps() throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.startsWith(BEFORE) && name.endsWith(ZIP))
                    .map(name -> name.substring(BEFORE.length(), name.length() - ZIP.length()))
                    .filter(timestamp -> Manifest.TIMESTAMP.matcher(timestamp).matches()).toList();
        }
    }

    /** The backup of that name; empty too where the name has another form, and for one that was deleted just now. */
    public Optional<Kept> find(String timestamp) throws IOException {
        SessionContext.requireNone("backup");
        if (!Manifest.TIMESTAMP.matcher(timestamp).matches()) {
            return Optional.empty();
        }
        Path file = file(timestamp);
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return attributes.isRegularFile()
                    ? manifest(timestamp).filter(manifest -> isCalled(manifest, timestamp))
                            .map(manifest -> new Kept(manifest, file, attributes.size()))
                    : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** By its name it is fetched and removed. */
    private static boolean isCalled(Manifest manifest, String timestamp) {
        boolean is = manifest.timestamp().equals(timestamp);
        if (!is) {
            LOG.warnf("The file of backup %s is called %s, and left out of the list", manifest.timestamp(), timestamp);
        }
        return is;
    }

    private Optional<Manifest> manifest(String timestamp) throws IOException {
        try {
            return Optional.of(Manifest.read(Files.readAllBytes(beside(timestamp)), json));
        } catch (IOException | NotABackup e) {
            LOG.debugf("What lies beside backup %s cannot be read: %s", timestamp, e.toString());
        }
        try (Archive archive = Archive.open(file(timestamp), json)) {
            return Optional.of(archive.manifest());
        } catch (NotABackup e) {
            LOG.warnf("Backup %s is left out of the list: %s", timestamp, e.getMessage());
            return Optional.empty();
        }
    }

    /** Removes it; false if there is none. */
    public boolean delete(String timestamp) throws IOException {
        SessionContext.requireNone("backup");
        if (!Manifest.TIMESTAMP.matcher(timestamp).matches()) {
            return false;
        }
        Files.deleteIfExists(beside(timestamp));
        return Files.deleteIfExists(file(timestamp));
    }

    /** Removes all but so many of those made last, and the last one that leaves nothing out. */
    void keepLast(int count) throws IOException {
        List<Kept> all = list();
        List<Kept> whole = all.stream().filter(kept -> kept.manifest().hasAllRows()).toList();
        Optional<Kept> last = whole.stream().filter(kept -> kept.manifest().media().files() > 0).findFirst()
                .or(() -> whole.stream().findFirst());
        for (Kept old : all.stream().skip(count).toList()) {
            if (!last.equals(Optional.of(old))) {
                delete(old.manifest().timestamp());
            }
        }
    }

    /** Removes what backups and deletions left that never came to an end. For when none is being made. */
    void sweep(Instant now) throws IOException {
        SessionContext.requireNone("backup");
        if (!Files.isDirectory(directory)) {
            return;
        }
        List<Path> left;
        try (Stream<Path> files = Files.list(directory)) {
            left = files.filter(this::isLeft).toList();
        }
        for (Path file : left) {
            if (Instant.ofEpochMilli(file.toFile().lastModified()).isBefore(now.minus(ABANDONED))) {
                Files.deleteIfExists(file);
            }
        }
    }

    private boolean isLeft(Path file) {
        String name = file.getFileName().toString();
        if (!name.startsWith(BEFORE)) {
            return false;
        }
        return name.contains(ZIP + PART) || name.endsWith(BESIDE)
                && Files.notExists(directory.resolve(name.substring(0, name.length() - BESIDE.length()) + ZIP));
    }

    private Path file(String timestamp) {
        return directory.resolve(BEFORE + timestamp + ZIP);
    }

    private Path beside(String timestamp) {
        return directory.resolve(BEFORE + timestamp + BESIDE);
    }
}
