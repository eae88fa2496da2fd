package io.vigil.delivery.live;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

import io.quarkus.websockets.next.CloseReason;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.mutiny.Uni;

/** A connection on which nothing that is sent ever gets out. */
final class SilentSocket {

    private final String id = UUID.randomUUID().toString();
    private final List<Integer> closed = new CopyOnWriteArrayList<>();

    /** With which codes it was closed. */
    List<Integer> closed() {
        return List.copyOf(closed);
    }

    WebSocketConnection connection() {
        return (WebSocketConnection) Proxy.newProxyInstance(getClass().getClassLoader(),
                new Class<?>[] { WebSocketConnection.class }, (proxy, method, arguments) -> switch (method.getName()) {
                    case "id" -> id;
                    case "isClosed" -> false;
                    case "sendText" -> Uni.createFrom().nothing();
                    case "close" -> {
                        closed.add(((CloseReason) arguments[0]).getCode());
                        yield Uni.createFrom().nothing();
                    }
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }
}
