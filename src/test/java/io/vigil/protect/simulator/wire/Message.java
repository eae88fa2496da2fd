package io.vigil.protect.simulator.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import io.vigil.protect.simulator.Channel;

/**
 * What is sent to all sockets of a channel.
 *
 * @param piece bytes of one frame; a longer message goes in several
 */
public record Message(Channel channel, boolean isText, byte[] payload, int piece) {

    static final int CONTINUATION = 0;
    static final int TEXT = 1;
    static final int BINARY = 2;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    private static final int FINAL = 0x80;
    private static final int SHORT = 126;
    private static final int LONG = 127;

    /** One that goes in one frame. */
    public Message(Channel channel, boolean isText, byte[] payload) {
        this(channel, isText, payload, Math.max(1, payload.length));
    }

    /** Its frames, as RFC 6455 has a server write them. */
    byte[] encode() {
        List<byte[]> frames = new ArrayList<>();
        int opcode = isText ? TEXT : BINARY;
        int from = 0;
        do {
            int to = Math.min(payload.length, from + piece);
            byte[] part = new byte[to - from];
            System.arraycopy(payload, from, part, 0, part.length);
            frames.add(frame(to == payload.length ? FINAL | opcode : opcode, part));
            opcode = CONTINUATION;
            from = to;
        } while (from < payload.length);
        ByteBuffer out = ByteBuffer.allocate(frames.stream().mapToInt(frame -> frame.length).sum());
        frames.forEach(out::put);
        return out.array();
    }

    /** A frame about the connection. */
    static byte[] control(int opcode, byte[] payload) {
        return frame(FINAL | opcode, payload);
    }

    private static byte[] frame(int head, byte[] payload) {
        ByteBuffer out = ByteBuffer.allocate(payload.length + 10).put((byte) head);
        if (payload.length < SHORT) {
            out.put((byte) payload.length);
        } else if (payload.length <= 0xffff) {
            out.put((byte) SHORT).putShort((short) payload.length);
        } else {
            out.put((byte) LONG).putLong(payload.length);
        }
        out.put(payload).flip();
        byte[] frame = new byte[out.remaining()];
        out.get(frame);
        return frame;
    }
}
