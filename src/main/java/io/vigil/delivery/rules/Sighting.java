package io.vigil.delivery.rules;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.persistence.Tuple;

import org.hibernate.Session;
import org.hibernate.query.NativeQuery;
import org.hibernate.type.StandardBasicTypes;

import io.vigil.event.EventKind;
import io.vigil.event.media.Thumbnails;

/**
 * What rules look at: an event as it stands now.
 *
 * @param objects what was seen, by the camera or by a model: person, vehicle, animal, package, or else unknown
 * @param confidence percent; 0 as long as nobody told one
 * @param carrier who brought a parcel as far as the text tells, or null
 */
record Sighting(UUID eventId, UUID cameraId, Set<String> objects, int confidence, String carrier, Instant occurredAt,
        String description, boolean hasThumbnail, boolean isRing) {

    private static final Set<String> KNOWN = Set.of("person", "vehicle", "animal", "package");
    private static final String SELECT = "select id, camera_id, kind, array_to_string(objects_detected, ',') as objects, "
            + "confidence, delivery_carrier, occurred_at, description, " + Thumbnails.IS_THERE + " as has_thumbnail, "
            + "is_doorbell_ring from event e";

    /** The event, or empty if there is none any more; inside the session that is open. */
    static Optional<Sighting> of(Session db, UUID eventId) {
        return query(db, "where id = :id").setParameter("id", eventId).uniqueResultOptional().map(Sighting::of);
    }

    /** The newest, as many as asked for. */
    static List<Sighting> newest(Session db, int most) {
        return query(db, "order by occurred_at desc, id desc limit :most").setParameter("most", most).getResultList().stream()
                .map(Sighting::of).toList();
    }

    /** Keeps the event as it is until the session ends; false if it is not there any more. */
    static boolean hold(Session db, UUID eventId) {
        return db.createNativeQuery("select id from event where id = :id for no key update", UUID.class)
                .addScalar("id", StandardBasicTypes.UUID).setParameter("id", eventId).uniqueResultOptional().isPresent();
    }

    /** Notes on the event that it set off a rule. */
    void alerted(Session db) {
        db.createNativeMutationQuery("update event set alert_triggered = true where id = :id and not alert_triggered")
                .setParameter("id", eventId).executeUpdate();
    }

    /** Whether something was brought. */
    boolean isDelivery() {
        return carrier != null || objects.contains("package");
    }

    private static NativeQuery<Tuple> query(Session db, String which) {
        return db.createNativeQuery(SELECT + " " + which, Tuple.class).addScalar("id", StandardBasicTypes.UUID)
                .addScalar("camera_id", StandardBasicTypes.UUID).addScalar("kind", StandardBasicTypes.STRING)
                .addScalar("objects", StandardBasicTypes.STRING).addScalar("confidence", StandardBasicTypes.INTEGER)
                .addScalar("delivery_carrier", StandardBasicTypes.STRING)
                .addScalar("occurred_at", StandardBasicTypes.INSTANT).addScalar("description", StandardBasicTypes.STRING)
                .addScalar("has_thumbnail", StandardBasicTypes.BOOLEAN)
                .addScalar("is_doorbell_ring", StandardBasicTypes.BOOLEAN);
    }

    private static Sighting of(Tuple row) {
        return new Sighting(row.get(0, UUID.class), row.get(1, UUID.class),
                objects(EventKind.of(row.get(2, String.class)), row.get(3, String.class)), row.get(4, Integer.class),
                row.get(5, String.class), row.get(6, Instant.class), row.get(7, String.class), row.get(8, Boolean.class),
                row.get(9, Boolean.class));
    }

    /** A camera's own word holds beside a model's; what is none of the contract's objects is not looked at. */
    static Set<String> objects(EventKind kind, String labels) {
        Set<String> seen = Stream.concat(kind.objects().stream(), Stream.of(labels.split(","))).filter(KNOWN::contains)
                .collect(Collectors.toUnmodifiableSet());
        return seen.isEmpty() ? Set.of("unknown") : seen;
    }
}
