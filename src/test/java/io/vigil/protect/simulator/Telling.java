package io.vigil.protect.simulator;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.vigil.protect.simulator.console.Console;
import io.vigil.protect.simulator.console.Json;
import io.vigil.protect.simulator.wire.Message;
import io.vigil.protect.simulator.wire.PrivatePacket;

/**
 * Puts what happens into the words of both APIs, and into the history. One thing is told at a time, so the order is the same.
 */
final class Telling {

    private final Map<String, SimulatedEvent> told = new HashMap<>();
    private final Console console;

    Telling(Console console) {
        this.console = console;
    }

    synchronized SimulatedEvent tell(SimulatedEvent event, boolean bornAsUpdate) {
        SimulatedEvent before = told.put(event.id(), event);
        boolean isNew = before == null;
        console.merge(event.id(), privateFields(event, null));
        String action = isNew && !bornAsUpdate ? "add" : "update";
        official(Channel.EVENTS, action, officialFields(event, before));
        ObjectNode changes = privateFields(event, before);
        if (isNew) {
            changes.put("id", event.id()).put("modelKey", "event");
            tellOfCamera(event);
        }
        packet(action, "event", event.id(), changes);
        return event;
    }

    synchronized SimulatedEvent keep(SimulatedEvent event) {
        told.put(event.id(), event);
        console.merge(event.id(), privateFields(event, null));
        return event;
    }

    synchronized void device(String state, List<String> cameraIds) {
        ObjectNode item = Json.object();
        if (cameraIds.size() == 1) {
            item.put("id", cameraIds.get(0));
        } else {
            cameraIds.forEach(item.putArray("id")::add);
        }
        cameraIds.forEach(id -> console.cameraState(id, state));
        official(Channel.DEVICES, "update", item.put("modelKey", "camera").put("state", state));
        for (String id : cameraIds) {
            packet("update", "camera", id, Json.object().put("state", state).put("isConnected", state.equals("CONNECTED")));
        }
    }

    synchronized void removeCamera(String cameraId) {
        console.removeCamera(cameraId);
        official(Channel.DEVICES, "remove", Json.object().put("id", cameraId).put("modelKey", "camera"));
        packet("remove", "camera", cameraId, null);
    }

    synchronized void play(Recording recording) {
        for (Message message : recording.messages()) {
            learn(message);
            console.sockets().send(message);
        }
    }

    private void learn(Message message) {
        if (message.channel() == Channel.UPDATES) {
            console.merge(PrivatePacket.decode(message.payload()));
            return;
        }
        ObjectNode item = (ObjectNode) Json.read(message.payload()).path("item").deepCopy();
        if (message.channel() == Channel.DEVICES) {
            List<JsonNode> ids = item.path("id").isArray() ? elements(item.path("id")) : List.of(item.path("id"));
            ids.forEach(id -> console.cameraState(id.asText(), item.path("state").asText()));
            return;
        }
        JsonNode camera = item.remove("device");
        console.merge(item.path("id").asText(), camera == null ? item : item.set("camera", camera));
    }

    private void official(Channel channel, String type, ObjectNode item) {
        if (!console.sockets().isHeard(channel)) {
            return;
        }
        ObjectNode envelope = Json.object().put("type", type);
        envelope.set("item", item);
        console.sockets().send(new Message(channel, true, envelope.toString().getBytes(StandardCharsets.UTF_8)));
    }

    private void packet(String action, String modelKey, String id, JsonNode data) {
        if (!console.sockets().isHeard(Channel.UPDATES)) {
            return;
        }
        byte[] bytes = console.packet(action, modelKey, id, data).encode(!console.faults().arePacketsPlain());
        console.sockets().send(new Message(Channel.UPDATES, false, bytes));
    }

    /** Rings and motion also change the camera, which is told first. */
    private void tellOfCamera(SimulatedEvent event) {
        if (event.type().equals("ring")) {
            packet("update", "camera", event.camera(), Json.object().put("lastRing", event.start().toEpochMilli()));
        } else if (event.type().equals("motion")) {
            packet("update", "camera", event.camera(),
                    Json.object().put("isMotionDetected", true).put("lastMotion", event.start().toEpochMilli()));
        }
    }

    private static ObjectNode officialFields(SimulatedEvent event, SimulatedEvent before) {
        ObjectNode item = Json.object().put("id", event.id()).put("modelKey", "event");
        if (before == null) {
            item.put("type", event.type()).put("start", event.start().toEpochMilli()).put("device", event.camera());
        }
        if (before == null ? !event.detections().isEmpty() : !event.detections().equals(before.detections())) {
            event.detections().forEach(item.putArray("smartDetectTypes")::add);
        }
        if (hasNews(event, before)) {
            item.put("end", event.end().toEpochMilli());
        }
        return item;
    }

    private static ObjectNode privateFields(SimulatedEvent event, SimulatedEvent before) {
        ObjectNode data = Json.object();
        if (before == null) {
            data.put("type", event.type()).put("score", event.score());
            if (event.start() != null) {
                data.put("start", event.start().toEpochMilli());
            }
            data.putArray("smartDetectEvents");
            data.put("camera", event.camera()).putNull("partition").putNull("user").putObject("metadata");
        } else if (event.score() != before.score()) {
            data.put("score", event.score());
        }
        if (before == null || !event.detections().equals(before.detections())) {
            event.detections().forEach(data.putArray("smartDetectTypes")::add);
        }
        if (hasNews(event, before)) {
            data.put("end", event.end().toEpochMilli());
        }
        return data;
    }

    /** Whether its end is to be told: it is new, or nothing else is. */
    private static boolean hasNews(SimulatedEvent event, SimulatedEvent before) {
        Instant endBefore = before == null ? null : before.end();
        return event.end() != null && (!Objects.equals(event.end(), endBefore) || event.equals(before));
    }

    private static List<JsonNode> elements(JsonNode array) {
        List<JsonNode> elements = new ArrayList<>();
        array.forEach(elements::add);
        return elements;
    }
}
