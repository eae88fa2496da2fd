package io.vigil.ai;

import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.vertx.core.http.HttpServerRequest;
import io.vigil.ai.VisionStub.Behaviour;

/** How each vendor's API looks from the outside, as strict as the real one where a client may get it wrong. */
enum StubVendor {

    OPENAI(Provider.OPENAI, "v1", "/chat/completions", "Authorization") {
        @Override
        Asked decode(JsonNode body, HttpServerRequest request) {
            require("user".equals(body.at("/messages/0/role").asText()));
            Asked asked = new Asked(body.path("model").asText(), body.path("max_tokens").asInt()
                    + body.path("max_completion_tokens").asInt());
            for (JsonNode part : body.at("/messages/0/content")) {
                if ("text".equals(part.path("type").asText())) {
                    asked.prompt.append(part.path("text").asText());
                } else {
                    require("image_url".equals(part.path("type").asText()));
                    String url = part.at("/image_url/url").asText();
                    int comma = url.indexOf(";base64,");
                    require(url.startsWith("data:") && comma > 0);
                    asked.add(url.substring("data:".length(), comma), url.substring(comma + ";base64,".length()));
                }
            }
            JsonNode schema = body.at("/response_format/json_schema");
            asked.structured = schema.path("strict").asBoolean() && schema.at("/schema/properties/description").isObject();
            require(schema.isMissingNode() || asked.structured && !schema.path("name").asText().isEmpty());
            return asked;
        }

        @Override
        Object good(String text, String finish, boolean structured) {
            Map<String, Object> message = new HashMap<>(Map.of("role", "assistant"));
            message.put("content", "declined".equals(finish) ? null : text);
            message.put("refusal", "declined".equals(finish) ? "I cannot help with that" : null);
            return Map.of("id", "chatcmpl-1", "object", "chat.completion", "model", "stub", "choices",
                    List.of(Map.of("index", 0, "finish_reason", "cut".equals(finish) ? "length" : "stop", "message", message)),
                    "usage", Map.of("prompt_tokens", 900, "completion_tokens", 30, "total_tokens", 930));
        }

        @Override
        Object error(int status, String code) {
            return Map.of("error", Map.of("message", "Stubbed", "type", "stub_error", "code", code));
        }

        @Override
        Object broke() {
            return Map.of("error", Map.of("message", "You exceeded your current quota", "type", "insufficient_quota", "code",
                    "insufficient_quota"));
        }
    },

    GROK(Provider.GROK, "v1", "/chat/completions", "Authorization") {
        @Override
        Asked decode(JsonNode body, HttpServerRequest request) {
            return OPENAI.decode(body, request);
        }

        @Override
        Object good(String text, String finish, boolean structured) {
            return OPENAI.good(text, finish, structured);
        }

        @Override
        Object error(int status, String code) {
            return Map.of("code", code, "error", "Stubbed");
        }

        @Override
        Object broke() {
            return Map.of("code", "Some resource has been exhausted", "error", "Your team has used all available credits");
        }

        @Override
        Behaviour wrongKey(String key) {
            return Behaviour.raw(400, "application/json", JSON.valueToTree(Map.of("code",
                    "Client specified an invalid argument", "error", "Incorrect API key provided: " + key
                            + ". You can obtain an API key from https://console.x.ai."))
                    .toString());
        }
    },

    CLAUDE(Provider.CLAUDE, "v1", "/messages", "x-api-key") {
        @Override
        Asked decode(JsonNode body, HttpServerRequest request) {
            require("2023-06-01".equals(request.getHeader("anthropic-version")));
            require(body.path("max_tokens").asInt() > 0 && "user".equals(body.at("/messages/0/role").asText()));
            Asked asked = new Asked(body.path("model").asText(), body.path("max_tokens").asInt());
            for (JsonNode part : body.at("/messages/0/content")) {
                if ("text".equals(part.path("type").asText())) {
                    asked.prompt.append(part.path("text").asText());
                } else {
                    require("image".equals(part.path("type").asText()) && "base64".equals(part.at("/source/type").asText()));
                    asked.add(part.at("/source/media_type").asText(), part.at("/source/data").asText());
                }
            }
            asked.structured = body.at("/tools/0/input_schema/properties/description").isObject()
                    && "tool".equals(body.at("/tool_choice/type").asText())
                    && body.at("/tools/0/name").equals(body.at("/tool_choice/name"));
            return asked;
        }

        @Override
        Object good(String text, String finish, boolean structured) {
            JsonNode report = structured ? object(text) : null;
            Object block = report == null ? Map.of("type", "text", "text", text)
                    : Map.of("type", "tool_use", "id", "toolu_1", "name", "report", "input", report);
            String stop = "declined".equals(finish) ? "refusal" : "cut".equals(finish) ? "max_tokens" : "tool_use";
            return Map.of("id", "msg_1", "type", "message", "role", "assistant", "model", "stub", "content",
                    "declined".equals(finish) ? List.of() : List.of(block), "stop_reason", stop,
                    "usage", Map.of("input_tokens", 850, "cache_read_input_tokens", 50, "output_tokens", 30));
        }

        @Override
        Object error(int status, String code) {
            return Map.of("type", "error", "error", Map.of("type", code, "message", "Stubbed"));
        }

        @Override
        Object broke() {
            return Map.of("type", "error", "error", Map.of("type", "invalid_request_error", "message",
                    "Your credit balance is too low to access the API"));
        }
    },

