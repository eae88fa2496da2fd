package io.vigil.media;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

import jakarta.inject.Singleton;

import org.hibernate.id.uuid.UuidVersion7Strategy;

import io.vigil.media.internal.Disk;
import io.vigil.media.internal.HoldMarks;
import io.vigil.session.SessionContext;
import io.vigil.web.forms.MediaDisk;

/**
 * Keeps media files. A file is in the store whole and on the disk, or not at all: it is written under another name, forced to
 * the disk and renamed. Every method that goes to the disk refuses to while a session is open.
 */
@Singleton
public class MediaStore {

    private static final String INCOMING = "incoming";

    private final Path directory;
    private final long reserve;
    private final Clock clock;
    private final HoldMarks held;

    MediaStore(MediaConfig config, Clock clock) {
        this.reserve = config.reserve().asLongValue();
        this.directory = config.directory().toAbsolutePath().normalize();
        this.clock = clock;
        this.held = new HoldMarks(directory, clock);
    }

    /**
     * Takes over an uploaded file; where it was there is nothing left, unless that is another file system.
     *
     * @throws MediaException if the disk is full or fails; nothing is kept then
     */
    public MediaFile keep(Path upload, MediaType type) {
        SessionContext.requireNone("media");
        MediaFile file = new MediaFile(newId(), type);
        try {
            Path target = placeFor(file);
            requireRoom(0);
            Disk.force(upload, StandardOpenOption.WRITE);
            try {
                Files.move(upload, target, StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException otherFileSystem) {
                requireRoom(Files.size(upload));
                store(target, part -> Files.copy(upload, part, StandardCopyOption.REPLACE_EXISTING));
            }
            Disk.settle(target);
            return file;
        } catch (IOException e) {
            throw failure(e, upload.toFile().length());
        }
    }

    /**
     * Keeps the bytes as a file.
     *
     * @throws MediaException if the disk is full or fails; nothing is kept then
     */
    public MediaFile keep(byte[] bytes, MediaType type) {
        SessionContext.requireNone("media");
        MediaFile file = new MediaFile(newId(), type);
        try {
            Path target = placeFor(file);
            requireRoom(bytes.length);
            store(target, part -> Files.write(part, bytes, StandardOpenOption.CREATE_NEW));
            Disk.settle(target);
            return file;
        } catch (IOException e) {
            throw failure(e, bytes.length);
        }
    }

    /**
     * Keeps the bytes under a name that they had before, as out of a backup; whatever has the name now is replaced at once.
     *
     * @param size how many there are
     * @throws IOException if they cannot be read, or the disk is full or fails; nothing is kept then
     */
    public void putBack(MediaFile file, InputStream bytes, long size) throws IOException {
        SessionContext.requireNone("media");
        Path target = placeFor(file);
        requireRoom(size);
        store(target, part -> Files.copy(bytes, part, StandardCopyOption.REPLACE_EXISTING));
        Disk.settle(target);
    }

    /**
     * Keeps every file for five minutes, on all processes that share the folder: what is deleted meanwhile loses its
     * row alone, and its file is an orphan until the sweeper comes. For whoever copies rows first and their files after.
     *
     * @param holder whose hold it is; the same one again holds for longer, another one holds beside it
     * @throws IOException if the disk fails
     */
    public void hold(UUID holder) throws IOException {
        held.set(holder);
    }

    /**
     * Ends what this holder began with {@link #hold}; others hold on.
     *
     * @throws IOException if the disk fails; the hold ends by itself then
     */
    public void release(UUID holder) throws IOException {
        held.end(holder);
    }

    /** Whether files are to stay for now. */
    public boolean isHeld() {
        return held.isSet();
    }

    /** The bytes of the file, or empty if it is not there. */
    public Optional<byte[]> read(MediaFile file) {
        return find(file).map(path -> {
            try {
                return Files.readAllBytes(path);
            } catch (IOException e) {
                throw failure(e, 0);
            }
        });
    }

    /** Where the file is, to be read at once; empty if it is not there or is anything but a plain file of this store. */
    public Optional<Path> find(MediaFile file) {
        SessionContext.requireNone("media");
        try {
            Path root = directory.toRealPath();
            Path path = inside(root, file);
            // Its own real path: neither it nor a folder above it is a link to somewhere else.
            return Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS) && path.toRealPath().equals(path)
                    ? Optional.of(path)
                    : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw failure(e, 0);
        }
    }

