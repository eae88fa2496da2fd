package io.vigil.delivery.push;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** A subscription as its user sees it; the endpoint is shortened, because whoever knows it can send to it. */
record SubscriptionView(UUID id, UUID userId, String endpoint, String userAgent, Instant createdAt, Instant lastUsedAt) {

    private static final int SHOWN_WHOLE = 60;
    private static final int HEAD = 30;
    private static final int TAIL = 20;

    /** A subscription that was kept. */
    record Stored(UUID id, String endpoint, Instant createdAt) {
    }

    /** All of a user. */
    record All(List<SubscriptionView> subscriptions, int total) {
    }

    static SubscriptionView of(PushSubscription subscription) {
        return new SubscriptionView(subscription.id, subscription.userId, shortened(subscription.endpoint),
                subscription.userAgent, subscription.createdAt, subscription.lastUsedAt);
    }

    /** Its beginning and its end. */
    static String shortened(String endpoint) {
        return endpoint.length() <= SHOWN_WHOLE ? endpoint
                : endpoint.substring(0, HEAD) + "..." + endpoint.substring(endpoint.length() - TAIL);
    }
}
