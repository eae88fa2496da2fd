package io.vigil.camera;

import java.util.UUID;

/** What must go when a camera goes, by the feature that owns it. */
public interface CameraRemoval {

    /** Removes what can be removed ahead, in sessions of its own and bounded pages; called outside any session. */
    void removeMost(UUID cameraId);

    /** Removes what is left; called inside the session that deletes the camera, which nothing can be added to any more. */
    void beforeRemoval(UUID cameraId);
}
