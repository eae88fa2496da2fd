package io.vigil.protect.client.live;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;

/**
 * One binary message of the private API's stream: an action frame (what changed) and a data frame (to what), back to back. A
 * frame is eight bytes of header (type, format, deflated or not, one unknown, size on the wire in network order) and its
 * payload. As read by uilibs/uiprotect (data/websocket.py) and hjdhjd/unifi-protect (protocol/packet.ts).
 */
public sealed interface Packet {

    /** The most that a payload may grow to when it is inflated, in bytes. */
    int MOST_INFLATED = 4 << 20;

    /**
     * A good one.
     *
     * @param action an object
     * @param data what changed; missing if it is empty or no JSON, as after a removal
     */
    record Update(JsonNode action, JsonNode data) implements Packet {
    }

    /** One that cannot be read. */
    record Malformed(Flaw flaw) implements Packet {
    }

    /** Takes it apart; whatever the bytes are, nothing is thrown. */
    static Packet decode(byte[] message) {
        ByteBuffer rest = ByteBuffer.wrap(message);
        try {
            JsonNode action = Frame.next(rest, Frame.ACTION).json();
            JsonNode data = Frame.next(rest, Frame.DATA).json();
            if (rest.hasRemaining()) {
                return new Malformed(Flaw.LENGTH);
            }
            return action.isObject() ? new Update(action, data) : new Malformed(Flaw.JSON);
        } catch (Unreadable e) {
            return new Malformed(e.flaw);
        }
    }

    /** One half of it, inflated. */
    record Frame(byte format, byte[] payload) {

        static final byte ACTION = 1;
        static final byte DATA = 2;

        /** Of all live messages. A short text can be many objects; what controllers tell has some hundred. */
        static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
                .streamReadConstraints(StreamReadConstraints.builder().maxTokenCount(200_000).build()).build());

        private static final int HEADER = 8;
        private static final byte IS_JSON = 1;
        private static final byte IS_RAW = 3;

        static Frame next(ByteBuffer rest, byte type) throws Unreadable {
            if (rest.remaining() < HEADER) {
                throw new Unreadable(Flaw.LENGTH);
            }
            byte foundType = rest.get();
            byte format = rest.get();
            byte deflated = rest.get();
            rest.get();
            int size = rest.getInt();
            if (foundType != type || format < IS_JSON || format > IS_RAW || deflated < 0 || deflated > 1) {
                throw new Unreadable(Flaw.HEADER);
            }
            if (size < 0 || size > rest.remaining()) {
                throw new Unreadable(Flaw.LENGTH);
            }
            byte[] payload = new byte[size];
            rest.get(payload);
            return new Frame(format, deflated == 1 && size > 0 ? inflate(payload) : payload);
        }

        JsonNode json() throws Unreadable {
            if (format != IS_JSON || payload.length == 0) {
                return MissingNode.getInstance();
            }
            try {
                return JSON.readTree(payload);
            } catch (IOException e) {
                throw new Unreadable(Flaw.JSON);
            }
        }

        private static byte[] inflate(byte[] deflated) throws Unreadable {
            Inflater inflater = new Inflater();
            try {
                inflater.setInput(deflated);
                ByteArrayOutputStream inflated = new ByteArrayOutputStream(4 * deflated.length);
                byte[] chunk = new byte[8_192];
                while (!inflater.finished()) {
                    int count = inflater.inflate(chunk);
                    if (count == 0 && !inflater.finished()) {
                        // It ends too early, or wants a dictionary that nobody has.
                        throw new Unreadable(Flaw.DEFLATE);
                    }
                    inflated.write(chunk, 0, count);
                    if (inflated.size() > MOST_INFLATED) {
                        throw new Unreadable(Flaw.OVERSIZED);
                    }
                }
                return inflated.toByteArray();
            } catch (DataFormatException e) {
                throw new Unreadable(Flaw.DEFLATE);
            } finally {
                inflater.end();
            }
        }
    }

    /** Why it cannot be read. */
    final class Unreadable extends Exception {
        private final Flaw flaw;

        Unreadable(Flaw flaw) {
            super(null, null, false, false);
            this.flaw = flaw;
        }
    }
}
