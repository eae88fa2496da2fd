package io.vigil.delivery.webhook;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import io.vigil.delivery.Message;
import io.vigil.delivery.Outgoing;
import io.vigil.delivery.rules.Alert;
import io.vigil.delivery.webhook.receivers.EventFacts;

/**
 * What a rule posts: the fields that receivers know, and {@code type} as Standard Webhooks recommends.
 *
 * @param timestamp when it happened
 * @param isRefined ours: whether an earlier text of it was posted
 */
record AlertBody(String type, UUID eventId, Instant timestamp, Named camera, String description, int confidence,
        List<String> objectsDetected, String thumbnailUrl, Named rule, boolean isRefined) {

    /** A camera or a rule. */
    record Named(UUID id, String name) {
    }

    static AlertBody of(Outgoing outgoing, EventFacts facts, Alert alert) {
        Message message = outgoing.message();
        return new AlertBody("vigil.alert", message.eventId(), message.occurredAt(),
                new Named(message.cameraId(), message.cameraName()), message.text(), facts.confidence(),
                facts.objectsDetected(), "/api/v1/events/" + message.eventId() + "/thumbnail",
                new Named(alert.ruleId(), alert.ruleName()), outgoing.isRefined());
    }
}
