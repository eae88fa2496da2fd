package io.vigil.protect.http;

import java.util.List;
import java.util.UUID;

import io.vigil.camera.AnalysisMode;
import io.vigil.camera.Camera;
import io.vigil.protect.client.ControllerCamera;

/**
 * A camera that a controller has.
 *
 * @param type camera or doorbell
 * @param isEnabledForAi whether its events are heard
 * @param smartDetectionCapabilities what it can tell apart, in the controller's words
 * @param smartDetectionTypes what is heard; this and the last two are null unless it is enabled
 * @param isNew whether it never was enabled here
 */
record DiscoveredCamera(String protectCameraId, String name, String type, String model, boolean isOnline, boolean isDoorbell,
        boolean isEnabledForAi, List<String> smartDetectionCapabilities, List<String> smartDetectionTypes, boolean isNew,
        UUID cameraId, AnalysisMode analysisMode) {

    /** What is known here of a camera that was enabled once. */
    record Known(UUID id, boolean isEnabled, List<String> detections, AnalysisMode analysisMode) {

        static Known of(Camera camera) {
            return new Known(camera.id, camera.isEnabled(), camera.detections(), camera.analysisMode());
        }
    }

    /**
     * @param known null if it never was enabled here
     * @param online what was told since it was listed, or null
     */
    static DiscoveredCamera of(ControllerCamera camera, Known known, Boolean online) {
        boolean enabled = known != null && known.isEnabled();
        return new DiscoveredCamera(camera.id(), camera.name(), camera.isDoorbell() ? "doorbell" : "camera", camera.model(),
                online == null ? camera.isOnline() : online, camera.isDoorbell(), enabled, camera.detections(),
                enabled ? known.detections() : null, known == null, enabled ? known.id() : null,
                enabled ? known.analysisMode() : null);
    }
}
