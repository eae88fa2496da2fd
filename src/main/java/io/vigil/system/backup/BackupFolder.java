package io.vigil.system.backup;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import com.fasterxml.jackson.core.JsonProcessingException;
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
    private static final Pattern NAME = Pattern.compile("\\d{4}-\\d{2}-\\d{2}-\\d{2}-\\d{2}-\\d{2}");
    private static final String BEFORE = "vigil-";
    private static final String ZIP = ".zip";
    private static final String PART = ".part";
    private static final Duration ABANDONED = Duration.ofHours(1);

    private final Path directory;
    private final ObjectMapper json;

    BackupFolder(BackupConfig config, ObjectMapper json) {
        this.directory = config.directory().toAbsolutePath().normalize();
        this.json = json;
    }

    /** A backup that is there. */
    public record Kept(Manifest manifest, Path file, long bytes) {
    }

    /** Where a backup is written before it is one. */
    Path part(String timestamp) throws IOException {
        SessionContext.requireNone("backup");
        Files.createDirectories(directory);
        return directory.resolve(BEFORE + timestamp + ZIP + PART);
    }

    /** Room for another, in bytes. */
    long room() {
        return directory.toFile().getUsableSpace();
    }

    /** Takes over what was written whole. */
    Kept keep(Path part, Manifest manifest) throws IOException {
        Files.write(beside(manifest.timestamp()), json.writeValueAsBytes(manifest));
        Path file = file(manifest.timestamp());
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
        return new Kept(manifest, file, Files.size(file));
    }

    /** The newest first. One that cannot be read is left out. */
    public List<Kept> list() throws IOException {
        SessionContext.requireNone("backup");
        List<Kept> kept = new ArrayList<>();
        for (String timestamp : timestamps()) {
            find(timestamp).ifPresent(kept::add);
        }
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
                    .filter(timestamp -> NAME.matcher(timestamp).matches()).sorted(Comparator.reverseOrder()).toList();
        }
    }

    /** The backup of that name; empty too where the name has another form. */
    public Optional<Kept> find(String timestamp) throws IOException {
        SessionContext.requireNone("backup");
        if (!NAME.matcher(timestamp).matches() || !Files.isRegularFile(file(timestamp))) {
            return Optional.empty();
        }
        Path file = file(timestamp);
        return manifest(timestamp).map(manifest -> new Kept(manifest, file, file.toFile().length()));
    }

    private Optional<Manifest> manifest(String timestamp) throws IOException {
        if (Files.isRegularFile(beside(timestamp))) {
            try {
                return Optional.of(json.readValue(beside(timestamp).toFile(), Manifest.class));
            } catch (JsonProcessingException e) {
                LOG.debugf("What lies beside backup %s cannot be read: %s", timestamp, e.getMessage());
            }
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
        if (!NAME.matcher(timestamp).matches()) {
            return false;
        }
        boolean deleted = Files.deleteIfExists(file(timestamp));
        Files.deleteIfExists(beside(timestamp));
        return deleted;
    }

    /** Removes all but the newest so many. */
    void keepLast(int count) throws IOException {
        for (String old : timestamps().stream().skip(count).toList()) {
            delete(old);
        }
    }

    /** Removes what backups left that never came to an end; one that is being made is written to all the while. */
    void sweep(Instant now) throws IOException {
        SessionContext.requireNone("backup");
        if (!Files.isDirectory(directory)) {
            return;
        }
        List<Path> parts;
        try (Stream<Path> files = Files.list(directory)) {
            parts = files.filter(file -> file.getFileName().toString().contains(ZIP + PART)).toList();
        }
        for (Path part : parts) {
            if (Instant.ofEpochMilli(part.toFile().lastModified()).isBefore(now.minus(ABANDONED))) {
                Files.deleteIfExists(part);
            }
        }
    }

    private Path file(String timestamp) {
        return directory.resolve(BEFORE + timestamp + ZIP);
    }

    private Path beside(String timestamp) {
        return directory.resolve(BEFORE + timestamp + ".json");
    }
}
