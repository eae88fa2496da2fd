package io.vigil.system.backup;

import java.io.IOException;

/** There is no room for a backup, on the disk or in memory. Trying again helps once there is more, or with less in it. */
final class NoRoom extends IOException {
    private static final long serialVersionUID = 1L;

    /** @param message for people */
    NoRoom(String message) {
        super(message);
    }
}
