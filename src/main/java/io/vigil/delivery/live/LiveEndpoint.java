package io.vigil.delivery.live;

import org.jboss.logging.Logger;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.websockets.next.OnClose;
import io.quarkus.websockets.next.OnError;
import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.OnPingMessage;
import io.quarkus.websockets.next.OnTextMessage;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.common.annotation.NonBlocking;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;

/**
 * Where clients connect to be told what happens. The heartbeat is plain text: either side says {@code ping}, the other
 * {@code pong}. Whatever else a client says is not listened to.
 */
@WebSocket(path = "/ws")
public class LiveEndpoint {

    static final String PING = "ping";
    static final String PONG = "pong";

    private static final Logger LOG = Logger.getLogger(LiveEndpoint.class);

    private final LiveClients clients;
    private final LiveClient.Surroundings around;

    LiveEndpoint(LiveClients clients, LiveConfig config, Vertx vertx, MeterRegistry registry) {
        this.clients = clients;
        this.around = new LiveClient.Surroundings(config, clients, vertx, registry);
    }

    @OnOpen
    @NonBlocking
    void open(WebSocketConnection socket) {
        clients.add(new LiveClient(socket, socket.userData().get(Handshake.WIRE), socket.userData().get(Handshake.PRINCIPAL),
                around));
    }

    @OnTextMessage
    @NonBlocking
    void said(String text, WebSocketConnection socket) {
        if (text.equals(PING) || text.equals(PONG)) {
            clients.find(socket.id()).ifPresent(LiveClient::heard);
        }
        if (text.equals(PING)) {
            clients.find(socket.id()).ifPresent(client -> client.send(PONG, PONG.length()));
        }
    }

    @OnPingMessage
    @NonBlocking
    void pinged(Buffer ping, WebSocketConnection socket) {
        clients.find(socket.id()).ifPresent(LiveClient::pinged);
    }

    @OnClose
    @NonBlocking
    void closed(WebSocketConnection socket) {
        clients.remove(socket.id());
    }

    /** What is no WebSocket, or too long; or a connection that broke. */
    @OnError
    @NonBlocking
    void failed(Throwable failure, WebSocketConnection socket) {
        LOG.debugf("Socket %s failed: %s", socket.id(), failure.toString());
        clients.find(socket.id()).ifPresent(client -> client.part(Parting.BROKEN));
    }
}
