package io.vigil.protect.internal;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** Knows what became of the events of cameras; for the state that a person is shown. */
public interface CameraWatch {

    /**
     * What became of a camera's events.
     *
     * @param lastEventAt when the last one began, or null
     * @param suppressed how many were not stored because of the cooldown
     */
    record Watched(Instant lastEventAt, long suppressed) {
    }

    /** By the controller's ids of its cameras; opens a session of its own. */
    Map<String, Watched> watched(UUID controllerId);
}
