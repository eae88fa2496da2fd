package io.vigil.delivery.webhook.receivers;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A receiver as administrators see it; secrets are masked.
 *
 * @param disabledReason why it was switched off by us; null if it was not
 */
record WebhookReceiverView(UUID id, String name, String url, Form form, List<Wanted> subjects, String clickUrl,
        boolean enabled, Map<String, String> headers, String token, String disabledReason, Instant createdAt,
        Instant updatedAt) {

    static WebhookReceiverView of(WebhookReceiver receiver) {
        ReceiverFields fields = ReceiverFields.of(receiver);
        return new WebhookReceiverView(receiver.id, fields.name(), fields.url(), fields.form(), fields.subjects(),
                fields.clickUrl(), fields.enabled(), fields.headers(), fields.token(), receiver.disabledReason,
                receiver.createdAt, receiver.updatedAt);
    }

    /** All of them, by name. */
    record All(List<WebhookReceiverView> data, int totalCount) {
    }
}
