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

/**
 * OpenAI's chat completions, as xAI and many servers of one's own speak them too. Servers that are not the vendor's get neither
 * the JSON schema nor the newer name of the token limit, because not all of them know these; the prompt asks for the same.
 */
final class ChatCompletions implements WireFormat {

    static final ChatCompletions INSTANCE = new ChatCompletions();

    private ChatCompletions() {
    }

    @Override
    public URI describeAt(Endpoint to) {
        return to.at("chat/completions");
    }

    @Override
    public Map<String, String> headers(Optional<String> key) {
        return key.map(token -> Map.of("Authorization", "Bearer " + token)).orElse(Map.of());
    }

    @Override
    public Map<String, Object> body(Asked asked, Endpoint to) {
        List<Object> content = new ArrayList<>();
        content.add(Map.of("type", "text", "text", asked.prompt()));
        // Many frames are looked at as wholes, or they would not fit into what a model can take.
        String detail = asked.pictures().size() == 1 ? "auto" : "low";
        for (int i = 0; i < asked.pictures().size(); i++) {
            String url = "data:" + asked.pictures().get(i).contentType() + ";base64," + asked.slot(i);
            content.add(Map.of("type", "image_url", "image_url", Map.of("url", url, "detail", detail)));
        }
        List<Object> messages = List.of(Map.of("role", "user", "content", content));
        int limit = mostOutputTokens(to.model());
        Map<String, Object> body = new HashMap<>(Map.of("model", to.model(),
                to.vendor() ? "max_completion_tokens" : "max_tokens", limit, "messages", messages));
        if (to.vendor() && asked.isAboutPictures()) {
            body.put("response_format", Map.of("type", "json_schema", "json_schema",
                    Map.of("name", "description", "strict", true, "schema", StructuredAnswer.SCHEMA)));
        }
        return body;
    }

    @Override
    public Said read(JsonNode answer) {
        JsonNode choice = answer.path("choices").path(0);
        JsonNode message = choice.path("message");
        String finish = choice.path("finish_reason").asText();
        return new Said(message.path("content").textValue(),
                !message.path("refusal").asText("").isBlank() || "content_filter".equals(finish), "length".equals(finish),
                WireFormat.count(answer.at("/usage/prompt_tokens")), WireFormat.count(answer.at("/usage/completion_tokens")));
    }

    @Override
    public String errorCode(JsonNode answer) {
        JsonNode error = answer.path("error");
        if (error.isTextual()) {
            // xAI: a sentence where OpenAI has an object.
            String sentence = error.textValue().toLowerCase(Locale.ROOT);
            return sentence.contains("credits") ? "insufficient_quota"
                    : sentence.contains("api key") ? "api_key_invalid" : answer.path("code").asText("");
        }
        String code = error.path("code").asText("");
        return Verdict.isCode(code) ? code : error.path("type").asText("");
    }

    @Override
    public int mostOutputTokens(String model) {
        boolean thinks = model.matches("(o\\d|gpt-5).*|grok-4.*") && !model.contains("non-reasoning");
        return thinks ? THINKING_TOKENS : OUTPUT_TOKENS;
    }

    /** By gpt-4o-mini, where a picture counts most: 2,833 and 5,667 for each of at most eight tiles. */
    @Override
    public long mostPictureTokens(int pictures) {
        return pictures == 1 ? 48_200 : 2_900L * pictures;
    }
}
