package io.vigil.media;

import java.io.IOException;

import io.vigil.web.ProblemException;

/**
 * Media cannot be kept or read. {@link #kind()} tells what to do next. The message is for people and names no file of this
 * machine; the cause, where there is one, does.
 */
public class MediaException extends RuntimeException {

    /** What the caller does next. */
    public enum Kind {
        /** Nothing fits on the disk: free some space and the same call works. */
        DISK_FULL,
        /** The disk fails: a person must look. */
        DISK_FAILED,
        /** The clip cannot be read, now or ever, within the memory and output that one clip may take. */
        UNREADABLE,
        /** It took too long, or no process became free: the same call may work later. */
        LATER,
        /** There is no ffmpeg here: the clip is kept, but nobody can look into it. */
        NO_FFMPEG
    }

    private final Kind kind;

    private MediaException(Kind kind, String what, Throwable cause) {
        super(what, cause);
        this.kind = kind;
    }

    MediaException(String what, IOException cause, long usableBytes, long neededBytes) {
        this(usableBytes < neededBytes || ProblemException.isNoSpace(cause) ? Kind.DISK_FULL : Kind.DISK_FAILED, what, cause);
    }

    /** For a clip that is not what it should be. */
    public static MediaException unreadable(String what) {
        return new MediaException(Kind.UNREADABLE, what, null);
    }

    /** For want of time or of a free process. */
    public static MediaException later(String what, Throwable cause) {
        return new MediaException(Kind.LATER, what, cause);
    }

    /** For want of the program. */
    public static MediaException noFfmpeg(String what, Throwable cause) {
        return new MediaException(Kind.NO_FFMPEG, what, cause);
    }

    /** What the caller does next. */
    public Kind kind() {
        return kind;
    }

    /** Whether space is what is missing. */
    public boolean isDiskFull() {
        return kind == Kind.DISK_FULL;
    }
}
