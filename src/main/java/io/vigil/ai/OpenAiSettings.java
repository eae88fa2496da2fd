package io.vigil.ai;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How to reach a server that speaks OpenAI's chat completions.
 *
 * @param baseUrl up to and with the version, such as {@code https://api.openai.com/v1}
 * @param model its name at that server
 * @param key the bearer token; empty for servers of one's own
 * @param prompt what to ask about every picture
 */
record OpenAiSettings(URI baseUrl, String model, Optional<String> key, String prompt) {

    static final URI DEFAULT_BASE_URL = URI.create("https://api.openai.com/v1");
    private static final Pattern PRINTABLE = Pattern.compile("[\\x21-\\x7e]+");

    /** A key was entered, or a server that may need none. */
    boolean configured() {
        return key.isPresent() || !DEFAULT_BASE_URL.equals(baseUrl);
    }

    /** What is wrong with them, if no request can be made of them. */
    Optional<String> unusable() {
        boolean web = "http".equals(baseUrl.getScheme()) || "https".equals(baseUrl.getScheme());
        if (!web || baseUrl.getHost() == null || baseUrl.getRawQuery() != null || baseUrl.getRawFragment() != null) {
            return Optional.of("The address of the AI provider is not usable");
        }
        return key.filter(k -> !PRINTABLE.matcher(k).matches()).map(k -> "The API key has characters that no key has");
    }

    /** Keys never appear in a log. */
    @Override
    public String toString() {
        return "OpenAiSettings[" + baseUrl + ", " + model + "]";
    }
}
