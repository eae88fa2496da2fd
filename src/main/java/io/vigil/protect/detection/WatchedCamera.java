package io.vigil.protect.detection;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import jakarta.persistence.Tuple;

import org.hibernate.Session;
import org.hibernate.type.StandardBasicTypes;

import io.vigil.event.EventKind;

/**
 * A camera of a controller that is in use here.
 *
 * @param device the controller's id of it
 * @param cooldown between the starts of two events of one class; zero for none
 * @param filter the words of the kinds that are wanted; empty for all
 */
record WatchedCamera(UUID id, String device, String name, Duration cooldown, Set<String> filter) {

    /** Held, so that none of them goes away before the events of this session are stored. */
    private static final String OF_CONTROLLER = """
            select id, protect_camera_id, name, motion_cooldown,
                array_to_string(smart_detection_types, chr(31)) as smart_detection_types
            from camera where protect_controller_id = :controller and protect_camera_id is not null and is_enabled
            order by id for key share""";

    /** Which there are, by the controller's ids; in one statement. */
    static Map<String, WatchedCamera> of(Session db, UUID controllerId) {
        Map<String, WatchedCamera> cameras = new HashMap<>();
        db.createNativeQuery(OF_CONTROLLER, Tuple.class).addScalar("id", StandardBasicTypes.UUID)
                .addScalar("protect_camera_id", StandardBasicTypes.STRING).addScalar("name", StandardBasicTypes.STRING)
                .addScalar("motion_cooldown", StandardBasicTypes.INTEGER)
                .addScalar("smart_detection_types", StandardBasicTypes.STRING).setParameter("controller", controllerId)
                .getResultList().stream()
                .map(row -> new WatchedCamera(row.get(0, UUID.class), row.get(1, String.class), row.get(2, String.class),
                        Duration.ofSeconds(row.get(3, Integer.class)), filter(row.get(4, String.class))))
                .forEach(camera -> cameras.put(camera.device(), camera));
        return cameras;
    }

    private static Set<String> filter(String words) {
        Set<String> filter = words == null || words.isEmpty() ? Set.of() : new HashSet<>(List.of(words.split("\u001f")));
        return filter.equals(Set.of("motion")) ? Set.of() : filter;
    }

    /** Those that people want to hear of: rings and sounds always. */
    List<Seen> wanted(List<Seen> all) {
        return all.stream().filter(seen -> filter.isEmpty() || seen.kind() == EventKind.RING || seen.kind() == EventKind.AUDIO
                || filter.contains(seen.kind().word())).toList();
    }
}
