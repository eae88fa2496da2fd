package io.vigil.delivery.inapp;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import jakarta.persistence.Tuple;

import org.hibernate.Session;
import org.hibernate.query.NativeQuery;
import org.hibernate.type.StandardBasicTypes;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

import io.vigil.delivery.inapp.Notification.Told;
import io.vigil.event.media.Thumbnails;
import io.vigil.web.ProblemException;

/**
 * A notification as clients get it.
 *
 * @param eventDescription as it stands now, its first 200 characters
 * @param thumbnailUrl a path; null without a picture
 */
record NotificationView(UUID id, UUID eventId, UUID ruleId, String ruleName, String eventDescription, String thumbnailUrl,
        boolean isDoorbellRing, boolean read, Instant createdAt) {

    private static final int LONGEST_DESCRIPTION = 200;
    private static final String SELECT = "select n.id, n.event_id, n.rule_id, n.rule_name, e.description, "
            + Thumbnails.IS_THERE + " as has_thumbnail, n.is_doorbell_ring, n.read, n.created_at "
            + "from notification n join event e on e.id = n.event_id";

    /** The notification with this id, or a 404. */
    static NotificationView existing(Session db, UUID id) {
        return of(query(db, " where n.id = :id").setParameter("id", id).uniqueResultOptional()
                .orElseThrow(() -> ProblemException.notFound("notification", id)));
    }

    /** A query of notifications, with what is to stand behind it; each row is one for {@link #of(Tuple)}. */
    static NativeQuery<Tuple> query(Session db, String which) {
        return db.createNativeQuery(SELECT + which, Tuple.class).addScalar("id", StandardBasicTypes.UUID)
                .addScalar("event_id", StandardBasicTypes.UUID).addScalar("rule_id", StandardBasicTypes.UUID)
                .addScalar("rule_name", StandardBasicTypes.STRING).addScalar("description", StandardBasicTypes.STRING)
                .addScalar("has_thumbnail", StandardBasicTypes.BOOLEAN)
                .addScalar("is_doorbell_ring", StandardBasicTypes.BOOLEAN).addScalar("read", StandardBasicTypes.BOOLEAN)
                .addScalar("created_at", StandardBasicTypes.INSTANT);
    }

    static NotificationView of(Tuple row) {
        UUID eventId = row.get(1, UUID.class);
        return new NotificationView(row.get(0, UUID.class), eventId, row.get(2, UUID.class), row.get(3, String.class),
                shortened(row.get(4, String.class)), row.get(5, Boolean.class) ? thumbnail(eventId) : null,
                row.get(6, Boolean.class), row.get(7, Boolean.class), row.get(8, Instant.class));
    }

    /** One that is new, with what is known of the event by now. */
    static NotificationView of(UUID id, Told told, Instant at) {
        return new NotificationView(id, told.eventId(), told.ruleId(), told.ruleName(), shortened(told.description()),
                told.hasThumbnail() ? thumbnail(told.eventId()) : null, told.isDoorbellRing(), false, at);
    }

    private static String thumbnail(UUID eventId) {
        return "/api/v1/events/" + eventId + "/thumbnail";
    }

    private static String shortened(String description) {
        if (description == null || description.codePointCount(0, description.length()) <= LONGEST_DESCRIPTION) {
            return description;
        }
        return description.substring(0, description.offsetByCodePoints(0, LONGEST_DESCRIPTION - 1)) + "…";
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
