package io.vigil.system.backup.archive;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/** Whether a manifest is such as a backup has. Its texts have a form, because some of them are told to people. */
final class ManifestCheck {

    private static final int MOST_TABLES = 200;
    private static final int MOST_KEYS = 100;
    private static final int MOST_COLUMNS = 500;
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern COLUMN = Pattern.compile("[a-z_][a-z0-9_]{0,62}");
    private static final Pattern VERSION = Pattern.compile("[0-9A-Za-z.+_-]{1,64}");
    private static final Pattern KEY_ID = Pattern.compile("[0-9a-f]{8}");

    private ManifestCheck() {
    }

    /** @throws NotABackup if it is not */
    static void check(Manifest manifest) throws NotABackup {
        if (manifest.format() != Manifest.FORMAT) {
            throw new NotABackup("This backup has format " + manifest.format() + ", and only format " + Manifest.FORMAT
                    + " is known here");
        }
        Manifest.Media media = manifest.media();
        require(media != null && manifest.tables() != null && manifest.tables().size() <= MOST_TABLES
                && manifest.createdAt() != null && manifest.sequence() >= 0
                && isOf(VERSION, manifest.appVersion()) && isOf(Manifest.TIMESTAMP, manifest.timestamp())
                && manifest.keyIds() != null && manifest.keyIds().size() <= MOST_KEYS
                && manifest.keyIds().stream().allMatch(id -> isOf(KEY_ID, id)) && isHash(media.listSha256())
                && media.files() >= 0
                && media.listBytes() >= 0);
        Set<String> names = new HashSet<>();
        for (Manifest.Rows rows : manifest.tables()) {
            require(rows != null && rows.table() != null && rows.columns() != null && !rows.columns().isEmpty()
                    && rows.columns().size() <= MOST_COLUMNS && isHash(rows.sha256()) && rows.bytes() >= 0 && rows.rows() >= 0
                    && names.add(rows.table()));
            require(rows.columns().stream().allMatch(column -> isOf(COLUMN, column)));
            if (BackupTable.named(rows.table()).isEmpty()) {
                throw new NotABackup("It has a table that is not known here");
            }
        }
    }

    static boolean isHash(String text) {
        return isOf(HASH, text);
    }

    private static boolean isOf(Pattern form, String text) {
        return text != null && form.matcher(text).matches();
    }

    private static void require(boolean holds) throws NotABackup {
        if (!holds) {
            throw new NotABackup("The manifest is incomplete");
        }
    }
}
