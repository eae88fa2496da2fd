package io.vigil.media.internal;

/**
 * The markers of a JPEG file (ITU-T T.81, annex B), walked without decoding: the decoder itself fills a file that ends early
 * with grey, and has no limit on scans.
 *
 * @param complete whether the end-of-image marker is there; what follows it is not looked at, cameras leave bytes there
 * @param progressive whether the decoder must hold all coefficients in memory at once
 * @param scans how often the decoder goes over the picture
 */
public record JpegOutline(boolean complete, boolean progressive, int scans) {

    private static final int PROGRESSIVE_FRAME = 0xC2;
    private static final int START_OF_IMAGE = 0xD8;
    private static final int END_OF_IMAGE = 0xD9;
    private static final int START_OF_SCAN = 0xDA;

    public static JpegOutline of(byte[] bytes) {
        boolean progressive = false;
        int scans = 0;
        int at = 2;
        while (at + 1 < bytes.length) {
            int marker = bytes[at + 1] & 0xFF;
            if (bytes[at] != (byte) 0xFF || marker == 0xFF) {
                at++;
            } else if (marker == END_OF_IMAGE) {
                return new JpegOutline(true, progressive, scans);
            } else if (standsAlone(marker)) {
                at += 2;
            } else if (at + 3 < bytes.length) {
                scans += marker == START_OF_SCAN ? 1 : 0;
                progressive |= marker == PROGRESSIVE_FRAME;
                at += 2 + Bytes.int16(bytes, at + 2);
            } else {
                break;
            }
        }
        return new JpegOutline(false, progressive, scans);
    }

    /** A stuffed zero, a restart or another marker without a length. */
    private static boolean standsAlone(int marker) {
        return marker <= 0x01 || marker >= 0xD0 && marker <= START_OF_IMAGE;
    }
}
