package io.vigil.delivery.inapp;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** A notification as clients get it. */
record NotificationView(UUID id, UUID eventId, UUID ruleId, String ruleName, String eventDescription, String thumbnailUrl,
        boolean isDoorbellRing, boolean read, Instant createdAt) {

    static NotificationView of(Notification notification) {
        return new NotificationView(notification.id, notification.eventId, notification.ruleId, notification.ruleName,
                notification.eventDescription, notification.thumbnailUrl, notification.isDoorbellRing, notification.read,
                notification.createdAt);
    }

    /**
     * Some of them, the newest first.
     *
     * @param totalCount of those that match; exact up to ten thousand, beyond that a bound that keeps clients paging
     * @param unreadCount of all; exact up to ten thousand
     */
    record Page(List<NotificationView> data, long totalCount, long unreadCount) {
    }

    /** How many are unread; exact up to ten thousand. */
    record Count(long count) {
    }

    /** How many are read now that were not. */
    record Marked(boolean success, long updatedCount) {
    }

    /** This one is gone. */
    record Deleted(boolean deleted, UUID id) {
    }

    /** So many are gone. */
    record DeletedMany(boolean deleted, long count) {
    }
}
