package io.vigil.ai.internal;

import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;

import io.vigil.ai.internal.ProviderSettings.Endpoint;

/** Anthropic's Messages API. The agreed object, where it is wanted, is the input of a tool that the model has to use. */
final class AnthropicMessages implements WireFormat {

    static final AnthropicMessages INSTANCE = new AnthropicMessages();
    private static final String TOOL = "report";

    private AnthropicMessages() {
    }

    @Override
    public URI describeAt(Endpoint to) {
        return to.at("messages");
    }

    @Override
    public Map<String, String> headers(Optional<String> key) {
        Map<String, String> headers = new HashMap<>(Map.of("anthropic-version", "2023-06-01"));
        key.ifPresent(text -> headers.put("x-api-key", text));
        return headers;
    }

    @Override
    public Map<String, Object> body(Asked asked, Endpoint to) {
        List<Object> content = new ArrayList<>();
        for (int i = 0; i < asked.pictures().size(); i++) {
            content.add(Map.of("type", "image", "source", Map.of("type", "base64",
                    "media_type", asked.pictures().get(i).contentType(), "data", asked.slot(i))));
        }
        content.add(Map.of("type", "text", "text", asked.prompt()));
        Map<String, Object> body = new HashMap<>(Map.of("model", to.model(), "max_tokens", mostOutputTokens(to.model()),
                "messages", List.of(Map.of("role", "user", "content", content))));
        if (asked.isAboutPictures()) {
            body.put("tools", List.of(Map.of("name", TOOL, "description", "Reports what the pictures show.",
                    "input_schema", StructuredAnswer.SCHEMA)));
            body.put("tool_choice", Map.of("type", "tool", "name", TOOL));
        }
        return body;
    }

    @Override
    public Said read(JsonNode answer) {
        StringBuilder text = new StringBuilder();
        String report = null;
        for (JsonNode block : answer.path("content")) {
            if ("tool_use".equals(block.path("type").asText()) && block.path("input").isObject()) {
                report = block.path("input").toString();
            } else if (block.path("text").isTextual()) {
                text.append(block.path("text").textValue());
            }
        }
        String stop = answer.path("stop_reason").asText();
        JsonNode usage = answer.path("usage");
        return new Said(report != null ? report : text.isEmpty() ? null : text.toString(), "refusal".equals(stop),
                "max_tokens".equals(stop),
                WireFormat.count(usage.path("input_tokens"), usage.path("cache_creation_input_tokens"),
                        usage.path("cache_read_input_tokens")),
                WireFormat.count(usage.path("output_tokens")));
    }

    @Override
    public String errorCode(JsonNode answer) {
        JsonNode error = answer.path("error");
        boolean broke = error.path("message").asText("").toLowerCase(Locale.ROOT).contains("credit balance");
        return broke ? "insufficient_quota" : error.path("type").asText("");
    }

    @Override
    public int mostOutputTokens(String model) {
        return OUTPUT_TOKENS;
    }

    /** Width times height through 750, for the largest picture that any of its models does not scale down. */
    @Override
    public long mostPictureTokens(int pictures) {
        return 4_800L * pictures;
    }
}
