package io.vigil.delivery.webhook.receivers;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

import io.vigil.delivery.Message;
import io.vigil.delivery.Outgoing;

/**
 * Everything there is to tell; ours, with type and timestamp as Standard Webhooks recommends.
 *
 * @param type {@code vigil.} and the subject
 * @param timestamp when what is told happened
 * @param isRefined whether an earlier text was told
 * @param isUpgrade whether it was told as less than it is, so that this is news
 * @param event null but for an event
 */
record StandardBody(String type, Instant timestamp, String title, String description, boolean isRefined, boolean isUpgrade,
        About event, Map<String, Object> extra) {

    /** The event that it is about. */
    record About(UUID eventId, Place camera, String kind, Integer confidence, List<String> objectsDetected,
            String thumbnailUrl) {
    }

    /** A camera. */
    record Place(UUID id, String name) {
    }

    static StandardBody of(Outgoing outgoing, EventFacts facts) {
        Message message = outgoing.message();
        return new StandardBody("vigil." + message.subject().name().toLowerCase(Locale.ROOT), message.occurredAt(),
                message.title(), message.text(), outgoing.isRefined(), message.isUpgrade(),
                message.eventId() == null ? null : about(message, facts), message.extra());
    }

    private static About about(Message message, EventFacts facts) {
        return new About(message.eventId(), new Place(message.cameraId(), message.cameraName()),
                message.kind().name().toLowerCase(Locale.ROOT), facts == null ? null : facts.confidence(),
                facts == null ? List.of() : facts.objectsDetected(), "/api/v1/events/" + message.eventId() + "/thumbnail");
    }
}
