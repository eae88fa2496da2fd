package io.vigil.system.backup.archive;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

import com.fasterxml.jackson.core.JsonProcessingException;
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

    private static final int LARGEST_MANIFEST = 1 << 20;
    /** Rows are text of which much is repeated; what unpacks to more than this was made to fill a disk. */
    private static final long LARGEST_RATIO = 200;
    private static final long ANYWAY = 16L << 20;
    private static final int LONGEST_LINE = 200;
    private static final int MOST_TABLES = 200;
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern COLUMN = Pattern.compile("[a-z_][a-z0-9_]{0,62}");

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
     * @throws NotABackup if it is none
     */
    public static Archive open(Path file, ObjectMapper json) throws IOException, NotABackup {
        ZipFile zip;
        try {
            zip = new ZipFile(file.toFile());
        } catch (ZipException e) {
            throw new NotABackup("This is not a zip file", e);
        }
        boolean opened = false;
        try {
            Archive archive = new Archive(zip, file, manifest(zip, json));
            archive.checkManifest();
            opened = true;
            return archive;
        } catch (ZipException e) {
            throw new NotABackup("The zip file is damaged", e);
        } finally {
            if (!opened) {
                zip.close();
            }
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
            Manifest manifest = json.readValue(text, Manifest.class);
            if (manifest == null) {
                throw new NotABackup("The manifest cannot be read");
            }
            return manifest;
        } catch (JsonProcessingException e) {
            throw new NotABackup("The manifest cannot be read", e);
        }
    }

    private void checkManifest() throws NotABackup {
        if (manifest.format() != Manifest.FORMAT) {
            throw new NotABackup("This backup has format " + manifest.format() + ", and only format " + Manifest.FORMAT
                    + " is known here");
        }
        Manifest.Media media = manifest.media();
        require(media != null && manifest.tables() != null && manifest.tables().size() <= MOST_TABLES
                && manifest.createdAt() != null && manifest.timestamp() != null && manifest.appVersion() != null
                && manifest.keyId() != null && isHash(media.listSha256()) && media.files() >= 0 && media.listBytes() >= 0);
        Set<String> names = new HashSet<>();
        for (Manifest.Rows rows : manifest.tables()) {
            require(rows != null && rows.table() != null && rows.columns() != null && !rows.columns().isEmpty()
                    && isHash(rows.sha256()) && rows.bytes() >= 0 && rows.rows() >= 0 && names.add(rows.table()));
            require(rows.columns().stream().allMatch(column -> column != null && COLUMN.matcher(column).matches()));
            if (BackupTable.named(rows.table()).isEmpty()) {
                throw new NotABackup("It has a table that is not known here");
            }
        }
    }

    private static boolean isHash(String text) {
        return text != null && HASH.matcher(text).matches();
    }

    private static void require(boolean holds) throws NotABackup {
        if (!holds) {
            throw new NotABackup("The manifest is incomplete");
        }
    }

    /** What it says of itself. */
    public Manifest manifest() {
        return manifest;
    }

    /**
     * Reads all of it once and compares.
     *
     * @throws NotABackup if a name, a size or a hash is not what it should be
     */
    public void verify() throws IOException, NotABackup {
        checkNames();
        try {
            for (Manifest.Rows rows : manifest.tables()) {
                compare(ROWS + rows.table() + COPY, rows.bytes(), rows.sha256());
            }
            compare(LIST, manifest.media().listBytes(), manifest.media().listSha256());
            long files = 0;
            try (BufferedReader lines = list()) {
                for (Line line = next(lines); line != null; line = next(lines)) {
                    compare(MEDIA + line.file().name(), line.size(), line.hash());
                    files++;
                }
            }
            if (files != manifest.media().files() || zip.size() != files + manifest.tables().size() + 2) {
                throw new NotABackup("It has more or fewer files than it says");
            }
        } catch (ZipException e) {
            throw new NotABackup("The zip file is damaged", e);
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
    }

    private static boolean isOurs(String name) {
        if (name.startsWith(MEDIA)) {
            return isMediaFile(name.substring(MEDIA.length()));
        }
        if (name.startsWith(ROWS) && name.endsWith(COPY) && name.length() > ROWS.length() + COPY.length()) {
            return BackupTable.named(name.substring(ROWS.length(), name.length() - COPY.length())).isPresent();
        }
        return name.equals(MANIFEST) || name.equals(LIST);
    }

    private static boolean isMediaFile(String name) {
        try {
            MediaFile.parse(name);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
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
        try (BufferedReader lines = list()) {
            for (Line line = next(lines); line != null; line = next(lines)) {
                try (InputStream in = zip.getInputStream(zip.getEntry(MEDIA + line.file().name()))) {
                    visitor.visit(line.file(), in, line.size());
                }
            }
        }
    }

    private record Line(String hash, long size, MediaFile file) {
    }

    private BufferedReader list() throws IOException {
        return new BufferedReader(
                new InputStreamReader(zip.getInputStream(zip.getEntry(LIST)), StandardCharsets.US_ASCII), LONGEST_LINE);
    }

    private static Line next(BufferedReader lines) throws IOException, NotABackup {
        String line = lines.readLine();
        if (line == null) {
            return null;
        }
        String[] words = line.split(" ", -1);
        if (words.length != 3 || !isHash(words[0]) || !words[1].matches("\\d{1,18}") || !isMediaFile(words[2])) {
            throw new NotABackup("The list of files cannot be read");
        }
        return new Line(words[0], Long.parseLong(words[1]), MediaFile.parse(words[2]));
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
