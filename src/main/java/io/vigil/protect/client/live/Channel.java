package io.vigil.protect.client.live;

import java.util.function.Consumer;

import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.http.WebSocketFrameType;
import io.vertx.core.http.impl.WebSocketInternal;

/**
 * One socket: puts messages together that come in several frames, and knows when it heard anything last. A message that is too
 * long is left out and the next one read. Lives on one event loop.
 */
public final class Channel {

    /** The longest message, and the longest frame, in bytes; a longer frame ends the socket. */
    public static final int MOST_BYTES = 2 << 20;

    private static final long CLOSING_MS = 2_000;
    private static final Buffer PING = Buffer.buffer("vigil");

    private final WebSocket socket;
    private final Consumer<Buffer> messages;
    private final Runnable oversized;
    private final Promise<Void> gone = Promise.promise();
    private volatile long lastHeardNanos = System.nanoTime();
    private Buffer message;
    private boolean isTooLong;
    private boolean hasHeard;
    private String broken = "The connection broke";

    /**
     * Listens from now on.
     *
     * @param messages takes each whole one
     * @param oversized hears of each that is left out
     * @param over hears once why the socket ended, whoever ended it
     */
    Channel(WebSocket socket, Consumer<Buffer> messages, Runnable oversized, Consumer<String> over) {
        this.socket = socket;
        this.messages = messages;
        this.oversized = oversized;
        socket.frameHandler(this::take);
        socket.pongHandler(pong -> lastHeardNanos = System.nanoTime());
        // What breaks it also ends it; the close handler tells.
        socket.exceptionHandler(why -> breakOff(why, oversized));
        socket.closeHandler(closed -> over.accept(reason()));
        ((WebSocketInternal) socket).channelHandlerContext().channel().closeFuture()
                .addListener(closed -> gone.tryComplete());
    }

    /** Ends a socket without a word. */
    public static void drop(WebSocket socket) {
        ((WebSocketInternal) socket).channelHandlerContext().close();
    }

    long lastHeardNanos() {
        return lastHeardNanos;
    }

    /** Whether any message came at all. */
    boolean hasHeard() {
        return hasHeard;
    }

    void pause() {
        socket.pause();
    }

    /** Goes on; the silence until now was not the other side's. */
    void resume() {
        lastHeardNanos = System.nanoTime();
        socket.resume();
    }

    void ping() {
        if (!socket.isClosed()) {
            socket.writePing(PING);
        }
    }

    /** Says good-bye, and goes whether that is answered or not; the future ends when the connection has. */
    Future<Void> close(Vertx vertx) {
        if (!gone.future().isComplete()) {
            socket.close();
            // Whatever is still unread would keep the good-bye of the other side from being seen.
            socket.resume();
            long timer = vertx.setTimer(CLOSING_MS, late -> drop(socket));
            gone.future().onComplete(closed -> vertx.cancelTimer(timer));
        }
        return gone.future();
    }

    private void breakOff(Throwable why, Runnable tooLong) {
        if (why instanceof CorruptedWebSocketFrameException frame) {
            boolean isLong = frame.closeStatus().equals(WebSocketCloseStatus.MESSAGE_TOO_BIG);
            broken = isLong ? "It sent a frame that is too long" : "It sent something that is no frame";
            if (isLong) {
                tooLong.run();
            }
        }
        drop(socket);
    }

    private void take(WebSocketFrame frame) {
        lastHeardNanos = System.nanoTime();
        WebSocketFrameType type = frame.type();
        if (type != WebSocketFrameType.TEXT && type != WebSocketFrameType.BINARY
                && type != WebSocketFrameType.CONTINUATION) {
            return;
        }
        hasHeard = true;
        Buffer part = frame.binaryData();
        int before = message == null ? 0 : message.length();
        if (isTooLong || before + part.length() > MOST_BYTES) {
            isTooLong = true;
            message = null;
        } else if (message != null) {
            message.appendBuffer(part);
        } else {
            message = frame.isFinal() ? part : Buffer.buffer().appendBuffer(part);
        }
        if (frame.isFinal()) {
            Buffer whole = message;
            message = null;
            if (isTooLong) {
                isTooLong = false;
                oversized.run();
            } else {
                messages.accept(whole);
            }
        }
    }

    private String reason() {
        String said = socket.closeReason();
        Short status = socket.closeStatusCode();
        if (status == null) {
            return broken;
        }
        return "It closed the stream (%d%s)".formatted(status,
                said == null || said.isBlank() ? "" : ": " + Told.Fields.brief(said));
    }
}
