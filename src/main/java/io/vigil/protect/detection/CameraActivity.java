package io.vigil.protect.detection;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

import jakarta.persistence.Tuple;

import org.hibernate.Session;
import org.hibernate.type.StandardBasicTypes;

/** What became of what cameras told, inside the session that is open; for a person who wonders. */
public final class CameraActivity {

    private CameraActivity() {
    }

    /**
     * What became of a camera's events.
     *
     * @param lastEventAt when the latest began that was told, stored or not; null if none was
     * @param suppressed how many were not stored because of the cooldown
     */
    public record Activity(Instant lastEventAt, long suppressed) {
    }

    /** Of each camera that the controller serves; by our id. */
    public static Map<UUID, Activity> ofController(Session db, UUID controllerId) {
        Map<UUID, Activity> activities = new HashMap<>();
        db.createNativeQuery("""
                select c.id,
                    (select max(e.started_at) from protect_event e where e.camera_id = c.id) as last_event_at,
                    (select coalesce(sum(d.suppressed_total), 0) from protect_cooldown d where d.camera_id = c.id) as suppressed
                from camera c where c.protect_controller_id = :controller""", Tuple.class)
                .addScalar("id", StandardBasicTypes.UUID).addScalar("last_event_at", StandardBasicTypes.INSTANT)
                .addScalar("suppressed", StandardBasicTypes.LONG).setParameter("controller", controllerId).getResultList()
                .forEach(row -> activities.put(row.get(0, UUID.class),
                        new Activity(row.get(1, Instant.class), row.get(2, Long.class))));
        return activities;
    }
}
