package io.vigil.delivery.webhook.log;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A delivery as administrators see it.
 *
 * @param alertRuleId null for a receiver of the household
 * @param receiverId ours: null for a rule
 * @param ruleName the rule's name, or the receiver's
 * @param eventId null if it is about none
 * @param statusCode of the latest try; 0: no answer
 * @param responseTimeMs of the latest try
 * @param retryCount tries after the first
 * @param createdAt of the first try
 */
record WebhookLogView(int id, UUID alertRuleId, UUID receiverId, String ruleName, UUID eventId, String url, int statusCode,
        int responseTimeMs, int retryCount, boolean success, String errorMessage, Instant createdAt) {

    /**
     * Some of them, the newest first.
     *
     * @param totalCount exact up to ten thousand; beyond that at least one more than the rows end with, if there are more
     */
    record Page(List<WebhookLogView> data, long totalCount) {
    }
}
