package io.vigil.protect.simulator.wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * One message of the private stream: an action and its data, each in a frame of eight bytes of head and a payload. The head is
 * type (1 action, 2 data), format (1 JSON), deflated (0 or 1), 0, and the size of the payload on the wire as a big-endian int.
 *
 * @param action JSON
 * @param data JSON, or empty
 */
public record PrivatePacket(byte[] action, byte[] data) {

    private static final int HEAD_BYTES = 8;

    /** As it goes over the wire; an empty payload is never deflated. */
    public byte[] encode(boolean isDeflated) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        frame(out, 1, action, isDeflated);
        frame(out, 2, data, isDeflated);
        return out.toByteArray();
    }

    /** Reads what {@link #encode} made, or what a controller sent. */
    public static PrivatePacket decode(byte[] packet) {
        ByteBuffer in = ByteBuffer.wrap(packet);
        return new PrivatePacket(payload(in, 1), payload(in, 2));
    }

    private static void frame(ByteArrayOutputStream out, int type, byte[] payload, boolean isDeflated) {
        boolean deflates = isDeflated && payload.length > 0;
        byte[] wire = deflates ? deflated(payload) : payload;
        ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES);
        head.put((byte) type).put((byte) 1).put((byte) (deflates ? 1 : 0)).put((byte) 0).putInt(wire.length);
        out.writeBytes(head.array());
        out.writeBytes(wire);
    }

    private static byte[] payload(ByteBuffer in, int type) {
        if (in.get() != type) {
            throw new IllegalArgumentException("Not a frame of type " + type);
        }
        in.get();
        boolean isDeflated = in.get() == 1;
        in.get();
        byte[] wire = new byte[in.getInt()];
        in.get(wire);
        return isDeflated ? inflated(wire) : wire;
    }

    private static byte[] deflated(byte[] plain) {
        Deflater deflater = new Deflater();
        deflater.setInput(plain);
        deflater.finish();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] chunk = new byte[4096];
        while (!deflater.finished()) {
            out.write(chunk, 0, deflater.deflate(chunk));
        }
        deflater.end();
        return out.toByteArray();
    }

    private static byte[] inflated(byte[] wire) {
        Inflater inflater = new Inflater();
        inflater.setInput(wire);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] chunk = new byte[4096];
        try {
            while (!inflater.finished()) {
                int length = inflater.inflate(chunk);
                if (length == 0 && inflater.needsInput()) {
                    throw new IllegalArgumentException("Cut off");
                }
                out.write(chunk, 0, length);
            }
        } catch (DataFormatException e) {
            throw new IllegalArgumentException(e);
        } finally {
            inflater.end();
        }
        return out.toByteArray();
    }
}
