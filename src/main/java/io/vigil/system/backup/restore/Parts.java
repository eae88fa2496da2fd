package io.vigil.system.backup.restore;

import io.vigil.system.backup.archive.BackupTable;

/**
 * What of a backup is to be restored.
 *
 * @param database cameras, controllers, events and what hangs on them
 * @param media pictures and clips
 * @param settings settings, and accounts that are missing
 */
public record Parts(boolean database, boolean media, boolean settings) {

    boolean has(BackupTable table) {
        return switch (table.part()) {
            case EVENTS, CONTROLLERS -> database;
            case SETTINGS, ACCOUNTS -> settings;
        };
    }
}
