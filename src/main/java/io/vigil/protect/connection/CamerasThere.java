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
    private final UUID controllerId;
    private final LiveSink live;

    CamerasThere(UUID controllerId, LiveSink live) {
        this.controllerId = controllerId;
        this.live = live;
    }

    /** Those that are known. */
    Map<String, Boolean> all() {
        return Map.copyOf(online);
    }

    /** The controller lists them; what it told since it made the list stands. */
    void listed(List<ControllerCamera> cameras) {
        cameras.forEach(camera -> online.putIfAbsent(camera.id(), camera.isOnline()));
    }

    /** They came or went. */
    void changed(List<String> cameraIds, boolean isOnline) {
        for (String camera : cameraIds) {
            if (!Boolean.valueOf(isOnline).equals(online.put(camera, isOnline))) {
                LiveNews.camera(live, controllerId, camera, isOnline);
            }
        }
    }

    /** Nothing is known any more. */
    void forget() {
        online.clear();
    }
}
