package io.vigil.protect.simulator.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import io.vigil.protect.simulator.Channel;
import io.vigil.protect.simulator.Counters;
import io.vigil.protect.simulator.Faults;

/** The server's end of one WebSocket, down to its bytes, so that they can be wrong. */
final class OneSocket {

    private static final int MASKED = 0x80;
    private static final int SHORT = 126;
    private static final int LONG = 127;

    private final Channel channel;
    private final Faults faults;
    private final Counters counters;
    private final Consumer<OneSocket> whenGone;
    private final List<byte[]> early = new ArrayList<>();
    private Buffer received = Buffer.buffer();
    private NetSocket net;
    private boolean isGone;

    OneSocket(Channel channel, Faults faults, Counters counters, Consumer<OneSocket> whenGone) {
        this.channel = channel;
        this.faults = faults;
        this.counters = counters;
        this.whenGone = whenGone;
        counters.countOpen(channel);
    }

    /** The handshake is through: what was sent meanwhile goes out. */
    synchronized void attach(NetSocket socket) {
        net = socket;
        socket.handler(this::receive);
        socket.closeHandler(closed -> gone());
        socket.exceptionHandler(broken -> gone());
        Buffer waiting = Buffer.buffer();
        early.forEach(waiting::appendBytes);
        early.clear();
        if (isGone) {
            socket.write(waiting).onComplete(written -> socket.close());
        } else if (waiting.length() > 0) {
            socket.write(waiting);
        }
    }

    Channel channel() {
        return channel;
    }

    /** Sends bytes as they are. */
    void write(byte[] bytes) {
        NetSocket socket = takes(bytes);
        if (socket != null) {
            socket.write(Buffer.buffer(bytes));
        }
    }

    /** Sends these bytes and ends the connection without a word. */
    void writeAndDrop(byte[] bytes) {
        NetSocket socket = takes(bytes);
        if (socket != null) {
            socket.write(Buffer.buffer(bytes)).onComplete(written -> socket.close());
        }
        gone();
    }

    /** Ends the connection without a word. */
    void drop() {
        NetSocket socket = attached();
        if (socket != null) {
            socket.close();
        }
        gone();
    }

    private synchronized NetSocket attached() {
        return net;
    }

    /**
     * Where to write them, or null if that is not up to the caller. The lock must be given back before the connection's own is
     * taken: its thread has that one when it comes for ours.
     */
    private synchronized NetSocket takes(byte[] bytes) {
        if (isGone) {
            return null;
        }
        if (net == null) {
            early.add(bytes);
        }
        return net;
    }

    /** Says why and ends the connection. */
    void close(int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        writeAndDrop(Message.control(Message.CLOSE, ByteBuffer.allocate(2 + text.length).putShort((short) code).put(text)
                .array()));
    }

    synchronized void gone() {
        if (!isGone) {
            isGone = true;
            counters.countClosed(channel);
            whenGone.accept(this);
        }
    }

    private void receive(Buffer bytes) {
        received.appendBuffer(bytes);
        int end = end();
        while (end >= 0) {
            Buffer frame = received.getBuffer(0, end);
            received = received.getBuffer(end, received.length());
            answer(frame);
            end = end();
        }
    }

    /** Where the first frame that came ends, or -1 while it is not all there. */
    private int end() {
        if (received.length() < 2) {
            return -1;
        }
        int head = headBytes(received);
        if (received.length() < head) {
            return -1;
        }
        int length = received.getByte(1) & ~MASKED & 0xff;
        if (length == SHORT) {
            length = received.getUnsignedShort(2);
        } else if (length == LONG) {
            length = (int) received.getLong(2);
        }
        return received.length() < head + length ? -1 : head + length;
    }

    private static int headBytes(Buffer frame) {
        int length = frame.getByte(1) & ~MASKED & 0xff;
        int mask = (frame.getByte(1) & MASKED) == 0 ? 0 : 4;
        return 2 + mask + (length == SHORT ? 2 : length == LONG ? 8 : 0);
    }

    private void answer(Buffer frame) {
        int opcode = frame.getByte(0) & 0x0f;
        if (opcode == Message.PING) {
            counters.countPing();
        }
        if (faults.isSilent()) {
            return;
        }
        byte[] payload = unmasked(frame);
        if (opcode == Message.PING) {
            write(Message.control(Message.PONG, payload));
        } else if (opcode == Message.CLOSE) {
            writeAndDrop(Message.control(Message.CLOSE, payload));
        }
    }

    private static byte[] unmasked(Buffer frame) {
        int head = headBytes(frame);
        byte[] payload = frame.getBytes(head, frame.length());
        if ((frame.getByte(1) & MASKED) != 0) {
            for (int i = 0; i < payload.length; i++) {
                payload[i] ^= frame.getByte(head - 4 + i % 4);
            }
        }
        return payload;
    }
}
