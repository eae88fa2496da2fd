package io.vigil.protect.simulator.console;

import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.vertx.core.http.HttpServerRequest;
import io.vigil.protect.simulator.Counters;
import io.vigil.protect.simulator.Faults;
import io.vigil.protect.simulator.SimulatorSetup;
import io.vigil.protect.simulator.wire.PrivatePacket;
import io.vigil.protect.simulator.wire.Sockets;

/** All that the simulated console is and knows, whichever API is asked. */
public final class Console {

    private final ObjectNode bootstrap = (ObjectNode) Json.recorded("private/bootstrap.json");
    private final AtomicReference<String> version = new AtomicReference<>(
            Json.recorded("public_rest/meta_info.json").path("applicationVersion").asText());
    private final History history = new History();
    private final UpdateIds updateIds = new UpdateIds();
    private final Faults faults = new Faults();
    private final Counters counters = new Counters();
    private final Sockets sockets = new Sockets(faults, counters);
    private final Cameras cameras;
    private final Accounts accounts;
    private final RateWindow rate;

    public Console(SimulatorSetup setup) {
        cameras = new Cameras(setup, bootstrap);
        accounts = new Accounts(setup);
        rate = new RateWindow(setup.requestsPerSecond());
        if (setup.hasRecordedCameras()) {
            Json.recorded("private/raw_events.json").forEach(event -> history.merge(event.path("id").asText(), event));
        }
        Media.load();
    }

    /** It starts anew: nobody is signed in, streams begin from now, perhaps with other software. */
    public void restart(String newVersion) {
        version.set(newVersion);
        accounts.forgetSessions();
        updateIds.restart();
    }

    public Faults faults() {
        return faults;
    }

    public Counters counters() {
        return counters;
    }

    public Sockets sockets() {
        return sockets;
    }

    public Accounts accounts() {
        return accounts;
    }

    public History history() {
        return history;
    }

    /** Version of the Protect application. */
    public String version() {
        return version.get();
    }

    /** Takes in an event, or what changed of it, in the form of the private API. */
    public void merge(String eventId, JsonNode fields) {
        history.merge(eventId, fields);
    }

    /** Takes in what a packet of the private API tells. */
    public void merge(PrivatePacket packet) {
        JsonNode action = Json.read(packet.action());
        JsonNode data = Json.read(packet.data());
        updateIds.moveTo(action.path("newUpdateId").asText());
        if (action.path("modelKey").asText().equals("event")) {
            history.merge(action.path("id").asText(), data);
        } else if (action.path("modelKey").asText().equals("camera")) {
            cameras.mergePrivate(action.path("id").asText(), data);
        }
    }

    /** A packet of the private API that is the next of its stream. */
    public PrivatePacket packet(String action, String modelKey, String id, JsonNode data) {
        ObjectNode head = Json.object().put("action", action).put("newUpdateId", updateIds.next()).put("modelKey", modelKey)
                .put("id", id);
        return new PrivatePacket(Json.bytes(head), data == null ? new byte[0] : Json.bytes(data));
    }

    /** The camera is in another state. */
    public void cameraState(String id, String state) {
        cameras.state(id, state);
    }

    /** The camera is not there any more. */
    public void removeCamera(String id) {
        cameras.remove(id);
    }

    /** Ids of all cameras. */
    public List<String> cameraIds() {
        return cameras.ids();
    }

    Cameras cameras() {
        return cameras;
    }

    RateWindow rate() {
        return rate;
    }

    UpdateIds updateIds() {
        return updateIds;
    }

    JsonNode nvr() {
        return bootstrap.path("nvr");
    }

    String userId() {
        return bootstrap.path("authUserId").asText();
    }

    ObjectNode bootstrap() {
        ObjectNode now = bootstrap.deepCopy().put("lastUpdateId", updateIds.current());
        now.set("cameras", cameras.inBootstrap());
        ((ObjectNode) now.get("nvr")).put("version", version());
        return now;
    }

    void answerSnapshot(HttpServerRequest request, String cameraId) {
        if (cameras.official(cameraId).isEmpty()) {
            Reply.notFound(request);
        } else if (faults.doSnapshotsFail() || !cameras.isOnline(cameraId)) {
            Reply.error(request, 503, "SERVICE_UNAVAILABLE", "Camera is offline");
        } else {
            counters.countSnapshot();
            Reply.picture(request, Media.picture(history.goingOn(cameraId)), faults.arePicturesCut());
        }
    }
}
