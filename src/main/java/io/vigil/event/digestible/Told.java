package io.vigil.event.digestible;

import java.time.Instant;
import java.util.UUID;

/**
 * What is told of one event.
 *
 * @param type as in {@link Figures}
 * @param description the beginning of it, as it was written
 * @param isDescribed whether somebody looked; otherwise it says no more than the camera did
 */
public record Told(UUID id, Instant occurredAt, String type, String cameraName, String description, boolean isDescribed) {
}
