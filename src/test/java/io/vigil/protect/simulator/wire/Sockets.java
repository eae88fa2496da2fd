package io.vigil.protect.simulator.wire;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;

import io.vertx.core.http.HttpServerRequest;
import io.vigil.protect.simulator.Channel;
import io.vigil.protect.simulator.Counters;
import io.vigil.protect.simulator.Faults;

/** All live streams, and what goes out on them. */
public final class Sockets {

    private static final String MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private final Set<OneSocket> open = new CopyOnWriteArraySet<>();
    private final List<Message> held = new ArrayList<>();
    private final Faults faults;
    private final Counters counters;
    private int window;
    private Random random = new Random(0);

    public Sockets(Faults faults, Counters counters) {
        this.faults = faults;
        this.counters = counters;
    }

    /** Sends a message to all who listen to its channel. */
    public synchronized void send(Message message) {
        if (faults.isSilent()) {
            return;
        }
        if (window <= 1) {
            deliver(message);
            return;
        }
        held.add(message);
        if (held.size() >= window) {
            flush();
        }
    }

    /** Whether anybody listens to the channel. */
    public boolean isHeard(Channel channel) {
        return open.stream().anyMatch(socket -> socket.channel() == channel);
    }

    /** From now on messages go out in groups of so many, shuffled; 0 for at once and in order, with what was held back. */
    public synchronized void shuffle(int messages, long seed) {
        flush();
        window = messages;
        random = new Random(seed);
    }

    /** Sends bytes that need not be a frame. */
    public synchronized void sendRaw(Channel channel, byte[] bytes) {
        listening(channel).forEach(socket -> socket.write(bytes));
    }

    /** Ends all connections without a word. */
    public void drop() {
        open.forEach(OneSocket::drop);
    }

    /** Ends all connections of the channel with a word. */
    public void close(Channel channel, int code, String reason) {
        listening(channel).forEach(socket -> socket.close(code, reason));
    }

    /** Opens one to whoever asked for it. */
    public void open(HttpServerRequest request, Channel channel) {
        begin(request, channel);
    }

    /** Opens one only to close it. */
    public void openAndClose(HttpServerRequest request, Channel channel, int code, String reason) {
        begin(request, channel).close(code, reason);
    }

    private OneSocket begin(HttpServerRequest request, Channel channel) {
        counters.countHandshake(channel, 101);
        OneSocket socket = new OneSocket(channel, faults, counters, open::remove);
        open.add(socket);
        request.response().putHeader("Upgrade", "websocket").putHeader("Connection", "Upgrade")
                .putHeader("Sec-WebSocket-Accept", accept(request.getHeader("Sec-WebSocket-Key")));
        request.toNetSocket().onSuccess(socket::attach).onFailure(failure -> socket.gone());
        return socket;
    }

    private void flush() {
        Collections.shuffle(held, random);
        held.forEach(this::deliver);
        held.clear();
    }

    private void deliver(Message message) {
        List<OneSocket> listeners = listening(message.channel());
        if (listeners.isEmpty()) {
            return;
        }
        byte[] frames = message.encode();
        if (faults.takeCut()) {
            listeners.forEach(socket -> socket.writeAndDrop(Arrays.copyOf(frames, frames.length / 2)));
            return;
        }
        for (OneSocket socket : listeners) {
            for (int i = 0; i < faults.repeats(); i++) {
                socket.write(frames);
                counters.countFrame();
            }
        }
    }

    private List<OneSocket> listening(Channel channel) {
        return open.stream().filter(socket -> socket.channel() == channel).toList();
    }

    private static String accept(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest((key + MAGIC).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
