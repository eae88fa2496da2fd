package io.vigil.protect.client.live;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;

import io.vigil.protect.client.EventChange;

/**
 * What a message means to us. Both APIs describe events and cameras with much the same fields; unknown ones are passed over,
 * and one that holds nonsense counts as not told.
 */
public sealed interface Told {

    /** Something happens, at one event or (in theory) several. */
    record Events(List<EventChange> changes) implements Told {
    }

    /** Cameras came or went. */
    record Online(List<String> cameraIds, boolean isOnline) implements Told {
    }

    /** Nothing that we care about. */
    record Other() implements Told {
    }

    /** Nothing that makes sense. */
    record Malformed(Flaw flaw) implements Told {
    }

    /** A message of the official API: {@code {"type": "add", "item": {…}}}. */
    static Told official(JsonNode message) {
        JsonNode item = message.path("item");
        if (!item.isObject()) {
            return new Malformed(Flaw.JSON);
        }
        return of(message.path("type").asText(), item.path("modelKey").asText(), item.path("id"), item);
    }

    /** A packet of the private API: the action names what changed, the data tell how. */
    static Told update(JsonNode action, JsonNode data) {
        return of(action.path("action").asText(), action.path("modelKey").asText(), action.path("id"), data);
    }

    /** An entry of the private API's history; malformed or one event. */
    static Told history(JsonNode entry) {
        String id = Fields.word(entry.path("id"));
        return id == null ? new Malformed(Flaw.NO_ID) : new Events(List.of(Fields.change(id, entry, true)));
    }

    private static Told of(String action, String model, JsonNode id, JsonNode item) {
        boolean isEvent = model.equals("event");
        if (!isEvent && !model.equals("camera") || isEvent && action.equals("remove")) {
            return new Other();
        }
        List<String> ids = Fields.words(id.isArray() ? id : id.isMissingNode() ? item.path("id") : id);
        if (ids == null || ids.isEmpty()) {
            return new Malformed(Flaw.NO_ID);
        }
        if (isEvent) {
            return new Events(ids.stream().map(one -> Fields.change(one, item, false)).toList());
        }
        if (action.equals("remove")) {
            return new Online(ids, false);
        }
        String state = Fields.word(item.path("state"));
        if (state != null) {
            return new Online(ids, state.equals("CONNECTED"));
        }
        return item.path("isConnected").isBoolean() ? new Online(ids, item.path("isConnected").booleanValue()) : new Other();
    }

    /** Reads single fields; what is not as it should be is null. */
    final class Fields {

        private static final int LONGEST_WORD = 200;
        private static final int MOST_WORDS = 50;
        private static final long LATEST = Instant.parse("2200-01-01T00:00:00Z").toEpochMilli();

        private Fields() {
        }

        static EventChange change(String id, JsonNode item, boolean isHistory) {
            String device = word(item.path("device"));
            return new EventChange(id, word(item.path("type")), time(item.path("start")), time(item.path("end")),
                    device == null ? word(item.path("camera")) : device, words(item.path("smartDetectTypes")),
                    score(item.path("score")), isHistory);
        }

        /** A text of reasonable length without control characters, which no table takes. */
        public static String word(JsonNode node) {
            String text = node.textValue();
            return text == null || text.isBlank() || text.length() > LONGEST_WORD
                    || text.chars().anyMatch(Character::isISOControl) ? null : text;
        }

        /** A list of such texts, or one of them; null if it is neither. */
        public static List<String> words(JsonNode node) {
            if (!node.isArray()) {
                String only = word(node);
                return only == null ? null : List.of(only);
            }
            List<String> words = new ArrayList<>();
            for (JsonNode each : node) {
                String word = word(each);
                if (word != null && words.size() < MOST_WORDS) {
                    words.add(word);
                }
            }
            return List.copyOf(words);
        }

        /** A text of theirs that a person may be shown. */
        static String brief(String text) {
            String clean = text.replaceAll("\\p{Cntrl}", " ").strip();
            return clean.length() <= LONGEST_WORD ? clean : clean.substring(0, LONGEST_WORD);
        }

        private static Instant time(JsonNode node) {
            return node.isNumber() && node.longValue() > 0 && node.longValue() < LATEST
                    ? Instant.ofEpochMilli(node.longValue())
                    : null;
        }

        private static Integer score(JsonNode node) {
            return node.isNumber() ? Math.max(0, Math.min(100, node.intValue())) : null;
        }
    }
}
