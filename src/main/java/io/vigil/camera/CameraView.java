package io.vigil.camera;

import java.time.Instant;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

/** A camera as clients see it: without its password. */
record CameraView(UUID id, @JsonUnwrapped CameraFields fields, SourceType sourceType, Instant createdAt, Instant updatedAt) {

    static CameraView of(Camera camera) {
        return new CameraView(camera.id, camera.fields, camera.sourceType, camera.createdAt, camera.updatedAt);
    }
}
