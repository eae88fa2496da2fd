package io.vigil.media;

import java.io.IOException;
import java.util.Locale;

/** The media store cannot do its work: the disk is full, or fails. The cause tells the file. */
public class MediaException extends RuntimeException {

    private final boolean diskFull;

    MediaException(String what, IOException cause, long usableBytes, long neededBytes) {
        super(what + ": " + cause.getMessage(), cause);
        this.diskFull = usableBytes < neededBytes || saysFull(cause);
    }

    /** Whether space is what is missing: free some and the same call works. Otherwise a person must look. */
    public boolean isDiskFull() {
        return diskFull;
    }

    /** Java has no type for it; the text is the system's own, or the quota's. */
    private static boolean saysFull(IOException cause) {
        String text = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        return text.contains("no space left") || text.contains("quota exceeded") || text.contains("not enough space");
    }
}
