package io.vigil.protect.simulator.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import com.fasterxml.jackson.databind.JsonNode;

import io.vigil.testsupport.Samples;

/** Which of the real pictures and clips goes with which event. */
final class Media {

    private static final Map<String, byte[]> READ = new ConcurrentHashMap<>();
    private static final String NOTHING = "empty-room.jpg";
    private static final Map<String, String> PICTURES = Map.of("person", "person-grey-cardigan.jpg", "vehicle", "car-white.jpg",
            "package", "person-carrying-package.jpg", "animal", "cat-front-path.jpg", "ring", "person-dark-top.jpg");
    private static final Map<String, String> CLIPS = Map.of("vehicle", "car-horn-dog.mp4", "ring",
            "person-doorbell-speech.mp4");
    private static final String PEOPLE = "people-room.mp4";

    private Media() {
    }

    /** Reads all of them, on a thread that sees them. */
    static void load() {
        PICTURES.values().forEach(name -> READ.computeIfAbsent(name, Samples::picture));
        READ.computeIfAbsent(NOTHING, Samples::picture);
        CLIPS.values().forEach(name -> READ.computeIfAbsent(name, Samples::clip));
        READ.computeIfAbsent(PEOPLE, Samples::clip);
    }

    /** A JPEG of the event; of nothing for a missing node. */
    static byte[] picture(JsonNode event) {
        return READ.get(kinds(event).stream().filter(PICTURES::containsKey).map(PICTURES::get).findFirst().orElse(NOTHING));
    }

    /** An MP4 of the event; of people for a missing node. */
    static byte[] clip(JsonNode event) {
        return READ.get(kinds(event).stream().filter(CLIPS::containsKey).map(CLIPS::get).findFirst().orElse(PEOPLE));
    }

    private static List<String> kinds(JsonNode event) {
        List<String> kinds = new ArrayList<>();
        event.path("smartDetectTypes").forEach(kind -> kinds.add(kind.asText()));
        kinds.add(event.path("type").asText());
        return kinds;
    }
}
