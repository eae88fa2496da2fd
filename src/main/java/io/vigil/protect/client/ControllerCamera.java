package io.vigil.protect.client;

import java.util.List;

/**
 * A camera as its controller describes it.
 *
 * @param id the controller's own
 * @param name as people gave it, or its model
 * @param model such as {@code UVC G4 Pro}
 * @param detections what it can tell apart, in the controller's words: person, vehicle, animal, package and others
 */
public record ControllerCamera(String id, String name, String model, boolean isOnline, boolean isDoorbell,
        List<String> detections) {
}