    GEMINI(Provider.GEMINI, "v1beta", "/models/*:generateContent", "x-goog-api-key") {
        @Override
        Asked decode(JsonNode body, HttpServerRequest request) {
            require(request.query() == null && !body.has("model"));
            String path = request.path();
            String model = path.substring(path.lastIndexOf('/') + 1, path.lastIndexOf(':'));
            JsonNode config = body.path("generationConfig");
            Asked asked = new Asked(model, config.path("maxOutputTokens").asInt());
            for (JsonNode part : body.at("/contents/0/parts")) {
                if (part.has("text")) {
                    asked.prompt.append(part.path("text").asText());
                } else {
                    asked.add(part.at("/inlineData/mimeType").asText(), part.at("/inlineData/data").asText());
                }
            }
            JsonNode schema = config.path("responseSchema");
            require(!schema.has("additionalProperties"));
            asked.structured = "application/json".equals(config.path("responseMimeType").asText())
                    && "STRING".equals(schema.at("/properties/description/type").asText());
            return asked;
        }

        @Override
        Object good(String text, String finish, boolean structured) {
            if ("declined".equals(finish)) {
                return Map.of("promptFeedback", Map.of("blockReason", "SAFETY"), "usageMetadata",
                        Map.of("promptTokenCount", 900));
            }
            return Map.of("candidates", List.of(Map.of("index", 0, "finishReason", "cut".equals(finish) ? "MAX_TOKENS" : "STOP",
                    "content", Map.of("role", "model", "parts", List.of(Map.of("text", "Let me think {", "thought", true),
                            Map.of("text", text))))),
                    "usageMetadata",
                    Map.of("promptTokenCount", 900, "candidatesTokenCount", 20, "thoughtsTokenCount", 10));
        }

        @Override
        Object error(int status, String code) {
            return Map.of("error", Map.of("code", status, "message", "Stubbed", "status", code, "details", List.of()));
        }

        @Override
        Object broke() {
            return Map.of("error", Map.of("code", 429, "message", "Stubbed", "status", "RESOURCE_EXHAUSTED", "details",
                    List.of(Map.of("@type", "type.googleapis.com/google.rpc.QuotaFailure", "violations",
                            List.of(Map.of("quotaId", "GenerateRequestsPerDayPerProjectPerModel"))),
                            Map.of("@type", "type.googleapis.com/google.rpc.RetryInfo", "retryDelay", "1.5s"))));
        }

        @Override
        Behaviour wrongKey(String key) {
            return Behaviour.raw(400, "application/json", JSON.valueToTree(Map.of("error", Map.of("code", 400, "message",
                    "API key not valid. Please pass a valid API key.", "status", "INVALID_ARGUMENT", "details",
                    List.of(Map.of("@type", "type.googleapis.com/google.rpc.ErrorInfo", "reason", "API_KEY_INVALID")))))
                    .toString());
        }
    };

    static final ObjectMapper JSON = new ObjectMapper();

    private final Provider provider;
    private final String version;
    private final String describes;
    private final String keyHeader;

    StubVendor(Provider provider, String version, String describes, String keyHeader) {
        this.provider = provider;
        this.version = version;
        this.describes = describes;
        this.keyHeader = keyHeader;
    }

    /** A question as it came. */
    static final class Asked {
        final StringBuilder prompt = new StringBuilder();
        final List<byte[]> pictures = new ArrayList<>();
        final List<String> contentTypes = new ArrayList<>();
        final String model;
        final int maxTokens;
        boolean structured;

        Asked(String model, int maxTokens) {
            this.model = model;
            this.maxTokens = maxTokens;
        }

        /** A question in words alone counts as one about an empty picture. */
        Asked withAPicture() {
            if (pictures.isEmpty()) {
                add("", "");
            }
            return this;
        }

        private void add(String contentType, String base64) {
            contentTypes.add(contentType);
            pictures.add(Base64.getDecoder().decode(base64));
        }
    }

    abstract Asked decode(JsonNode body, HttpServerRequest request);

    /** A good answer; {@code finish} is stop, cut or declined. */
    abstract Object good(String text, String finish, boolean structured);

    abstract Object error(int status, String code);

    /** How it says that money or quota is used up. */
    abstract Object broke();

    /** How it says that it does not know the key. */
    Behaviour wrongKey(String key) {
        return Behaviour.fails(401, "invalid_api_key");
    }

    Provider provider() {
        return provider;
    }

    String version() {
        return version;
    }

    boolean isQuestion(String path) {
        String[] ends = describes.split("\\*");
        return path.startsWith(ends[0]) && path.endsWith(ends[ends.length - 1]);
    }

    /** The key as it was shown, or null. */
    String key(HttpServerRequest request) {
        String shown = request.getHeader(keyHeader);
        return shown != null && keyHeader.equals("Authorization") ? shown.replaceFirst("^Bearer ", "") : shown;
    }

    private static JsonNode object(String text) {
        try {
            JsonNode tree = JSON.readTree(text);
            return tree.isObject() ? tree : null;
        } catch (java.io.IOException e) {
            return null;
        }
    }

    private static void require(boolean holds) {
        if (!holds) {
            throw new IllegalArgumentException("Not a question that this vendor takes");
        }
    }
}
