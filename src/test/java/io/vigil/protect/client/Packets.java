package io.vigil.protect.client;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.Deflater;

/** Binary messages of the private API, made for tests. */
public final class Packets {

    private Packets() {
    }

    /** One that is not compressed. */
    public static byte[] plain(String action, String data) {
        return both(frame(1, 1, 0, action.getBytes(StandardCharsets.UTF_8)),
                frame(2, 1, 0, data.getBytes(StandardCharsets.UTF_8)));
    }

    /** One that is. */
    public static byte[] deflated(String action, String data) {
        return both(frame(1, 1, 1, deflate(action.getBytes(StandardCharsets.UTF_8))),
                frame(2, 1, 1, deflate(data.getBytes(StandardCharsets.UTF_8))));
    }

    /** A frame as its header says it. */
    public static byte[] frame(int type, int format, int deflated, byte[] payload) {
        return ByteBuffer.allocate(8 + payload.length).put((byte) type).put((byte) format).put((byte) deflated).put((byte) 0)
                .putInt(payload.length).put(payload).array();
    }

    /** One after the other. */
    public static byte[] both(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length).put(first).put(second).array();
    }

    /** With a zlib header. */
    public static byte[] deflate(byte[] bytes) {
        Deflater deflater = new Deflater();
        deflater.setInput(bytes);
        deflater.finish();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] chunk = new byte[8_192];
        while (!deflater.finished()) {
            out.write(chunk, 0, deflater.deflate(chunk));
        }
        deflater.end();
        return out.toByteArray();
    }
}
