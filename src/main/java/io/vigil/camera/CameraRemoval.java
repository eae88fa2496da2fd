package io.vigil.camera;

import java.util.UUID;

/**
 * Told before a camera goes, by a feature that keeps something of it. Every bean of this type is called inside the session that
 * deletes, so that both commit together; files go in {@link io.vigil.session.SessionContext#afterCommit}.
 */
public interface CameraRemoval {

    /** The camera and every row that references it are about to be deleted. */
    void beforeRemoval(UUID cameraId);
}
