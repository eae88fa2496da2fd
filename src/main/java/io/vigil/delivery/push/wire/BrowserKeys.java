package io.vigil.delivery.push.wire;

import com.zerodeplibs.webpush.key.InvalidECPublicKeyException;
import com.zerodeplibs.webpush.key.KeyExtractionException;
import com.zerodeplibs.webpush.key.PublicKeySources;

/** The keys that a browser subscribes with (RFC 8291, 2 and 3.1). */
public final class BrowserKeys {

    /** Length of the secret. */
    public static final int AUTH_BYTES = 16;
    private static final int POINT_BYTES = 65;
    private static final byte UNCOMPRESSED = 4;

    private BrowserKeys() {
    }

    /** Whether these are an uncompressed point that lies on the curve P-256. */
    public static boolean isPoint(byte[] bytes) {
        if (bytes.length != POINT_BYTES || bytes[0] != UNCOMPRESSED) {
            return false;
        }
        try {
            PublicKeySources.ofUncompressedBytes(bytes).extract();
            return true;
        } catch (InvalidECPublicKeyException | KeyExtractionException e) {
            return false;
        }
    }
}
