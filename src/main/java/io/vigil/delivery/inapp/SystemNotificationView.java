package io.vigil.delivery.inapp;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A notification of the system as clients get it. */
record SystemNotificationView(UUID id, String notificationType, String severity, String title, String message, String actionUrl,
        Map<String, Object> extraData, boolean read, boolean dismissed, Instant createdAt) {

    static SystemNotificationView of(SystemNotification notification) {
        return new SystemNotificationView(notification.id, notification.notificationType, notification.severity,
                notification.title, notification.message, notification.actionUrl, notification.extraData, notification.read,
                notification.dismissed, notification.createdAt);
    }

    /**
     * Some of them, the newest first.
     *
     * @param totalCount of those that match; exact up to ten thousand, beyond that a bound that keeps clients paging
     * @param unreadCount of all; exact up to ten thousand
     */
    record Page(List<SystemNotificationView> data, long totalCount, long unreadCount) {
    }
}
