package io.vigil.system.backup.archive;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a backup says of itself; the entry {@code manifest.json}.
 *
 * @param format of the file; {@link #FORMAT} is the only one so far
 * @param appVersion of the Vigil that made it
 * @param schemaVersion the latest migration that its database had
 * @param timestamp the backup's name, {@code YYYY-MM-DD-hh-mm-ss} in UTC
 * @param keyId names the secret key that its secrets are sealed with
 * @param aiConfig whether the settings of models are in it
 * @param tables in the order of {@link BackupTable}
 */
public record Manifest(int format, String appVersion, int schemaVersion, String timestamp, Instant createdAt, String keyId,
        boolean aiConfig, List<Rows> tables, Media media) {

    public static final int FORMAT = 1;

    /**
     * A table of it, the entry {@code rows/
     * <table>
     * .copy}, in PostgreSQL's COPY text form.
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

    /** What it has of that table. */
    public Optional<Rows> rows(BackupTable table) {
        return tables.stream().filter(rows -> rows.table().equals(table.table())).findFirst();
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
