package io.vigil.protect.client.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

import io.vigil.protect.client.ControllerCamera;
import io.vigil.protect.client.live.Told;

/** Camera objects of both APIs, which share the names of the fields that matter. */
final class Cameras {

    /** More than any controller can serve. */
    private static final int MOST = 1_000;

    private Cameras() {
    }

    /** Those of a list that have an id and belong to the controller, a thousand at most. */
    static List<ControllerCamera> of(JsonNode list) {
        List<ControllerCamera> cameras = new ArrayList<>();
        for (JsonNode each : list) {
            String id = Told.Fields.word(each.path("id"));
            if (id != null && cameras.size() < MOST && each.path("isAdopted").asBoolean(true)) {
                cameras.add(camera(id, each));
            }
        }
        return cameras;
    }

    private static ControllerCamera camera(String id, JsonNode camera) {
        String model = first(camera, "type", "marketName", "modelKey").orElse("camera");
        JsonNode flags = camera.path("featureFlags");
        boolean isDoorbell = model.toLowerCase(Locale.ROOT).contains("doorbell") || flags.path("isDoorbell").asBoolean()
                || flags.path("hasChime").asBoolean();
        List<String> detections = new ArrayList<>();
        for (String kind : List.of("smartDetectTypes", "smartDetectAudioTypes")) {
            List<String> words = Told.Fields.words(flags.path(kind));
            if (words != null) {
                detections.addAll(words);
            }
        }
        return new ControllerCamera(id, first(camera, "name").orElse(model), model,
                camera.path("state").asText().equals("CONNECTED"), isDoorbell, List.copyOf(detections));
    }

    private static Optional<String> first(JsonNode camera, String... fields) {
        for (String field : fields) {
            String word = Told.Fields.word(camera.path(field));
            if (word != null) {
                return Optional.of(word);
            }
        }
        return Optional.empty();
    }
}
