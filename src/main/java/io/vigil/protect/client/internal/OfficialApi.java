package io.vigil.protect.client.internal;

import java.nio.file.Path;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.WebSocket;
import io.vigil.protect.client.ControllerCamera;
import io.vigil.protect.client.ControllerException;
import io.vigil.protect.client.ControllerException.Kind;
import io.vigil.protect.client.Limits;

/**
 * The Integration API, version 1: one key, JSON, two live channels without replay, and a rate limit that counts the handshakes
 * of sockets too. As in the vendor's published document (read in versions 5.3 to 7.2); what older versions lack is optional.
 */
public final class OfficialApi {

    private static final String BASE = "/proxy/protect/integration/v1";

    private final Wire wire;
    private final Quota quota;
    private final MultiMap key;

    /** One of its two live channels. */
    public enum LiveChannel {
        /** What happens. */
        EVENTS,
        /** What becomes of devices. */
        DEVICES
    }

    public OfficialApi(Vertx vertx, Wire wire, Limits limits, String key) {
        this.wire = wire;
        this.quota = new Quota(vertx, limits.queue());
        this.key = MultiMap.caseInsensitiveMultiMap().add("X-API-KEY", key);
    }

    /** Version of the Protect application. */
    public Future<String> version() {
        return ask("/meta/info", Wire.Size.SMALL).map(info -> info.path("applicationVersion").asText("unknown"));
    }

    /** All cameras. */
    public Future<List<ControllerCamera>> cameras() {
        return ask("/cameras", Wire.Size.LIST).compose(list -> list.isArray() ? Future.succeededFuture(Cameras.of(list))
                : Future.failedFuture(new ControllerException(Kind.GARBLED, "Its cameras are no list")));
    }

    /** What a camera sees now; smaller where the camera knows no large picture. NOT_YET while the camera is offline. */
    public Future<Path> snapshot(String cameraId) {
        String path = BASE + "/cameras/" + Json.escape(cameraId) + "/snapshot";
        return quota.within(() -> picture(path + "?highQuality=true"))
                .recover(why -> why instanceof ControllerException failure && failure.kind() == Kind.GARBLED
                        ? quota.within(() -> picture(path))
                        : Future.failedFuture(why));
    }

    /** The same, smaller, for somebody who looks on: LIMITED at once where it would take a turn from anything else. */
    public Future<Path> preview(String cameraId) {
        return quota.ifFree(() -> picture(BASE + "/cameras/" + Json.escape(cameraId) + "/snapshot"));
    }

    /** Opens a live channel. */
    public Future<WebSocket> socket(LiveChannel channel) {
        String path = BASE + (channel == LiveChannel.EVENTS ? "/subscribe/events" : "/subscribe/devices");
        return quota.first(() -> wire.socket(path, key).onFailure(quota::heed));
    }

    /** Lets nobody wait for a turn any longer. */
    public void close() {
        quota.close();
    }

    private Future<JsonNode> ask(String path, Wire.Size size) {
        return quota.within(() -> wire.send(HttpMethod.GET, BASE + path, key, null, size)).compose(answer -> {
            quota.heed(answer.status(), answer.headers());
            return answer.isGood() ? wire.read(answer)
                    : Future.failedFuture(Failures.status(answer.status(), answer.headers()));
        });
    }

    private Future<Path> picture(String path) {
        return wire.file(path, key, Download.Kind.JPEG, this::noPicture);
    }

    private ControllerException noPicture(int status, MultiMap headers) {
        quota.heed(status, headers);
        return switch (status) {
            case 400 -> new ControllerException(Kind.GARBLED, "It knows no such picture");
            case 404 -> new ControllerException(Kind.GONE, "It has no such camera");
            default -> Failures.mediaStatus(status, headers);
        };
    }
}
