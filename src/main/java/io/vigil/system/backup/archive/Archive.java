package io.vigil.system.backup.archive;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.vigil.media.MediaFile;

/**
 * The file of a backup, read. Nothing of it is believed: names are those that a backup has and never paths, sizes are those
 * that it told before, and hashes are compared.
 */
public final class Archive implements AutoCloseable {

    static final String MANIFEST = "manifest.json";
    static final String LIST = "media.list";
    static final String ROWS = "rows/";
    static final String COPY = ".copy";
    static final String MEDIA = "media/";

    private static final String DAMAGED = "The zip file is damaged, or cannot be read";
    /** Of the memory, what the list of entries may take. */
    private static final int SHARE = 4;
    private static final int LARGEST_MANIFEST = 1 << 20;
    /** Rows are text of which much is repeated; what unpacks to more than this was made to fill a disk. */
    private static final long LARGEST_RATIO = 200;
    private static final long ANYWAY = 16L << 20;

    private final ZipFile zip;
    private final Path file;
    private final Manifest manifest;

    private Archive(ZipFile zip, Path file, Manifest manifest) {
        this.zip = zip;
        this.file = file;
        this.manifest = manifest;
    }

    /** What is done with a media file. */
    @FunctionalInterface
    public interface MediaVisitor {
        void visit(MediaFile file, InputStream bytes, long size) throws IOException;
    }

    /**
     * Opens it and reads what it says of itself.
     *
     * @throws NotABackup if it is none, or cannot be read
     * @throws NoSuchFileException if there is no such file
     */
    public static Archive open(Path file, ObjectMapper json) throws IOException, NotABackup {
        requireMemory(file);
        ZipFile zip;
        try {
            zip = new ZipFile(file.toFile());
        } catch (NoSuchFileException e) {
            throw e;
        } catch (IOException | IllegalArgumentException e) {
            throw new NotABackup("This is not a zip file", e);
        }
        boolean opened = false;
        try {
            Archive archive = new Archive(zip, file, manifest(zip, json));
            opened = true;
            return archive;
        } catch (IOException | IllegalArgumentException e) {
            throw new NotABackup(DAMAGED, e);
        } finally {
            if (!opened) {
                zip.close();
            }
        }
    }

    private static void requireMemory(Path file) throws IOException, NotABackup {
        try {
            if (CentralDirectory.bytes(file) > Runtime.getRuntime().maxMemory() / SHARE) {
                throw new NotABackup("Its list of files does not fit into the memory of this process");
            }
        } catch (FileNotFoundException e) {
            throw new NoSuchFileException(file.toString());
        }
    }

    private static Manifest manifest(ZipFile zip, ObjectMapper json) throws IOException, NotABackup {
        ZipEntry entry = zip.getEntry(MANIFEST);
        if (entry == null) {
            throw new NotABackup("This zip file is no backup of Vigil: it has no manifest");
        }
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] text = in.readNBytes(LARGEST_MANIFEST + 1);
            if (text.length > LARGEST_MANIFEST) {
                throw new NotABackup("The manifest is too large");
            }
            // Of all else it has the hashes; this sum is all there is of its own, and the JDK does not compare it.
            CRC32 sum = new CRC32();
            sum.update(text);
            if (entry.getCrc() != sum.getValue()) {
                throw new NotABackup(DAMAGED);
            }
            return Manifest.read(text, json);
        }
    }

    /** What it says of itself. */
    public Manifest manifest() {
        return manifest;
    }

    /**
     * Reads all of it once and compares.
     *
     * @throws NotABackup if a name, a size or a hash is not what it should be, or it cannot be read
     */
    public void verify() throws NotABackup {
        try {
            checkNames();
            for (Manifest.Rows rows : manifest.tables()) {
                compare(ROWS + rows.table() + COPY, rows.bytes(), rows.sha256());
            }
            compare(LIST, manifest.media().listBytes(), manifest.media().listSha256());
            long files = 0;
            try (MediaList lines = list()) {
                for (MediaList.Line line = lines.next(); line != null; line = lines.next()) {
                    requireCount(++files <= manifest.media().files());
                    compare(MEDIA + line.file().name(), line.size(), line.hash());
                }
            }
            requireCount(files == manifest.media().files() && zip.size() == files + manifest.tables().size() + 2);
        } catch (IOException | IllegalArgumentException e) {
            // What the JDK throws at a damaged file is any of these, by the place of the damage.
            throw new NotABackup(DAMAGED, e);
        }
    }

    private static void requireCount(boolean holds) throws NotABackup {
        if (!holds) {
            throw new NotABackup("It has more or fewer files than it says");
        }
    }

    private void checkNames() throws NotABackup {
        long unpacked = 0;
        for (Iterator<? extends ZipEntry> entries = zip.entries().asIterator(); entries.hasNext();) {
            ZipEntry entry = entries.next();
            if (!isOurs(entry.getName())) {
                throw new NotABackup("It has a file that no backup has");
            }
            unpacked += Math.max(0, entry.getSize());
        }
        if (unpacked > file.toFile().length() * LARGEST_RATIO + ANYWAY) {
            throw new NotABackup("It unpacks to far more than it should");
        }
        requireCount(manifest.media().files() <= zip.size());
    }

    private static boolean isOurs(String name) {
        if (name.startsWith(MEDIA)) {
            return MediaList.isMediaFile(name.substring(MEDIA.length()));
        }
        if (name.startsWith(ROWS) && name.endsWith(COPY) && name.length() > ROWS.length() + COPY.length()) {
            return BackupTable.named(name.substring(ROWS.length(), name.length() - COPY.length())).isPresent();
        }
        return name.equals(MANIFEST) || name.equals(LIST);
    }

    private void compare(String name, long size, String hash) throws IOException, NotABackup {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null || entry.getSize() != size) {
            throw new NotABackup("A file of it is missing, or has another size than it says");
        }
        Digested digested = new Digested(OutputStream.nullOutputStream());
        try (InputStream in = zip.getInputStream(entry)) {
            // An entry may go on for longer than it says.
            byte[] buffer = new byte[64 << 10];
            for (int read = in.read(buffer); read >= 0 && digested.bytes() <= size; read = in.read(buffer)) {
                digested.write(buffer, 0, read);
            }
        }
        if (digested.bytes() != size || !digested.hash().equals(hash)) {
            throw new NotABackup("A file of it was changed or damaged: its hash is another");
        }
    }

    /** The rows of a table. */
    public InputStream rows(Manifest.Rows rows) throws IOException {
        return zip.getInputStream(zip.getEntry(ROWS + rows.table() + COPY));
    }

    /** Shows every media file, one after the other. */
    public void eachMedia(MediaVisitor visitor) throws IOException, NotABackup {
        try (MediaList lines = list()) {
            for (MediaList.Line line = lines.next(); line != null; line = lines.next()) {
                try (InputStream in = zip.getInputStream(entry(MEDIA + line.file().name()))) {
                    visitor.visit(line.file(), in, line.size());
                }
            }
        }
    }

    private MediaList list() throws IOException, NotABackup {
        return new MediaList(zip.getInputStream(entry(LIST)));
    }

    private ZipEntry entry(String name) throws NotABackup {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw new NotABackup("A file of it is missing");
        }
        return entry;
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
