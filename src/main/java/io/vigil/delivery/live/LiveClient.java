package io.vigil.delivery.live;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.websockets.next.WebSocketConnection;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import io.vigil.web.Principal;

/**
 * One socket, and what waits for it. It waits in the buffer of the connection and is counted here, so that a client that does
 * not read costs a bounded number of bytes and nobody's time.
 */
final class LiveClient {

    private static final int UNANSWERED = 2;
    /** Protocol pings between two of ours. Vert.x answers each, however much of that the client has not read. */
    private static final int MOST_PINGS = 30;
    /** How long a client has to answer that it is let go, before its connection is cut. */
    private static final long FAREWELL_MILLIS = 2000;

    private final WebSocketConnection socket;
    private final HttpConnection wire;
    private final Principal principal;
    private final Surroundings around;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong waitingBytes = new AtomicLong();
    private final AtomicInteger unanswered = new AtomicInteger();
    private final AtomicInteger pings = new AtomicInteger();
    private final AtomicBoolean leaving = new AtomicBoolean();

    /** What all clients share. */
    record Surroundings(LiveConfig config, LiveClients clients, Vertx vertx, MeterRegistry registry) {
    }

    LiveClient(WebSocketConnection socket, HttpConnection wire, Principal principal, Surroundings around) {
        this.socket = socket;
        this.wire = wire;
        this.principal = principal;
        this.around = around;
    }

    String id() {
        return socket.id();
    }

    Principal principal() {
        return principal;
    }

    /** Messages that are not on their way yet. */
    int waiting() {
        return waiting.get();
    }

    /**
     * Sends it behind what waits already. Returns at once; a client for whom too much waits is let go instead.
     *
     * @param bytes how long the text is
     */
    void send(String text, int bytes) {
        if (leaving.get()) {
            return;
        }
        int messages = waiting.incrementAndGet();
        long mine = waitingBytes.addAndGet(bytes);
        boolean fits = around.clients().fits(bytes, mine);
        if (fits && messages <= around.config().queue() && mine <= around.config().queueBytes().asLongValue()) {
            socket.sendText(text).subscribe().with(sent -> sent(bytes), closed -> sent(bytes));
        } else {
            sent(bytes);
            part(Parting.SLOW);
        }
    }

    private void sent(int bytes) {
        waiting.decrementAndGet();
        waitingBytes.addAndGet(-bytes);
        around.clients().sent(bytes);
    }

    /** It said something, and so it is there. */
    void heard() {
        unanswered.set(0);
    }

    /** It sent a ping of the protocol's (RFC 6455, section 5.5.2); who sends too many is cut off, read or not. */
    void pinged() {
        if (pings.incrementAndGet() > MOST_PINGS) {
            part(Parting.NOISY);
            cut();
        }
    }

    /** Asks whether it is there; one that did not answer the last times is let go. */
    void ping() {
        pings.set(0);
        if (socket.isClosed()) {
            cut();
        } else if (unanswered.getAndIncrement() < UNANSWERED) {
            send(LiveEndpoint.PING, LiveEndpoint.PING.length());
        } else {
            part(Parting.SILENT);
        }
    }

    /** Lets it go: says why behind what waits already, and cuts the connection soon after whatever the client does. */
    void part(Parting why) {
        if (!leaving.getAndSet(true)) {
            around.registry().counter("live.clients.parted", "reason", why.name().toLowerCase(Locale.ROOT)).increment();
            around.vertx().setTimer(FAREWELL_MILLIS, late -> cut());
            socket.close(why.reason()).subscribe().with(closed -> {
            }, failed -> cut());
        }
    }

    /** Past Vert.x, whose ways to close wait until the client has read what was written. It is forgotten here, too. */
    private void cut() {
        around.clients().remove(id());
        if (wire instanceof ConnectionBase connection) {
            connection.channelHandlerContext().close();
        }
    }
}
