package io.vigil.media.internal;

import java.util.zip.CRC32;

/** The chunks of a PNG file (ISO/IEC 15948, clause 5), walked without decoding: the decoder itself checks no sums. */
public final class PngOutline {

    private static final int SIGNATURE_BYTES = 8;
    private static final int CHUNK_OVERHEAD_BYTES = 12;
    private static final int IEND = 0x49454E44;

    private PngOutline() {
    }

    /** Whether every chunk up to the end chunk is whole and has the right sum. */
    public static boolean isComplete(byte[] bytes) {
        int at = SIGNATURE_BYTES;
        while (at + CHUNK_OVERHEAD_BYTES <= bytes.length) {
            int length = Bytes.int32(bytes, at);
            if (length < 0 || length > bytes.length - at - CHUNK_OVERHEAD_BYTES) {
                return false;
            }
            CRC32 sum = new CRC32();
            sum.update(bytes, at + 4, length + 4);
            if ((int) sum.getValue() != Bytes.int32(bytes, at + 8 + length)) {
                return false;
            }
            if (Bytes.int32(bytes, at + 4) == IEND) {
                return true;
            }
            at += CHUNK_OVERHEAD_BYTES + length;
        }
        return false;
    }
}
