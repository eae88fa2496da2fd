package io.vigil.system.backup;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.hibernate.Session;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.arc.All;
import io.vigil.event.stats.MediaFigures;
import io.vigil.media.MediaFile;
import io.vigil.media.MediaStore;
import io.vigil.session.Budget;
import io.vigil.session.SessionContext;
import io.vigil.session.copy.RowCopy;
import io.vigil.settings.SealedColumn;
import io.vigil.system.backup.archive.ArchiveWriter;
import io.vigil.system.backup.archive.BackupTable;
import io.vigil.system.backup.archive.Manifest;
import io.vigil.system.backup.archive.Schema;
import io.vigil.system.backup.archive.Schema.Column;
import io.vigil.system.backup.work.Lease;

/**
 * Writes the file of a backup. One read-only session copies all rows as they are at one moment; the files that they name follow
 * outside it.
 */
@Singleton
class BackupContent {

    /** What others who write to the disk are left with, at least. */
    private static final long RESERVE = 64L << 20;
    /** What the zip file's writer remembers of each entry, in bytes; measured, and rounded up. */
    private static final long REMEMBERED = 300;

    private static final String FILES = """
            select snapshot from event where snapshot is not null union select thumbnail from event where thumbnail is not null
            union select clip from event where clip is not null union select file from event_frame""";

    private final MediaStore media;
    private final List<SealedColumn> sealed;
    private final ObjectMapper json;
    private final String version;

    BackupContent(MediaStore media, @All List<SealedColumn> sealed, ObjectMapper json,
            @ConfigProperty(name = "quarkus.application.version") String version) {
        this.media = media;
        this.sealed = sealed;
        this.json = json;
        this.version = version;
    }

    /**
     * What the backup is to be called.
     *
     * @param sequence its number in the folder
     */
    record Name(String timestamp, long sequence, Instant createdAt) {
    }

    /**
     * Where it is written to.
     *
     * @param reserve how many bytes are to stay free there: events that come in meanwhile are to find room for their media
     */
    private record Target(Path part, long reserve) {
    }

    private record Copied(int schemaVersion, List<Manifest.Rows> tables, List<String> keyIds, long mediaBytes) {
    }

    /**
     * Writes it, and brings it to the disk.
     *
     * @param part where it is written to; what is written beside it meanwhile, see {@link #beside}, is the caller's to remove
     */
    Manifest write(Choice choice, Name name, Path part, Lease lease) throws IOException {
        try (ArchiveWriter archive = new ArchiveWriter(part)) {
            Target to = new Target(part, Math.max(RESERVE, media.leftByOthers()));
            lease.begin("rows");
            Copied copied = SessionContext.session("backup.read-rows").rootOnly().asReadOnly().within(Budget.BACKUP)
                    .call(db -> copy(db, choice, archive, to, lease));
            requireRoom(to, copied.mediaBytes());
            Manifest.Media files = addMedia(archive, to, lease);
            Manifest manifest = new Manifest(Manifest.FORMAT, version, copied.schemaVersion(), name.timestamp(),
                    name.sequence(), name.createdAt(), copied.keyIds(), choice.aiConfig(), copied.tables(), files);
            archive.finish(json.writeValueAsBytes(manifest));
            return manifest;
        }
    }

    /** The names of the files that are to be added. */
    static Path beside(Path part) {
        return part.resolveSibling(part.getFileName() + ".names");
    }

    private Copied copy(Session db, Choice choice, ArchiveWriter archive, Target to, Lease lease) throws IOException {
        RowCopy.readOneMoment(db);
        List<Manifest.Rows> tables = new ArrayList<>();
        for (BackupTable table : BackupTable.values()) {
            if (choice.has(table)) {
                List<String> columns = Schema.columns(db, table.table()).stream().map(Column::name).toList();
                String query = "select " + columns.stream().map(name -> '"' + name + '"').collect(Collectors.joining(", "))
                        + " from " + rows(table.table(), choice);
                requireRoom(to, 0);
                tables.add(archive.addRows(table.table(), columns, entry -> RowCopy.out(db, query, entry)));
            }
            lease.tell();
        }
        try (OutputStream out = Files.newOutputStream(beside(to.part()))) {
            if (choice.media()) {
                RowCopy.out(db, FILES, out);
            }
        }
        return new Copied(Schema.version(db), tables, keyIds(db, choice),
                choice.media() ? MediaFigures.of(db).bytes() : 0);
    }

    /** Whose secrets are in it; there is more than one while another key takes its place. */
    private List<String> keyIds(Session db, Choice choice) {
        return sealed.stream().filter(column -> choice.has(BackupTable.named(column.table()).orElseThrow()))
                .flatMap(column -> Schema.keyIds(db, column, rows(column.table(), choice)).stream()).distinct().sorted()
                .toList();
    }

    private static String rows(String table, Choice choice) {
        boolean isPart = table.equals(BackupTable.SETTING.table()) && !choice.aiConfig();
        return table + (isPart ? " where " + Schema.NO_AI_CONFIG : "");
    }

    private Manifest.Media addMedia(ArchiveWriter archive, Target to, Lease lease) throws IOException {
        long all;
        try (BufferedReader lines = Files.newBufferedReader(beside(to.part()))) {
            all = lines.lines().count();
        }
        requireMemory(all);
        lease.begin("media");
        lease.total(all + BackupTable.values().length);
        long files = 0;
        long bytes = 0;
        long missing = 0;
        try (BufferedReader lines = Files.newBufferedReader(beside(to.part()))) {
            for (String name = lines.readLine(); name != null; name = lines.readLine()) {
                try {
                    MediaFile file = MediaFile.named(name).orElseThrow(() -> new NoSuchFileException("No name of a file"));
                    Path path = media.find(file).orElseThrow(() -> new NoSuchFileException(file.name()));
                    bytes += archive.addMedia(file, path);
                    files++;
                } catch (NoSuchFileException e) {
                    // It was lost before, or never was: while a backup is made nothing removes files.
                    missing++;
                }
                requireRoom(to, 0);
                lease.tell();
            }
        }
        return archive.addList(files, bytes, missing);
    }

    private static void requireRoom(Target to, long bytes) throws IOException {
        if (to.part().getParent().toFile().getUsableSpace() - to.reserve() < bytes) {
            throw new NoRoom("There is no room on the disk for the backup");
        }
    }

    private static void requireMemory(long files) throws IOException {
        if (files * REMEMBERED > Runtime.getRuntime().maxMemory() / 2) {
            throw new NoRoom("There is no room in memory for a list of " + files
                    + " files: give the process more of it, or make a backup without media");
        }
    }
}
