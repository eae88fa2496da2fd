package io.vigil.protect.simulator;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * An event of a controller, in the form of neither API.
 *
 * @param id 24 hex digits, unless a test wants others
 * @param camera id of the camera
 * @param type such as {@code ring}, {@code motion} or {@code smartDetectZone}
 * @param start null for one that is only kept, and of which the history does not know it
 * @param end null while it goes on
 * @param detections such as {@code person}; empty for a type that has none
 * @param score 0 to 100; only the private API tells it
 */
public record SimulatedEvent(String id, String camera, String type, Instant start, Instant end, List<String> detections,
        int score) {

    private static final AtomicLong LAST = new AtomicLong();

    /** One that goes on, under an id of its own. */
    public static SimulatedEvent of(String type, String camera, Instant start, String... detections) {
        return new SimulatedEvent(String.format("5e%022x", LAST.incrementAndGet()), camera, type, start, null,
                List.of(detections), 0);
    }

    /** A zone of the camera saw one of these. */
    public static SimulatedEvent zone(String camera, Instant start, String... detections) {
        return of("smartDetectZone", camera, start, detections);
    }

    /** A line of the camera was crossed by one of these. */
    public static SimulatedEvent line(String camera, Instant start, String... detections) {
        return of("smartDetectLine", camera, start, detections);
    }

    /** A camera heard one of these, such as {@code alrmSmoke}. */
    public static SimulatedEvent sound(String camera, Instant start, String... detections) {
        return of("smartAudioDetect", camera, start, detections);
    }

    /** Something moved. */
    public static SimulatedEvent motion(String camera, Instant start) {
        return of("motion", camera, start);
    }

    /** Somebody rang. */
    public static SimulatedEvent ring(String camera, Instant start) {
        return of("ring", camera, start);
    }

    /** The same under another id. */
    public SimulatedEvent withId(String other) {
        return new SimulatedEvent(other, camera, type, start, end, detections, score);
    }

    /** The same with other detections. */
    public SimulatedEvent seeing(String... others) {
        return new SimulatedEvent(id, camera, type, start, end, List.of(others), score);
    }

    /** The same, as sure as this. */
    public SimulatedEvent scored(int percent) {
        return new SimulatedEvent(id, camera, type, start, end, detections, percent);
    }

    /** The same, over. */
    public SimulatedEvent endedAt(Instant instant) {
        return new SimulatedEvent(id, camera, type, start, instant, detections, score);
    }
}
