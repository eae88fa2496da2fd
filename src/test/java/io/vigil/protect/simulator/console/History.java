package io.vigil.protect.simulator.console;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** All events of the controller, in the form of the private API, told or not. */
public final class History {

    private final Map<String, ObjectNode> events = new LinkedHashMap<>();
    private final Map<String, List<ObjectNode>> byCamera = new HashMap<>();

    /** Takes in an event, or what changed of it. */
    synchronized void merge(String id, JsonNode fields) {
        ObjectNode event = events.computeIfAbsent(id, this::blank);
        boolean hadCamera = event.path("camera").isTextual();
        event.setAll((ObjectNode) fields.deepCopy());
        event.put("id", id).put("modelKey", "event");
        if (!hadCamera && event.path("camera").isTextual()) {
            byCamera.computeIfAbsent(event.path("camera").asText(), camera -> new ArrayList<>()).add(event);
        }
    }

    /** All that is known of it. */
    synchronized Optional<ObjectNode> find(String id) {
        return Optional.ofNullable(events.get(id)).map(ObjectNode::deepCopy);
    }

    /** The latest event of the camera that covers this time; else a missing node. */
    synchronized JsonNode at(String camera, long millis) {
        List<ObjectNode> seen = byCamera.getOrDefault(camera, List.of());
        for (int i = seen.size() - 1; i >= 0; i--) {
            if (covers(seen.get(i), millis)) {
                return seen.get(i).deepCopy();
            }
        }
        return MissingNode.getInstance();
    }

    /** The last event of the camera, if it goes on; else a missing node. */
    synchronized JsonNode goingOn(String camera) {
        List<ObjectNode> seen = byCamera.getOrDefault(camera, List.of());
        boolean goesOn = !seen.isEmpty() && seen.get(seen.size() - 1).path("end").isNull();
        return goesOn ? seen.get(seen.size() - 1).deepCopy() : MissingNode.getInstance();
    }

    /**
     * A page of the events that began, ended or went on between the two; of those without an end only what began then.
     *
     * @param types all if empty
     * @param detections all if empty
     */
    synchronized List<JsonNode> page(long start, long end, Set<String> types, Set<String> detections, boolean newestFirst,
            int offset, int limit) {
        Comparator<JsonNode> oldestFirst = Comparator.comparingLong(event -> event.path("start").asLong());
        Predicate<JsonNode> isOfType = event -> types.isEmpty() || types.contains(event.path("type").asText());
        return events.values().stream().filter(event -> isBetween(event, start, end)).filter(isOfType)
                .filter(event -> detections.isEmpty() || sees(event, detections)).<JsonNode> map(ObjectNode::deepCopy)
                .sorted(newestFirst ? oldestFirst.reversed() : oldestFirst).skip(offset).limit(limit).toList();
    }

    private ObjectNode blank(String id) {
        ObjectNode event = Json.object().put("id", id).putNull("end").put("score", 0);
        event.putArray("smartDetectTypes");
        event.putArray("smartDetectEvents");
        event.putNull("camera").putNull("partition").putNull("user").putObject("metadata");
        return event.put("thumbnail", "e-" + id).put("heatmap", "e-" + id);
    }

    private static boolean covers(JsonNode event, long millis) {
        return event.path("start").asLong() <= millis
                && (event.path("end").isNull() || event.path("end").asLong() >= millis);
    }

    private static boolean isBetween(JsonNode event, long start, long end) {
        long began = event.path("start").asLong();
        return began <= end && (event.path("end").isNull() ? began : event.path("end").asLong()) >= start;
    }

    private static boolean sees(JsonNode event, Set<String> detections) {
        List<String> seen = new ArrayList<>();
        event.path("smartDetectTypes").forEach(type -> seen.add(type.asText()));
        return seen.stream().anyMatch(detections::contains);
    }
}
