package io.vigil.system.backup.archive;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * What a backup says of itself; the entry {@code manifest.json}.
 *
 * @param format of the file; {@link #FORMAT} is the only one so far
 * @param appVersion of the Vigil that made it
 * @param schemaVersion the latest migration that its database had
 * @param timestamp the backup's name, {@code YYYY-MM-DD-hh-mm-ss} in UTC
 * @param sequence counts the backups of a folder, so that clocks that are put back leave their order alone
 * @param keyIds names the secret keys that its secrets are sealed with
 * @param aiConfig whether the settings of models are in it
 * @param tables in the order of {@link BackupTable}
 */
public record Manifest(int format, String appVersion, int schemaVersion, String timestamp, long sequence, Instant createdAt,
        List<String> keyIds, boolean aiConfig, List<Rows> tables, Media media) {

    public static final int FORMAT = 1;
    /** The form of a backup's name. */
    public static final Pattern TIMESTAMP = Pattern.compile("\\d{4}-\\d{2}-\\d{2}-\\d{2}-\\d{2}-\\d{2}");

    /**
     * A table of it, the entry {@code rows/NAME.copy}, in PostgreSQL's COPY text form.
     *
     * @param columns in the order of the file
     * @param bytes of the entry, unpacked
     * @param sha256 of them, in hex
     */
    public record Rows(String table, List<String> columns, long rows, long bytes, String sha256) {
    }

    /**
     * Its files, each an entry {@code media/<name>}; their list is the entry {@code media.list}.
     *
     * @param files how many
     * @param bytes of all together
     * @param missing how many files rows name that were gone before the backup was made
     * @param listBytes of the list
     * @param listSha256 of the list, in hex
     */
    public record Media(long files, long bytes, long missing, long listBytes, String listSha256) {
    }

    /**
     * Reads what a backup says of itself.
     *
     * @throws NotABackup if it is not such as a backup has
     */
    public static Manifest read(byte[] text, ObjectMapper json) throws IOException, NotABackup {
        try {
            Manifest manifest = json.readValue(text, Manifest.class);
            if (manifest == null) {
                throw new NotABackup("The manifest cannot be read");
            }
            ManifestCheck.check(manifest);
            return manifest;
        } catch (JsonProcessingException e) {
            throw new NotABackup("The manifest cannot be read", e);
        }
    }

    /** What it has of that table. */
    public Optional<Rows> rows(BackupTable table) {
        return tables.stream().filter(rows -> rows.table().equals(table.table())).findFirst();
    }

    /** Whether no part was left out of it but, perhaps, its files. */
    public boolean hasAllRows() {
        return aiConfig && Stream.of(BackupTable.EVENT, BackupTable.SETTING, BackupTable.PROTECT_CONTROLLER)
                .allMatch(table -> rows(table).isPresent());
    }

    /** Bytes of all rows. */
    public long databaseBytes() {
        return tables.stream().mapToLong(Rows::bytes).sum();
    }

    /** How many settings it has. */
    public int settingsCount() {
        return rows(BackupTable.SETTING).map(rows -> (int) rows.rows()).orElse(0);
    }
}
