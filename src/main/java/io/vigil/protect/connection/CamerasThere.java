package io.vigil.protect.connection;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import io.vigil.protect.client.ControllerCamera;
import io.vigil.protect.internal.LiveNews;
import io.vigil.web.live.LiveSink;

/** Which cameras of a controller are there, as far as it told, by its ids. Clients that are connected hear of changes. */
final class CamerasThere {

    private final Map<String, Boolean> online = new ConcurrentHashMap<>();
    /** What clients know: it outlives the connection. */
    private final Map<String, Boolean> told = new ConcurrentHashMap<>();
    private final UUID controllerId;
    private final LiveSink live;

    CamerasThere(UUID controllerId, LiveSink live) {
        this.controllerId = controllerId;
        this.live = live;
    }

    /** Those that are known while there is a connection. */
    Map<String, Boolean> all() {
        return Map.copyOf(online);
    }

    /** The controller lists them; what it told since it made the list stands. */
    synchronized void listed(List<ControllerCamera> cameras) {
        cameras.forEach(camera -> {
            if (online.putIfAbsent(camera.id(), camera.isOnline()) == null) {
                tellIfChanged(camera.id(), camera.isOnline());
            }
        });
    }

    /** They came or went. */
    synchronized void changed(List<String> cameraIds, boolean isOnline) {
        for (String camera : cameraIds) {
            online.put(camera, isOnline);
            tellIfChanged(camera, isOnline);
        }
    }

    /** The first that is known of a camera is no change; what became of it while there was no connection is. */
    private void tellIfChanged(String camera, boolean isOnline) {
        Boolean before = told.put(camera, isOnline);
        if (before != null && before != isOnline) {
            LiveNews.camera(live, controllerId, camera, isOnline);
        }
    }

    /** The connection is gone, and nothing is known for now. */
    synchronized void forget() {
        online.clear();
    }
}