    /** How many bytes the file has; empty if it is not there or is anything but a plain file of this store. */
    public OptionalLong size(MediaFile file) {
        Optional<Path> path = find(file);
        try {
            return path.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Files.size(path.get()));
        } catch (NoSuchFileException e) {
            return OptionalLong.empty();
        } catch (IOException e) {
            throw failure(e, 0);
        }
    }

    /**
     * Lets the file be as of now, as if it had just been kept: whoever is about to write a row that names it has the time to.
     *
     * @return false if it is gone, or is another user's and cannot be touched
     */
    public boolean touch(MediaFile file) {
        Optional<Path> path = find(file);
        try {
            if (path.isPresent()) {
                Files.setLastModifiedTime(path.get(), FileTime.from(clock.instant()));
            }
            return path.isPresent();
        } catch (IOException e) {
            return false;
        }
    }

    /** How many bytes may still be kept before the disk counts as full; 0 if it does. */
    public long room() {
        SessionContext.requireNone("media");
        return Math.max(0, existing().toFile().getUsableSpace() - reserve);
    }

    /** How many bytes whoever else writes much to the disk of this store, or to one that may be the same, is to leave free. */
    public long leftByOthers() {
        return MediaDisk.leave(reserve);
    }

    /** How many bytes may be kept that are not those of new events, which are to find room afterwards; 0 if none. */
    public long roomForOthers() {
        SessionContext.requireNone("media");
        return Math.max(0, existing().toFile().getUsableSpace() - leftByOthers());
    }

    /** Whether files can be put there at all, room or not. */
    public boolean isWritable() {
        SessionContext.requireNone("media");
        Path there = existing();
        return Files.isDirectory(there) && Files.isWritable(there);
    }

    /** The folder, or what there is of the way to it before the first file is kept. */
    private Path existing() {
        Path there = directory;
        while (Files.notExists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        return there;
    }

    /**
     * Removes the file, unless files are {@link #hold held}.
     *
     * @return whether there was one and it is removed
     */
    public boolean delete(MediaFile file) {
        Optional<Path> path = isHeld() ? Optional.empty() : find(file);
        try {
            return path.isPresent() && Files.deleteIfExists(path.get());
        } catch (IOException e) {
            throw failure(e, 0);
        }
    }

    /** Time-ordered, so that rows that name it are written side by side; the rest is random. */
    private static UUID newId() {
        return UuidVersion7Strategy.INSTANCE.generateUuid(null);
    }

    /** Two levels of folders by the last digits: the first ones are the time and would fill one folder after the other. */
    private static Path inside(Path root, MediaFile file) {
        String id = file.id().toString();
        int end = id.length();
        Path path = root.resolve(id.substring(end - 2)).resolve(id.substring(end - 4, end - 2)).resolve(file.name())
                .normalize();
        if (!path.startsWith(root)) {
            throw new IllegalArgumentException("Not inside the media store");
        }
        return path;
    }

    private Path placeFor(MediaFile file) throws IOException {
        if (!Files.isDirectory(directory)) {
            Files.createDirectories(directory);
        }
        Path root = directory.toRealPath();
        Path target = inside(root, file);
        Disk.makeDirectory(target.getParent().getParent());
        Disk.makeDirectory(target.getParent());
        if (!target.getParent().toRealPath().equals(target.getParent())) {
            throw new IOException("A folder of the media store is a link");
        }
        return target;
    }

    @FunctionalInterface
    private interface Filling {
        void fill(Path part) throws IOException;
    }

    /** Fills a file beside the store's own, and only when it is on the disk gives it its name. */
    private void store(Path target, Filling filling) throws IOException {
        Path incoming = directory.toRealPath().resolve(INCOMING);
        Disk.makeDirectory(incoming);
        Path part = incoming.resolve(target.getFileName());
        try {
            filling.fill(part);
            Disk.force(part, StandardOpenOption.WRITE);
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** Room is what is free beyond the reserve; an upload that lies on the disk already takes no more. */
    private void requireRoom(long bytes) throws IOException {
        if (directory.toFile().getUsableSpace() - reserve < bytes) {
            throw new IOException("No space left but the reserve");
        }
    }

    private MediaException failure(IOException cause, long neededBytes) {
        return new MediaException("The media store failed", cause, directory.toFile().getUsableSpace(), neededBytes);
    }
}
