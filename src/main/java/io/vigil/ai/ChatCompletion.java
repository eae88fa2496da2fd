package io.vigil.ai;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.vertx.core.buffer.Buffer;

/** What goes over the wire: OpenAI's chat completions with a picture, as other servers speak them too. */
final class ChatCompletion {

    private static final int MAX_TOKENS = 300;
    private static final int MAX_CHARS = 5000;
    private static final Pattern CODE = Pattern.compile("[a-z_]{1,40}");

    private final ObjectMapper json;

    ChatCompletion(ObjectMapper json) {
        this.json = json;
    }

    /** The body of the request. The picture is laid between the two halves of the JSON, so that it is encoded once. */
    Buffer request(Question question, OpenAiSettings settings) {
        String url = "data:" + question.contentType() + ";base64,";
        String text = settings.prompt() + "\n\nCamera: " + question.cameraName() + "\nReported: " + question.kind() + "\nTime: "
                + question.occurredAt();
        Map<String, Object> message = Map.of("role", "user", "content", List.of(
                Map.of("type", "text", "text", text),
                Map.of("type", "image_url", "image_url", Map.of("url", url))));
        String whole = json.valueToTree(Map.of("messages", List.of(message))).toString();
        String model = json.valueToTree(settings.model()).toString();
        int cut = whole.lastIndexOf(url) + url.length();
        return Buffer.buffer("{\"model\":" + model + ",\"max_tokens\":" + MAX_TOKENS + ",")
                .appendString(whole.substring(1, cut))
                .appendBytes(Base64.getEncoder().encode(question.picture()))
                .appendString(whole.substring(cut));
    }

    /** What an answer says. */
    record Said(Optional<String> text, boolean declined) {
    }

    /** Reads a good answer; no text if it is anything but the agreed form. */
    Said read(Buffer body) {
        JsonNode choice = tree(body).path("choices").path(0);
        JsonNode message = choice.path("message");
        boolean declined = message.path("refusal").isTextual()
                || "content_filter".equals(choice.path("finish_reason").asText());
        return new Said(Optional.ofNullable(message.path("content").textValue()).map(ChatCompletion::clean)
                .filter(text -> !text.isEmpty()), declined);
    }

    /** The short code of an error answer, or nothing: whatever else stands in there is not to be shown. */
    String errorCode(Buffer body) {
        JsonNode error = tree(body).path("error");
        for (String field : List.of("code", "type")) {
            String code = error.path(field).asText("");
            if (CODE.matcher(code).matches()) {
                return code;
            }
        }
        return "";
    }

    private JsonNode tree(Buffer body) {
        try {
            return json.readTree(new String(body.getBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            return json.missingNode();
        }
    }

    /** Without control characters (PostgreSQL takes no NUL) and halves of characters, and no longer than anybody reads. */
    private static String clean(String text) {
        String clean = text.replaceAll("[\\p{Cc}\\p{Cs}&&[^\\n\\t]]", "").strip();
        int end = Math.min(clean.length(), MAX_CHARS);
        return clean.substring(0, end < clean.length() && Character.isHighSurrogate(clean.charAt(end - 1)) ? end - 1 : end);
    }
}
