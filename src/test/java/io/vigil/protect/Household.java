package io.vigil.protect;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

import io.vigil.protect.client.EventChange;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;

/** A controller and its cameras, for tests of what it tells; and what it may tell. */
public final class Household {

    private Household() {
    }

    /** A controller that nobody connects to; answers its id. */
    public static UUID controller(String name) {
        UUID id = UUID.randomUUID();
        Database.run("""
                insert into protect_controller (id, name, host, port, verify_ssl, wanted, revision, state, state_since,
                    drops, created_at, updated_at, version)
                values ('%s', '%s', 'localhost', 9, false, false, 1, 'disconnected', now(), 0, now(), now(), 0)""".formatted(id,
                name));
        return id;
    }

    /** A camera of it that tells of everything, however soon; answers its id here. */
    public static UUID camera(UUID controller, String device, String name) {
        return camera(controller, device, name, 0, null);
    }

    /** A camera of it, with a cooldown in seconds and the kinds that are wanted; null for all. */
    public static UUID camera(UUID controller, String device, String name, int cooldown, List<String> wanted) {
        Map<String, Object> camera = new HashMap<>(Map.of("name", name, "type", "rtsp", "rtsp_url", "rtsp://192.0.2.1/stream",
                "protect_controller_id", controller, "protect_camera_id", device, "motion_cooldown", cooldown));
        camera.put("smart_detection_types", wanted);
        return UUID.fromString(Api.text(Api.admin().contentType("application/json").body(camera).post("/api/v1/cameras").then()
                .statusCode(201), "id"));
    }

    /** All of an event that goes on. */
    public static EventChange begins(String id, String type, String device, Instant start, String... detections) {
        return new EventChange(id, type, start, null, device, List.of(detections), null, false);
    }

    /** All of an event that is over. */
    public static EventChange over(String id, String type, String device, Instant start, Instant end, String... detections) {
        return new EventChange(id, type, start, end, device, List.of(detections), null, false);
    }

    /** That, as the history tells it. */
    public static EventChange past(String id, String type, String device, Instant start, Instant end, String... detections) {
        return new EventChange(id, type, start, end, device, List.of(detections), null, true);
    }

    /** Nothing but the end. */
    public static EventChange ends(String id, Instant end) {
        return new EventChange(id, null, null, end, null, null, null, false);
    }

    /** Nothing but what it is. */
    public static EventChange sees(String id, String... detections) {
        return new EventChange(id, null, null, null, null, List.of(detections), null, false);
    }

    /** The events that the API lists, oldest first, each as "camera: kind at time, objects: description". */
    public static List<String> told() {
        List<Map<String, Object>> events = Api.admin().get("/api/v1/events?limit=500&sort_order=asc").then().statusCode(200)
                .extract().path("events");
        return events.stream().map(Household::line).toList();
    }

    private static String line(Map<String, Object> event) {
        Object kind = event.get("smart_detection_type");
        return Instant.parse((String) event.get("timestamp")) + " " + (kind == null ? event.get("audio_event_type") : kind)
                + " "
                + ((List<?>) event.get("objects_detected")).stream().map(String::valueOf).collect(Collectors.joining("+"))
                + ": " + event.get("description");
    }
}
