package io.vigil.ai;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;

import io.vigil.settings.SettingKey;

/**
 * How to reach a server that speaks OpenAI's chat completions.
 *
 * @param baseUrl up to and with the version, such as {@code https://api.openai.com/v1}
 * @param model its name at that server
 * @param key the bearer token; empty for servers of one's own
 * @param prompt what to ask about every picture
 */
record OpenAiSettings(URI baseUrl, String model, Optional<String> key, String prompt) {

    private static final Pattern PRINTABLE = Pattern.compile("[\\x21-\\x7e]+");

    /** A key was entered, or a server that may need none. */
    boolean configured() {
        return key.isPresent() || !SettingKey.AI_BASE_URL_OPENAI.defaultValue().equals(baseUrl);
    }

    /** What is wrong with them, if no request can be made of them; the settings have checked the address already. */
    Optional<String> unusable() {
        return key.filter(k -> !PRINTABLE.matcher(k).matches()).map(k -> "The API key has characters that no key has");
    }

    /** Keys never appear in a log. */
    @Override
    public String toString() {
        return "OpenAiSettings[" + baseUrl + ", " + model + "]";
    }
}
