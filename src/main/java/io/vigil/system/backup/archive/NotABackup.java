package io.vigil.system.backup.archive;

/** A file is no backup, or none that can be restored here. The message says why, to people, and repeats nothing of the file. */
public final class NotABackup extends Exception {

    private static final long serialVersionUID = 1L;

    public NotABackup(String why) {
        super(why);
    }

    NotABackup(String why, Throwable cause) {
        super(why, cause);
    }
}
