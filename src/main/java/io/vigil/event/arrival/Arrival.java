package io.vigil.event.arrival;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import io.vigil.event.EventKind;

/**
 * An event as its source tells it.
 *
 * @param id of the event that it becomes
 * @param source who tells it, as part of the unique key
 * @param externalId the source's own id of the event, the rest of that key
 * @param sound what was heard, such as {@code smoke}; or null
 * @param objects what is to be seen, in the contract's words
 * @param dueAt when it is to be described at the latest; earlier once nothing is awaited any more
 */
public record Arrival(UUID id, UUID cameraId, String cameraName, String source, String externalId, EventKind kind, String sound,
        List<String> objects, Instant occurredAt, Instant dueAt) {

    /**
     * More is known of an event that is stored.
     *
     * @param isTold whether people are told of it again, because its kind is a stronger one
     */
    public record Upgrade(UUID eventId, UUID cameraId, String cameraName, EventKind kind, String sound, List<String> objects,
            Instant occurredAt, boolean isTold) {
    }

    /**
     * What became of an arrival.
     *
     * @param isNew false if the event was there already; then the id is that event's
     */
    public record Stored(UUID eventId, boolean isNew) {
    }
}
