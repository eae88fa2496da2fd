package io.vigil.system.backup.archive;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import io.vigil.media.MediaFile;

/**
 * Writes the file of a backup from front to back, in memory that grows with the number of files and not with their bytes: the
 * JDK remembers each entry until the end. Beyond 65535 entries or 4 GiB it writes ZIP64 by itself.
 */
public final class ArchiveWriter implements AutoCloseable {

    private static final int BUFFER = 256 << 10;

    private final Path file;
    private final Path list;
    private final ZipOutputStream zip;
    private final Digested listed;

    public ArchiveWriter(Path file) throws IOException {
        this.file = file;
        this.list = file.resolveSibling(file.getFileName() + ".list");
        this.zip = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(file), BUFFER));
        this.listed = new Digested(new BufferedOutputStream(Files.newOutputStream(list)));
    }

    /** What writes an entry; answers the number of rows. */
    @FunctionalInterface
    public interface Filling {
        long fill(OutputStream entry) throws IOException;
    }

    /** Adds a table. */
    public Manifest.Rows addRows(String table, List<String> columns, Filling filling) throws IOException {
        zip.setLevel(Deflater.BEST_SPEED);
        zip.putNextEntry(new ZipEntry(Archive.ROWS + table + Archive.COPY));
        Digested entry = new Digested(zip);
        long rows = filling.fill(entry);
        zip.closeEntry();
        return new Manifest.Rows(table, columns, rows, entry.bytes(), entry.hash());
    }

    /** Adds a media file, as it is: it would not become smaller. Answers its size. */
    public long addMedia(MediaFile name, Path from) throws IOException {
        // Opened first, so that one that has gone leaves no entry.
        try (InputStream bytes = Files.newInputStream(from)) {
            zip.setLevel(Deflater.NO_COMPRESSION);
            zip.putNextEntry(new ZipEntry(Archive.MEDIA + name.name()));
            Digested entry = new Digested(zip);
            bytes.transferTo(entry);
            zip.closeEntry();
            String line = entry.hash() + ' ' + entry.bytes() + ' ' + name.name() + '\n';
            listed.write(line.getBytes(StandardCharsets.US_ASCII));
            return entry.bytes();
        }
    }

    /** Adds the list of the files, after the last of them. */
    public Manifest.Media addList(long files, long bytes, long missing) throws IOException {
        listed.close();
        zip.setLevel(Deflater.BEST_SPEED);
        zip.putNextEntry(new ZipEntry(Archive.LIST));
        Files.copy(list, zip);
        zip.closeEntry();
        return new Manifest.Media(files, bytes, missing, listed.bytes(), listed.hash());
    }

    /** Adds what the backup says of itself, and brings all to the disk. */
    public void finish(byte[] manifest) throws IOException {
        zip.setLevel(Deflater.BEST_SPEED);
        zip.putNextEntry(new ZipEntry(Archive.MANIFEST));
        zip.write(manifest);
        zip.closeEntry();
        zip.close();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
    }

    /** Without {@link #finish}, what there is of the file is no backup. */
    @Override
    public void close() throws IOException {
        try {
            Files.deleteIfExists(list);
        } finally {
            try {
                listed.below().close();
            } finally {
                zip.close();
            }
        }
    }
}
