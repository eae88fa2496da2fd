package io.vigil.delivery.webhook.wire;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A signing secret as administrators see it.
 *
 * @param masked what it begins and ends with
 */
record WebhookSecretView(UUID id, String masked, Instant createdAt) {

    private static final String MASK = "whsec_****";

    static WebhookSecretView of(SecretRows.Stored secret) {
        return new WebhookSecretView(secret.id(), MASK + secret.hint(), secret.createdAt());
    }

    /** All that sign, the newest first. */
    record All(List<WebhookSecretView> data, int totalCount) {
    }

    /**
     * A new one, shown this once.
     *
     * @param secret as receivers take it, {@code whsec_} and base64
     */
    record Issued(UUID id, String secret, Instant createdAt) {
    }
}
