package io.vigil.ai;

import java.time.Duration;
import java.time.Instant;

/**
 * A picture to be described, with what is known about it.
 *
 * @param picture a JPEG or PNG, sent as it is
 * @param contentType of the picture, such as {@code image/jpeg}
 * @param cameraName as the household calls the camera
 * @param kind what the camera says it saw: motion, person, vehicle, package, animal, ring or audio
 * @param occurredAt when
 * @param deadline how long the whole answer may take, all tries included; null or more than the configured time means that one
 */
public record Question(byte[] picture, String contentType, String cameraName, String kind, Instant occurredAt,
        Duration deadline) {
}
