package io.vigil.protect.client;

import java.time.Instant;
import java.util.List;

/**
 * What one frame, or one entry of the history, tells of an event of the controller: all of it, or only what changed. What it
 * does not tell is null, and was told before or will be.
 *
 * @param id the controller's own, stable over all frames of one event; never null
 * @param type such as {@code motion}, {@code ring} or {@code smartDetectZone}, as sent
 * @param end null also while the event goes on
 * @param device the controller's id of the camera, sensor or light
 * @param detections the smart types as sent, such as {@code person} or {@code alrmSmoke}; null if not told
 * @param score how sure the controller is, 0 to 100
 * @param isHistory whether it was asked for, rather than told live
 */
public record EventChange(String id, String type, Instant start, Instant end, String device, List<String> detections,
        Integer score, boolean isHistory) {
}
