package io.vigil.media;

import java.util.Optional;

import io.vigil.media.internal.Bytes;

/** The kinds of file that are kept. */
public enum MediaType {

    JPEG("image/jpeg", "jpg"),
    PNG("image/png", "png"),
    MP4("video/mp4", "mp4");

    private static final long PNG_SIGNATURE = 0x89504E470D0A1A0AL;
    private static final int FTYP = 0x66747970;

    private final String contentType;
    private final String extension;

    MediaType(String contentType, String extension) {
        this.contentType = contentType;
        this.extension = extension;
    }

    /** The value for a Content-Type header. */
    public String contentType() {
        return contentType;
    }

    /** What follows the dot in a file name. */
    public String extension() {
        return extension;
    }

    /** Which kind the first bytes of a file announce; eight are enough. Empty if it is none of these. */
    public static Optional<MediaType> announcedBy(byte[] head) {
        if (head.length >= 3 && Bytes.int16(head, 0) == 0xFFD8 && head[2] == (byte) 0xFF) {
            return Optional.of(JPEG);
        }
        if (head.length >= 8 && Bytes.int64(head, 0) == PNG_SIGNATURE) {
            return Optional.of(PNG);
        }
        return head.length >= 8 && Bytes.int32(head, 4) == FTYP ? Optional.of(MP4) : Optional.empty();
    }
}
