package io.vigil.system.backup;

import io.vigil.system.backup.archive.BackupTable;

/** What a backup is to hold, as clients say it; what they do not say is in it. */
public record Choice(Boolean includeDatabase, Boolean includeThumbnails, Boolean includeSettings, Boolean includeAiConfig,
        Boolean includeProtectConfig) {

    /** All there is. */
    static final Choice ALL = new Choice(true, true, true, true, true);

    boolean media() {
        return isIn(includeThumbnails);
    }

    boolean aiConfig() {
        return isIn(includeAiConfig);
    }

    boolean has(BackupTable table) {
        return switch (table.part()) {
            case EVENTS -> isIn(includeDatabase);
            case CONTROLLERS -> isIn(includeDatabase) && isIn(includeProtectConfig);
            case SETTINGS, ACCOUNTS -> isIn(includeSettings);
        };
    }

    private static boolean isIn(Boolean said) {
        return said == null || said;
    }
}
