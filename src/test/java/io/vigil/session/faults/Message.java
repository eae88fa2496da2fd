package io.vigil.session.faults;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * One message as it is on the wire: a type, the length of the rest, the rest. The first message of a connection has no type
 * (PostgreSQL's manual, frontend/backend protocol, message formats).
 *
 * @param type the letter of the manual, or {@link #STARTUP}
 * @param body what follows the length
 */
record Message(char type, byte[] body) {

    static final char STARTUP = 0;

    /** Closes a connection that cannot be one of PostgreSQL's. */
    private static final int LONGEST = 64 << 20;

    /** The next message, or null at the end of the stream. */
    static Message read(DataInputStream in) throws IOException {
        int type = in.read();
        return type < 0 ? null : rest((char) type, in);
    }

    /** The first message of a client, or null if it left without one. */
    static Message readStartup(DataInputStream in) throws IOException {
        in.mark(1);
        if (in.read() < 0) {
            return null;
        }
        in.reset();
        return rest(STARTUP, in);
    }

    private static Message rest(char type, DataInputStream in) throws IOException {
        int length = in.readInt() - Integer.BYTES;
        if (length < 0 || length > LONGEST) {
            throw new IOException("A message of " + length + " bytes is none of PostgreSQL's");
        }
        byte[] body = new byte[length];
        in.readFully(body);
        return new Message(type, body);
    }

    void write(DataOutputStream out) throws IOException {
        if (type != STARTUP) {
            out.writeByte(type);
        }
        out.writeInt(body.length + Integer.BYTES);
        out.write(body);
    }

    /** The number that a first message begins with: the protocol's version, or what else is wanted. */
    int code() {
        return ByteBuffer.wrap(body).getInt();
    }

    /** The nth of the texts, each ended by a zero, that begin at this offset; empty if there are fewer. */
    String text(int offset, int n) {
        int from = offset;
        for (int skipped = 0; from < body.length; skipped++) {
            int end = from;
            while (end < body.length && body[end] != 0) {
                end++;
            }
            if (skipped == n) {
                return new String(body, from, end - from, StandardCharsets.UTF_8);
            }
            from = end + 1;
        }
        return "";
    }
}
