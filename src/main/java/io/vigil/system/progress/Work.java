package io.vigil.system.progress;

import java.util.Locale;

/** Work that takes long. Of each, one is under way at a time, on whatever replica. */
public enum Work {
    /** Old events go. */
    PURGE,
    /** All events go. */
    WIPE,
    /** Everything is copied. */
    BACKUP,
    /** A copy comes back. */
    RESTORE,
    /** Secrets are sealed anew with another key. */
    KEY_ROTATION;

    /** As rows and clients have it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
