package io.vigil.protect.client.internal;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.WebSocket;
import io.vigil.protect.client.ControllerAccess;
import io.vigil.protect.client.ControllerCamera;
import io.vigil.protect.client.ControllerException;
import io.vigil.protect.client.ControllerException.Kind;
import io.vigil.protect.client.EventChange;
import io.vigil.protect.client.live.Complaints;
import io.vigil.protect.client.live.Flaw;
import io.vigil.protect.client.live.Told;

/**
 * The API of the controller's web interface: unpublished, but the only one with history, pictures of events and clips. As read
 * by uilibs/uiprotect (api.py) and hjdhjd/unifi-protect.
 */
public final class PrivateApi {

    private static final String BASE = "/proxy/protect/api";
    /** What detections are made of. Without a list of types the controller's paging goes wrong (uiprotect, api.py). */
    private static final List<String> TYPES = List.of("motion", "ring", "smartDetectZone", "smartDetectLine",
            "smartDetectLoiterZone", "smartAudioDetect");
    private static final int PAGE = 100;

    private final Wire wire;
    private final ControllerAccess access;
    private final SignIn signIn;
    private final Complaints complaints;
    private String lastUpdateId;

    public PrivateApi(Wire wire, ControllerAccess access, Complaints complaints) {
        this.wire = wire;
        this.access = access;
        this.signIn = new SignIn(wire, access);
        this.complaints = complaints;
    }

    /**
     * What the controller is and has.
     *
     * @param version of the Protect application
     */
    public record Bootstrap(String version, List<ControllerCamera> cameras) {
    }

    /** The whole state of the controller; a live stream that was nowhere yet begins there. */
    public Future<Bootstrap> bootstrap() {
        return ask("/bootstrap").compose(all -> {
            if (!all.path("cameras").isArray()) {
                return Future.failedFuture(new ControllerException(Kind.GARBLED, "Its bootstrap names no cameras"));
            }
            if (lastUpdateId == null) {
                lastUpdateId = Told.Fields.word(all.path("lastUpdateId"));
            }
            return Future.succeededFuture(new Bootstrap(all.path("nvr").path("version").asText("unknown"),
                    Cameras.of(all.path("cameras"))));
        });
    }

    /** Opens the live stream where the last one ended; if the controller no longer knows where that was, from now on. */
    public Future<WebSocket> socket() {
        if (lastUpdateId == null) {
            return bootstrap().compose(known -> updates());
        }
        return updates().recover(why -> {
            if (why instanceof ControllerException failure
                    && (failure.kind() == Kind.GARBLED || failure.kind() == Kind.GONE)) {
                forgetPlace();
                return bootstrap().compose(known -> updates());
            }
            return Future.failedFuture(why);
        });
    }

    /** Where the stream is now, as each of its packets says. */
    public void at(String updateId) {
        lastUpdateId = updateId;
    }

    /** The stream was ended in a way that may mean that the controller does not know where it was: the next begins anew. */
    public void forgetPlace() {
        lastUpdateId = null;
    }

    /**
     * Events that began between the two (and those that the controller counts among them), oldest first; the newest if not all.
     * Behind them those of which it does not tell when they began.
     */
    public Future<List<EventChange>> history(Instant from, Instant to, int most) {
        return page(from, to, most, 0, new LinkedHashMap<>());
    }

    private Future<List<EventChange>> page(Instant from, Instant to, int most, int offset, Map<String, EventChange> found) {
        String path = "/events?start=%d&end=%d&limit=%d&offset=%d&orderDirection=DESC&types=%s".formatted(from.toEpochMilli(),
                to.toEpochMilli(), PAGE, offset, String.join("&types=", TYPES));
        return ask(path).compose(entries -> {
            if (!entries.isArray()) {
                return Future.failedFuture(new ControllerException(Kind.GARBLED, "Its history is no list"));
            }
            int before = found.size();
            entries.forEach(entry -> read(entry, found));
            // A controller that pays no heed to the offset tells the same again and again.
            if (entries.size() < PAGE || found.size() >= most || found.size() == before) {
                return Future.succeededFuture(newest(found, most));
            }
            return page(from, to, most, offset + PAGE, found);
        });
    }

    private void read(JsonNode entry, Map<String, EventChange> found) {
        Told told = Told.history(entry);
        if (told instanceof Told.Events events) {
            events.changes().forEach(change -> found.putIfAbsent(change.id(), change));
        } else {
            complaints.about(access.toString(), Flaw.NO_ID);
        }
    }

    private static List<EventChange> newest(Map<String, EventChange> found, int most) {
        List<EventChange> sorted = new ArrayList<>(found.values());
        sorted.sort(Comparator.comparing(EventChange::start, Comparator.nullsLast(Comparator.naturalOrder())));
        return List.copyOf(sorted.subList(Math.max(0, sorted.size() - most), sorted.size()));
    }

    /** The picture of an event; its id is also written {@code e-…} in places. */
    public Future<Path> thumbnail(String eventId) {
        String id = eventId.startsWith("e-") ? eventId.substring(2) : eventId;
        return file("/events/" + Json.escape(id) + "/thumbnail", Download.Kind.JPEG);
    }

    /** What a camera recorded, cut at key frames: seconds more or less. */
    public Future<Path> clip(String cameraId, Instant start, Instant end) {
        return file("/video/export?camera=%s&start=%d&end=%d&channel=0".formatted(Json.escape(cameraId), start.toEpochMilli(),
                end.toEpochMilli()), Download.Kind.MP4);
    }

    /** What a camera sees now. */
    public Future<Path> snapshot(String cameraId) {
        return file("/cameras/" + Json.escape(cameraId) + "/snapshot?force=true", Download.Kind.JPEG);
    }

    private Future<WebSocket> updates() {
        String path = "/proxy/protect/ws/updates" + (lastUpdateId == null ? "" : "?lastUpdateId=" + Json.escape(lastUpdateId));
        return signIn.with(headers -> wire.socket(path, headers));
    }

    private Future<Path> file(String path, Download.Kind kind) {
        return signIn.with(headers -> wire.file(BASE + path, headers, kind, Failures::mediaStatus));
    }

    private Future<JsonNode> ask(String path) {
        return signIn.with(headers -> wire.send(HttpMethod.GET, BASE + path, headers, null, Wire.Size.LIST).compose(answer -> {
            signIn.heed(answer.headers());
            return answer.isGood() ? wire.read(answer)
                    : Future.failedFuture(Failures.status(answer.status(), answer.headers()));
        }));
    }
}
