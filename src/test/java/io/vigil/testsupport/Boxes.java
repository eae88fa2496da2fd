package io.vigil.testsupport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** MP4s put together box by box (ISO/IEC 14496-12), and real ones that are made to point elsewhere. */
public final class Boxes {

    private static final byte[] FTYP = box("ftyp", "isom\0\0\2\0isomiso2mp41".getBytes(US_ASCII));

    private Boxes() {
    }

    /** One box. */
    public static byte[] box(String type, byte[]... contents) {
        byte[] content = join(contents);
        return join(ByteBuffer.allocate(8).putInt(8 + content.length).put(type.getBytes(US_ASCII)).array(), content);
    }

    /** What passes for a whole MP4 from outside, with some text in it. */
    public static byte[] disguised(String text) {
        return join(FTYP, box("moov", box("free", text.getBytes(US_ASCII))), box("mdat", text.getBytes(US_ASCII)));
    }

    /**
     * The real clip with its data said to lie elsewhere: the {@code url } entries of its data references, which say "in this
     * file", become references to that place. All boxes around them grow; its own data become zeros, so that whatever is
     * seen of it was fetched.
     */
    public static byte[] pointingTo(byte[] clip, String type, String place) {
        return rewritten(clip, 0, clip.length, type, (place + '\0').getBytes(ISO_8859_1));
    }

    private static byte[] rewritten(byte[] bytes, int from, int to, String type, byte[] place) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int at = from; at + 8 <= to;) {
            int size = ByteBuffer.wrap(bytes).getInt(at);
            String name = new String(bytes, at + 4, 4, US_ASCII);
            byte[] content = Arrays.copyOfRange(bytes, at + 8, at + size);
            byte[] box = switch (name) {
                case "moov", "trak", "mdia", "minf", "dinf" -> box(name, rewritten(bytes, at + 8, at + size, type, place));
                // Version, flags and the number of entries stay; the entry's flags no longer say "in this file".
                case "dref" -> box(name, Arrays.copyOf(content, 8), box(type, new byte[4], place));
                case "mdat" -> box(name, new byte[content.length]);
                default -> box(name, content);
            };
            out.writeBytes(box);
            at += size;
        }
        return out.toByteArray();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
