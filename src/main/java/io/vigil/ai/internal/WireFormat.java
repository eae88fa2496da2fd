package io.vigil.ai.internal;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import com.fasterxml.jackson.databind.JsonNode;

import io.vertx.core.buffer.Buffer;
import io.vigil.ai.Provider;
import io.vigil.ai.Question.Picture;
import io.vigil.ai.internal.ProviderSettings.Endpoint;

/** What goes over the wire to a provider, and what its answers mean. */
public interface WireFormat {

    /** Enough for the agreed object around a few sentences. */
    int OUTPUT_TOKENS = 500;
    /** For models that think before they answer, and whose thoughts count. */
    int THINKING_TOKENS = 2500;
    /** More than any model reads or writes at once. */
    long MOST_TOKENS = 10_000_000;

    /** The one that this provider speaks. */
    static WireFormat of(Provider provider) {
        return switch (provider) {
            case OPENAI, GROK -> ChatCompletions.INSTANCE;
            case CLAUDE -> AnthropicMessages.INSTANCE;
            case GEMINI -> GeminiContent.INSTANCE;
        };
    }

    /**
     * A question in words and pictures, to be answered with the agreed object, or in words alone, to be answered so. In JSON a
     * picture is a slot, so that its base64 is made only once, when the request goes out.
     */
    record Asked(String prompt, List<Picture> pictures, String slot) {

        public Asked(String prompt, List<Picture> pictures) {
            this(prompt, pictures, UUID.randomUUID().toString());
        }

        /** Whether the agreed object is wanted, rather than a text. */
        boolean isAboutPictures() {
            return !pictures.isEmpty();
        }

        /** What stands for that picture. */
        String slot(int index) {
            return slot + "-" + index + ".";
        }

        /** The JSON with each picture in its slot. */
        Buffer laidInto(String json) {
            Buffer body = Buffer
                    .buffer(json.length() + pictures.stream().mapToInt(one -> one.bytes().length * 4 / 3 + 4).sum());
            int from = 0;
            for (int i = 0; i < pictures.size(); i++) {
                int at = json.indexOf(slot(i), from);
                body.appendString(json.substring(from, at))
                        .appendBytes(Base64.getEncoder().encode(pictures.get(i).bytes()));
                from = at + slot(i).length();
            }
            return body.appendString(json.substring(from));
        }

        /** No tokenizer makes more of a text than it has bytes; the schema and the frame of the message come on top. */
        long mostPromptTokens() {
            return prompt.getBytes(StandardCharsets.UTF_8).length + 1000L;
        }
    }

    /**
     * What a good answer says.
     *
     * @param text null if it has none
     * @param declined whether the provider refuses to describe these pictures
     * @param cutOff whether the model had to stop before its end
     * @param inputTokens -1 if it does not say, or says what cannot be
     * @param outputTokens the same
     */
    record Said(String text, boolean declined, boolean cutOff, long inputTokens, long outputTokens) {

        public Said {
            inputTokens = plausible(inputTokens) ? inputTokens : -1;
            outputTokens = plausible(outputTokens) ? outputTokens : -1;
        }
    }

    /** How many tokens these are together; -1 if the first is not there, or one is what no number of tokens can be. */
    static long count(JsonNode first, JsonNode... more) {
        long sum = tokens(first, -1);
        for (JsonNode one : more) {
            long count = tokens(one, 0);
            sum = sum < 0 || count < 0 ? -1 : sum + count;
        }
        return sum;
    }

    private static long tokens(JsonNode number, long otherwise) {
        // As a double, because a long of a larger number is any number.
        double count = number.asDouble(otherwise);
        return plausible(count) ? (long) count : -1;
    }

    private static boolean plausible(double tokens) {
        return tokens >= 0 && tokens <= MOST_TOKENS;
    }

    /** Where questions go. */
    URI describeAt(Endpoint to);

    /** What shows who is asking, without costing anything. */
    default URI modelsAt(Endpoint to) {
        return to.at("models");
    }

    /** What shows the key, if there is one. */
    Map<String, String> headers(Optional<String> key);

    /** The question as JSON, with a slot for each picture. */
    Map<String, Object> body(Asked asked, Endpoint to);

    /** Reads an answer of any form; what it does not say is null or -1. */
    Said read(JsonNode answer);

    /** The short code of an error answer, as it came; {@code insufficient_quota} if money or quota is used up. */
    String errorCode(JsonNode answer);

    /** How long to wait, in seconds, if it stands in the error answer itself. */
    default Optional<String> retryAfter(JsonNode answer) {
        return Optional.empty();
    }

    /** The longest answer that this model is allowed. */
    int mostOutputTokens(String model);

    /** What so many pictures count at most. */
    long mostPictureTokens(int pictures);
}
