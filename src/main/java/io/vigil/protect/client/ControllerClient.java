package io.vigil.protect.client;

import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.impl.VertxInternal;
import io.vigil.protect.client.ControllerException.Kind;
import io.vigil.protect.client.internal.Failures;
import io.vigil.protect.client.internal.OfficialApi;
import io.vigil.protect.client.internal.OfficialApi.LiveChannel;
import io.vigil.protect.client.internal.PrivateApi;
import io.vigil.protect.client.internal.Wire;
import io.vigil.protect.client.live.Complaints;
import io.vigil.protect.client.live.LiveSockets;
import io.vigil.session.SessionContext;

/**
 * One controller, asked by whichever of its two APIs can tell: the official one first. Futures fail with a
 * {@link ControllerException} and nothing else, and end on an event loop: who has more to do hops to a thread of its own. Must
 * be called outside any session.
 */
public final class ControllerClient {

    private final Vertx vertx;
    /** An event loop on which all of it lives, so that nothing in it needs a lock. */
    private final Context context;
    private final ControllerAccess access;
    private final Limits limits;
    private final Complaints complaints;
    private final MeterRegistry registry;
    private final Wire wire;
    /** Null without a key. */
    private final OfficialApi official;
    /** Null without an account. */
    private final PrivateApi local;
    private final Set<LiveSockets> streams = new HashSet<>();

    /** Version of the Protect application, as it says. */
    public record Info(String version, int cameras) {
    }

    ControllerClient(Vertx vertx, ControllerAccess access, Limits limits, Complaints complaints, MeterRegistry registry) {
        this.vertx = vertx;
        this.context = ((VertxInternal) vertx).createEventLoopContext();
        this.access = access;
        this.limits = limits;
        this.complaints = complaints;
        this.registry = registry;
        this.wire = new Wire(vertx, access, limits);
        this.official = access.isOfficial() ? new OfficialApi(vertx, wire, limits, access.apiKey()) : null;
        this.local = access.isPrivate() ? new PrivateApi(wire, access, complaints) : null;
    }

    /** Who it is. Also the test of address, certificate and credentials: of both, where there are both. */
    public Future<Info> info() {
        if (official == null) {
            return local == null ? noCredentials()
                    : ask(Api.PRIVATE, () -> local.bootstrap().map(all -> new Info(all.version(), all.cameras().size())));
        }
        return ask(Api.OFFICIAL, () -> official.version()
                .compose(version -> official.cameras().map(cameras -> new Info(version, cameras.size()))))
                .compose(info -> local == null ? Future.succeededFuture(info)
                        : ask(Api.PRIVATE, () -> local.bootstrap().map(info)));
    }

    /** All its cameras. */
    public Future<List<ControllerCamera>> cameras() {
        if (official != null) {
            return ask(Api.OFFICIAL, official::cameras);
        }
        return local == null ? noCredentials() : ask(Api.PRIVATE, () -> local.bootstrap().map(all -> all.cameras()));
    }

    /** What the camera sees now, as a JPEG file that the caller owns. */
    public Future<Path> snapshot(String cameraId) {
        if (official != null) {
            return ask(Api.OFFICIAL, () -> official.snapshot(cameraId));
        }
        return local == null ? noCredentials() : ask(Api.PRIVATE, () -> local.snapshot(cameraId));
    }

    /**
     * The same for somebody who looks on, perhaps smaller; LIMITED at once where that would keep the controller from answering
     * anything of more weight.
     */
    public Future<Path> preview(String cameraId) {
        return official == null ? snapshot(cameraId) : ask(Api.OFFICIAL, () -> official.preview(cameraId));
    }

    /** Whether the picture and the clip of an event, and events of the past, can be had. */
    public boolean hasRecordings() {
        return local != null;
    }

    /** The picture of an event that has ended, as a JPEG file that the caller owns; NOT_YET while there is none. */
    public Future<Path> thumbnail(String eventId) {
        return local == null ? noAccount() : ask(Api.PRIVATE, () -> local.thumbnail(eventId));
    }

    /** What the camera recorded, as an MP4 file that the caller owns; NOT_YET while it is not written. */
    public Future<Path> clip(String cameraId, Instant start, Instant end) {
        return local == null ? noAccount() : ask(Api.PRIVATE, () -> local.clip(cameraId, start, end));
    }

    /**
     * The events of cameras that began between the two, oldest first, and those that the controller counts among them because
     * they were going on; at most as many as {@code most}, then the newest of them. Those without a start come last.
     */
    public Future<List<EventChange>> history(Instant from, Instant to, int most) {
        return local == null ? noAccount() : ask(Api.PRIVATE, () -> local.history(from, to, most));
    }

    /**
     * Opens the live stream. What is told while the future is not complete yet is not lost: the listener hears it at once. If
     * the future fails, nothing is left open and the listener is not told so.
     */
    public Future<LiveStream> open(StreamListener listener) {
        if (official == null && local == null) {
            return noCredentials();
        }
        return ask(official != null ? Api.OFFICIAL : Api.PRIVATE, () -> {
            LiveSockets stream = new LiveSockets(vertx, context, access.toString(), limits, complaints, listener, place());
            streams.add(stream);
            stream.over().onComplete(over -> streams.remove(stream));
            return connect(stream).compose(connected -> stream.opened())
                    .recover(why -> stream.close().transform(closed -> Future.failedFuture(why)));
        });
    }

    private Future<Void> connect(LiveSockets stream) {
        if (official == null) {
            return local.socket().onSuccess(stream::addPrivate).mapEmpty();
        }
        return official.socket(LiveChannel.EVENTS).onSuccess(stream::addOfficial)
                .compose(events -> official.socket(LiveChannel.DEVICES)).onSuccess(stream::addOfficial).mapEmpty();
    }

    private LiveSockets.Place place() {
        return official != null ? LiveSockets.Place.NONE : new LiveSockets.Place() {
            @Override
            public void at(String updateId) {
                local.at(updateId);
            }

            @Override
            public void forget() {
                local.forgetPlace();
            }
        };
    }

    /** Ends whatever is under way; the future ends when no connection, timer or thread is left. */
    public Future<Void> close() {
        Promise<Void> closed = Promise.promise();
        context.runOnContext(now -> {
            if (official != null) {
                official.close();
            }
            wire.giveUp();
            Future.join(streams.stream().map(LiveSockets::close).toList()).eventually(wire::close).<Void> mapEmpty()
                    .onComplete(closed);
        });
        return closed.future();
    }

    private enum Api {
        OFFICIAL,
        PRIVATE
    }

    private <T> Future<T> ask(Api api, Supplier<Future<T>> question) {
        SessionContext.requireNone("protect");
        Promise<T> answer = Promise.promise();
        context.runOnContext(now -> Future.succeededFuture().compose(asked -> question.get())
                .recover(why -> Future.failedFuture(Failures.of(why)))
                .onComplete(ended -> {
                    String outcome = ended.succeeded() ? "ok" : ((ControllerException) ended.cause()).kind().name();
                    registry.counter("protect.requests", "api", api.name().toLowerCase(Locale.ROOT), "outcome",
                            outcome.toLowerCase(Locale.ROOT)).increment();
                    answer.handle(ended);
                }));
        return answer.future();
    }

    private static <T> Future<T> noCredentials() {
        return Future.failedFuture(new ControllerException(Kind.REFUSED, "There is neither a key nor an account for it"));
    }

    private static <T> Future<T> noAccount() {
        return Future.failedFuture(new ControllerException(Kind.GONE, "Only the private API has that: it needs an account"));
    }
}
