package io.vigil.ai.internal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.vigil.ai.AiCall;
import io.vigil.ai.Description;
import io.vigil.ai.internal.Chain.Wish;

/**
 * Reads what a model said. The agreed object is read strictly; plain text is taken for the description, with nothing added that
 * the model did not say; an object that is damaged is no answer.
 */
public final class StructuredAnswer {

    /** To have pictures described. */
    public static final Wish<Description> DESCRIBED = new Wish<>(AiCall.Kind.VISION, "describe it",
            said -> read(said.text(), said.cutOff()));

    /** The agreed object, as JSON schema. */
    static final Map<String, Object> SCHEMA = Map.of("type", "object", "additionalProperties", false,
            "required", List.of("description", "objects", "confidence"),
            "properties", Map.of(
                    "description", Map.of("type", "string"),
                    "objects", Map.of("type", "array", "items", Map.of("type", "string")),
                    "confidence", Map.of("type", "integer")));

    private static final ObjectMapper STRICT = new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    private static final String FENCE = "```";
    private static final int MOST_OBJECTS = 20;
    private static final int LONGEST_OBJECT = 40;
    private static final Pattern NO_LABEL = Pattern.compile("[^\\p{L}\\p{N} _-]+");
    private static final Map<String, String> SAME = synonyms(Map.of(
            "person", "people persons man woman child boy girl human pedestrian adult",
            "vehicle", "vehicles car cars truck van bus suv pickup motorcycle automobile lorry",
            "animal", "animals dog cat bird deer fox squirrel raccoon pet",
            "package", "packages parcel box parcels boxes"));

    private StructuredAnswer() {
    }

    /**
     * Nothing if there is no description in it.
     *
     * @param cutOff whether the model had to stop before its end
     */
    static Optional<Description> read(String said, boolean cutOff) {
        String text = unfenced(said.strip());
        if (text.startsWith("{")) {
            return tree(text).flatMap(StructuredAnswer::described);
        }
        int open = text.indexOf('{');
        int close = text.lastIndexOf('}');
        if (text.contains("\"description\"") && open >= 0) {
            // Words around the object; without its end it is damaged.
            return close < open ? Optional.empty()
                    : tree(text.substring(open, close + 1)).flatMap(StructuredAnswer::described);
        }
        return plain(cutOff ? wholeSentences(text) : text);
    }

    /** Without the fence that many models put around JSON. No pattern: it would go back and forth in what is only space. */
    private static String unfenced(String text) {
        int line = text.indexOf('\n');
        int end = text.length() - FENCE.length();
        if (line < FENCE.length() || line >= end || !text.startsWith(FENCE) || !text.endsWith(FENCE)) {
            return text;
        }
        String info = text.substring(FENCE.length(), line).strip();
        return info.isEmpty() || info.equals("json") ? text.substring(line + 1, end).strip() : text;
    }

    private static Optional<Description> described(JsonNode tree) {
        String text = PlainText.clean(tree.path("description").asText(""));
        if (!tree.path("description").isTextual() || text.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Description.of(text, objects(tree.path("objects")), confidence(tree.path("confidence"))));
    }

    private static Optional<Description> plain(String text) {
        String clean = PlainText.clean(text);
        return clean.isEmpty() ? Optional.empty() : Optional.of(Description.of(clean, List.of(), null));
    }

    /** Half a sentence is not what the model wanted to say. */
    private static String wholeSentences(String text) {
        return text.substring(0, Math.max(text.lastIndexOf('.'), text.lastIndexOf('\u3002')) + 1);
    }

    private static List<String> objects(JsonNode array) {
        List<String> objects = new ArrayList<>();
        for (JsonNode one : array) {
            String label = NO_LABEL.matcher(PlainText.clean(one.asText("")).toLowerCase(Locale.ROOT)).replaceAll(" ").strip()
                    .replaceAll("\\s+", " ");
            String known = SAME.getOrDefault(label, label);
            if (one.isTextual() && !label.isEmpty() && label.length() <= LONGEST_OBJECT && !objects.contains(known)
                    && objects.size() < MOST_OBJECTS) {
                objects.add(known);
            }
        }
        return objects;
    }

    /** Null for anything but a whole number from 0 to 100: nobody knows what the model meant by it. */
    private static Integer confidence(JsonNode number) {
        boolean good = number.isIntegralNumber() && number.canConvertToInt() && number.intValue() >= 0
                && number.intValue() <= 100;
        return good ? number.intValue() : null;
    }

    private static Optional<JsonNode> tree(String text) {
        try {
            return Optional.of(STRICT.readTree(text));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Map<String, String> synonyms(Map<String, String> words) {
        return words.entrySet().stream()
                .flatMap(entry -> Stream.of(entry.getValue().split(" ")).map(word -> Map.entry(word, entry.getKey())))
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
