package io.vigil.protect.client.live;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.WebSocket;
import io.vigil.protect.client.ControllerException;
import io.vigil.protect.client.ControllerException.Kind;
import io.vigil.protect.client.Limits;
import io.vigil.protect.client.LiveStream;
import io.vigil.protect.client.StreamListener;

/**
 * A live stream of one socket or several, which end together: pings them, and ends all when one says nothing for too long. The
 * sockets live on one event loop, which makes all calls to the listener.
 */
public final class LiveSockets implements LiveStream {

    /** More than any controller can serve. */
    private static final int MOST_CAMERAS = 1_000;

    private final Vertx vertx;
    private final Context context;
    private final String controller;
    private final Limits limits;
    private final Complaints complaints;
    private final StreamListener listener;
    private final Place place;
    private final List<Channel> channels = new CopyOnWriteArrayList<>();
    private final Set<String> known = new HashSet<>();
    private final long timer;
    private final long openedNanos = System.nanoTime();
    private final Promise<Void> gone = Promise.promise();
    private long lastPingNanos = openedNanos;
    private boolean isPaused;
    private boolean isOpen;
    private String over;

    /** Where a stream of the private API is, so that the next may go on from there. */
    public interface Place {

        /** It has come to there. */
        void at(String updateId);

        /** The controller may not know it. */
        void forget();

        /** Of a stream that has none. */
        Place NONE = new Place() {
            @Override
            public void at(String updateId) {
                // Nothing can be taken up again.
            }

            @Override
            public void forget() {
                // Nothing is known.
            }
        };
    }

    /** Without a socket yet; to be made on the event loop. */
    public LiveSockets(Vertx vertx, Context context, String controller, Limits limits, Complaints complaints,
            StreamListener listener, Place place) {
        this.vertx = vertx;
        this.context = context;
        this.controller = controller;
        this.limits = limits;
        this.complaints = complaints;
        this.listener = listener;
        this.place = place;
        long tick = Math.min(limits.pingEvery().toMillis(), limits.silence().toMillis() / 4);
        this.timer = vertx.setPeriodic(Math.max(10, tick), id -> watch());
    }

    /** Hears that socket of the official API from now on. */
    public void addOfficial(WebSocket socket) {
        add(socket, this::officialMessage);
    }

    /** Hears that socket of the private API from now on. */
    public void addPrivate(WebSocket socket) {
        add(socket, this::packet);
    }

    /** All its sockets are open; fails if one has ended already. From now on the listener hears how it ends. */
    public Future<LiveStream> opened() {
        if (over != null) {
            return Future.failedFuture(new ControllerException(Kind.UNREACHABLE, over));
        }
        isOpen = true;
        return Future.succeededFuture(this);
    }

    /** Ends when it has, with all its sockets; never fails. */
    public Future<Void> over() {
        return gone.future();
    }

    @Override
    public void pause() {
        context.runOnContext(now -> {
            isPaused = true;
            channels.forEach(Channel::pause);
        });
    }

    @Override
    public void resume() {
        context.runOnContext(now -> {
            isPaused = false;
            channels.forEach(Channel::resume);
        });
    }

    @Override
    public long lastHeardNanos() {
        return channels.stream().mapToLong(Channel::lastHeardNanos).reduce(openedNanos,
                (one, other) -> other - one > 0 ? other : one);
    }

    @Override
    public Future<Void> close() {
        Promise<Void> closed = Promise.promise();
        context.runOnContext(now -> {
            end("It was closed here");
            gone.future().onComplete(closed);
        });
        return closed.future();
    }

    private void add(WebSocket socket, Consumer<Buffer> messages) {
        Channel channel = new Channel(socket, messages, () -> complaints.about(controller, Flaw.OVERSIZED), this::end);
        channels.add(channel);
        if (over != null) {
            channel.close(vertx);
        } else if (isPaused) {
            channel.pause();
        }
    }

    /** Ends all of it. What the sockets have still to tell is heard; then, when none is left, the listener is told. */
    private void end(String reason) {
        if (over != null) {
            return;
        }
        over = reason;
        vertx.cancelTimer(timer);
        if (channels.stream().noneMatch(Channel::hasHeard) || reason.contains("lastUpdateId")) {
            place.forget();
        }
        Future.join(channels.stream().map(channel -> channel.close(vertx)).toList()).onComplete(closed -> {
            if (isOpen) {
                listener.closed(reason);
            }
            gone.complete();
        });
    }

    private void watch() {
        long now = System.nanoTime();
        if (!isPaused && channels.stream().anyMatch(each -> now - each.lastHeardNanos() > limits.silence().toNanos())) {
            end("Nothing was heard for %d s".formatted(limits.silence().toSeconds()));
        } else if (now - lastPingNanos >= limits.pingEvery().toNanos()) {
            lastPingNanos = now;
            channels.forEach(Channel::ping);
        }
    }

    private void officialMessage(Buffer message) {
        try {
            tell(Told.official(Packet.Frame.JSON.readTree(message.getBytes())));
        } catch (IOException e) {
            complaints.about(controller, Flaw.JSON);
        }
    }

    private void packet(Buffer message) {
        Packet packet = Packet.decode(message.getBytes());
        if (packet instanceof Packet.Update update) {
            String updateId = Told.Fields.word(update.action().path("newUpdateId"));
            if (updateId != null) {
                place.at(updateId);
            }
            tell(Told.update(update.action(), update.data()));
        } else if (packet instanceof Packet.Malformed malformed) {
            complaints.about(controller, malformed.flaw());
        }
    }

    /** Whether the camera is one of the first so many: whoever listens remembers them. */
    private boolean isOfFew(String camera) {
        return known.contains(camera) || known.size() < MOST_CAMERAS && known.add(camera);
    }

    private void tell(Told told) {
        if (told instanceof Told.Events events) {
            events.changes().forEach(listener::event);
        } else if (told instanceof Told.Online online) {
            List<String> cameras = online.cameraIds().stream().filter(this::isOfFew).toList();
            if (!cameras.isEmpty()) {
                listener.online(cameras, online.isOnline());
            }
        } else if (told instanceof Told.Malformed malformed) {
            complaints.about(controller, malformed.flaw());
        }
    }
}
