package io.vigil.delivery.webhook.receivers;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.persistence.Tuple;

import org.hibernate.Session;
import org.hibernate.type.StandardBasicTypes;

/**
 * What an event has besides its message, as it stands now.
 *
 * @param confidence 0 to 100
 */
public record EventFacts(int confidence, List<String> objectsDetected) {

    /** Of this event, inside the session that is open; empty if it is deleted. */
    public static Optional<EventFacts> of(Session db, UUID eventId) {
        return db.createNativeQuery("""
                select confidence, array_to_string(objects_detected, ',') as objects from event where id = :id""", Tuple.class)
                .addScalar("confidence", StandardBasicTypes.INTEGER).addScalar("objects", StandardBasicTypes.STRING)
                .setParameter("id", eventId).uniqueResultOptional()
                .map(row -> new EventFacts(row.get(0, Integer.class), words(row.get(1, String.class))));
    }

    private static List<String> words(String joined) {
        return joined.isEmpty() ? List.of() : List.of(joined.split(","));
    }
}
