package io.vigil.protect.simulator.console;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.vigil.protect.simulator.SimulatorSetup;
import io.vigil.protect.simulator.SimulatorSetup.MadeUpCamera;

/** The cameras of the controller, as both APIs describe them. */
final class Cameras {

    private static final String DOORBELL = "1c9a2db4df6efda47a3509be";
    private static final String BULLET = "586ab7c2bb6423c3fdd47e95";

    private final Map<String, ObjectNode> official = new LinkedHashMap<>();
    private final Map<String, ObjectNode> privately = new LinkedHashMap<>();

    Cameras(SimulatorSetup setup, JsonNode bootstrap) {
        Json.recorded("public_rest/cameras.json").forEach(camera -> official.put(id(camera), (ObjectNode) camera));
        bootstrap.path("cameras").forEach(camera -> privately.put(id(camera), camera.deepCopy()));
        Map<String, ObjectNode> models = Map.copyOf(official);
        Map<String, ObjectNode> privateModels = Map.copyOf(privately);
        if (!setup.hasRecordedCameras()) {
            official.clear();
            privately.clear();
        }
        for (MadeUpCamera camera : setup.madeUpCameras()) {
            String model = camera.isDoorbell() ? DOORBELL : BULLET;
            official.put(camera.id(), copy(models.get(model), camera));
            privately.put(camera.id(), copy(privateModels.get(model), camera));
        }
    }

    synchronized List<String> ids() {
        return List.copyOf(official.keySet());
    }

    /** As the official API lists them. */
    synchronized ArrayNode official() {
        ArrayNode list = Json.object().putArray("cameras");
        official.values().forEach(camera -> list.add(camera.deepCopy()));
        return list;
    }

    /** As the official API describes one. */
    synchronized Optional<ObjectNode> official(String id) {
        return Optional.ofNullable(official.get(id)).map(ObjectNode::deepCopy);
    }

    /** As the bootstrap of the private API lists them. */
    synchronized ArrayNode inBootstrap() {
        ArrayNode list = Json.object().putArray("cameras");
        privately.values().forEach(camera -> list.add(camera.deepCopy()));
        return list;
    }

    synchronized boolean isOnline(String id) {
        return official.containsKey(id) && "CONNECTED".equals(official.get(id).path("state").asText());
    }

    /** Takes in what the private stream changes. */
    synchronized void mergePrivate(String id, JsonNode fields) {
        if (privately.containsKey(id) && fields.isObject()) {
            privately.get(id).setAll((ObjectNode) fields);
            if (fields.has("state")) {
                official.get(id).set("state", fields.get("state"));
            }
        }
    }

    /** Takes in a new state. */
    synchronized void state(String id, String state) {
        if (official.containsKey(id)) {
            official.get(id).put("state", state);
            privately.get(id).put("state", state).put("isConnected", "CONNECTED".equals(state));
        }
    }

    synchronized void remove(String id) {
        official.remove(id);
        privately.remove(id);
    }

    private static ObjectNode copy(ObjectNode model, MadeUpCamera camera) {
        return model.deepCopy().put("id", camera.id()).put("name", camera.name()).put("state", "CONNECTED").put("mac",
                String.format("02%010X", camera.id().hashCode() & 0xffffffffL));
    }

    private static String id(JsonNode camera) {
        return camera.path("id").asText();
    }
}
