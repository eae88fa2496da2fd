package io.vigil.ai.internal;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;

import io.vigil.ai.internal.ProviderSettings.Endpoint;

/** Google's {@code generateContent}, v1beta. The key goes in a header, never in an address. */
final class GeminiContent implements WireFormat {

    static final GeminiContent INSTANCE = new GeminiContent();
    private static final Set<String> DECLINED = Set.of("SAFETY", "PROHIBITED_CONTENT", "BLOCKLIST", "SPII", "IMAGE_SAFETY",
            "RECITATION");
    /** Gemini takes a part of OpenAPI's schema, without {@code additionalProperties}. */
    private static final Map<String, Object> SCHEMA = Map.of("type", "OBJECT",
            "required", List.of("description", "objects", "confidence"),
            "properties", Map.of("description", Map.of("type", "STRING"), "confidence", Map.of("type", "INTEGER"),
                    "objects", Map.of("type", "ARRAY", "items", Map.of("type", "STRING"))));

    private GeminiContent() {
    }

    @Override
    public URI describeAt(Endpoint to) {
        return to.at("models/" + URLEncoder.encode(to.model(), StandardCharsets.UTF_8).replace("+", "%20")
                + ":generateContent");
    }

    @Override
    public Map<String, String> headers(Optional<String> key) {
        return key.map(text -> Map.of("x-goog-api-key", text)).orElse(Map.of());
    }

    @Override
    public Map<String, Object> body(Asked asked, Endpoint to) {
        List<Object> parts = new ArrayList<>();
        for (int i = 0; i < asked.pictures().size(); i++) {
            parts.add(Map.of("inlineData",
                    Map.of("mimeType", asked.pictures().get(i).contentType(), "data", asked.slot(i))));
        }
        parts.add(Map.of("text", asked.prompt()));
        Map<String, Object> config = new HashMap<>(Map.of("maxOutputTokens", mostOutputTokens(to.model())));
        if (asked.isAboutPictures()) {
            config.putAll(Map.of("responseMimeType", "application/json", "responseSchema", SCHEMA));
        }
        if (canBeToldNotToThink(to.model())) {
            config.put("thinkingConfig", Map.of("thinkingBudget", 0));
        }
        return Map.of("contents", List.of(Map.of("role", "user", "parts", parts)), "generationConfig", config);
    }

    @Override
    public Said read(JsonNode answer) {
        JsonNode candidate = answer.path("candidates").path(0);
        String finish = candidate.path("finishReason").asText();
        StringBuilder text = new StringBuilder();
        for (JsonNode part : candidate.path("content").path("parts")) {
            if (!part.path("thought").asBoolean() && part.path("text").isTextual()) {
                text.append(part.path("text").textValue());
            }
        }
        JsonNode usage = answer.path("usageMetadata");
        return new Said(text.isEmpty() ? null : text.toString(),
                answer.at("/promptFeedback/blockReason").isTextual() || DECLINED.contains(finish),
                "MAX_TOKENS".equals(finish), WireFormat.count(usage.path("promptTokenCount")),
                usage.isObject() ? WireFormat.count(IntNode.valueOf(0), usage.path("candidatesTokenCount"),
                        usage.path("thoughtsTokenCount")) : -1);
    }

    /** {@code RESOURCE_EXHAUSTED} stands for too many a minute as well as for too many a day: the details tell. */
    @Override
    public String errorCode(JsonNode answer) {
        JsonNode error = answer.path("error");
        for (JsonNode detail : error.path("details")) {
            for (JsonNode violation : detail.path("violations")) {
                if (violation.path("quotaId").asText().contains("PerDay")) {
                    return "insufficient_quota";
                }
            }
            if (detail.path("reason").isTextual()) {
                return detail.path("reason").textValue().toLowerCase(Locale.ROOT);
            }
        }
        return error.path("status").asText("").toLowerCase(Locale.ROOT);
    }

    @Override
    public Optional<String> retryAfter(JsonNode answer) {
        for (JsonNode detail : answer.at("/error/details")) {
            String delay = detail.path("retryDelay").asText("");
            if (delay.matches("\\d{1,9}(\\.\\d+)?s")) {
                return Optional.of(delay.split("[.s]")[0]);
            }
        }
        return Optional.empty();
    }

    @Override
    public int mostOutputTokens(String model) {
        return canBeToldNotToThink(model) || model.startsWith("gemini-2.0") ? OUTPUT_TOKENS : THINKING_TOKENS;
    }

    /** 258 for each tile of 768 by 768, and no picture is sent larger than 2,048 by 2,048. */
    @Override
    public long mostPictureTokens(int pictures) {
        return 2_600L * pictures;
    }

    private static boolean canBeToldNotToThink(String model) {
        return model.startsWith("gemini-2.5-flash");
    }
}
