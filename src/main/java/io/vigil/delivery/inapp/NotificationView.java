package io.vigil.delivery.inapp;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

import io.vigil.delivery.inapp.Notification.Told;

/** A notification as clients get it. */
record NotificationView(UUID id, UUID eventId, UUID ruleId, String ruleName, String eventDescription, String thumbnailUrl,
        boolean isDoorbellRing, boolean read, Instant createdAt) {

    static NotificationView of(Notification notification) {
        return new NotificationView(notification.id, notification.eventId, notification.ruleId, notification.ruleName,
                notification.eventDescription, notification.thumbnailUrl, notification.isDoorbellRing, notification.read,
                notification.createdAt);
    }

    static NotificationView of(UUID id, Told told, Instant at) {
        return new NotificationView(id, told.eventId(), told.ruleId(), told.ruleName(), told.shortDescription(),
                told.thumbnailUrl(), told.isDoorbellRing(), false, at);
    }

    /**
     * One as clients that are connected are told of it.
     *
     * @param entity null: nobody is recognised yet
     */
    record Live(@JsonUnwrapped NotificationView notification, Object entity) {

        static Live of(NotificationView notification) {
            return new Live(notification, null);
        }
    }

    /**
     * Some of them, the newest first.
     *
     * @param totalCount of those that match
     * @param unreadCount of all
     */
    record Page(List<NotificationView> data, long totalCount, long unreadCount) {
    }

    /** How many are unread. */
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
