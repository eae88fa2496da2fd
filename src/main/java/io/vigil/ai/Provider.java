package io.vigil.ai;

import java.util.Arrays;
import java.util.Optional;

/** Whom pictures can be shown to. */
public enum Provider {
    /** OpenAI, or another server that speaks its chat completions. */
    OPENAI("openai", "openai"),
    /** xAI. */
    GROK("grok", "grok"),
    /** Anthropic. */
    CLAUDE("claude", "anthropic"),
    /** Google. */
    GEMINI("gemini", "google");

    private final String word;
    private final String vendor;

    Provider(String word, String vendor) {
        this.word = word;
        this.vendor = vendor;
    }

    /** How events, cameras and settings call it. */
    public String word() {
        return word;
    }

    /** How the order of the providers and the test of a key call it. */
    public String vendor() {
        return vendor;
    }

    /** The provider that events call so. */
    public static Optional<Provider> ofWord(String word) {
        return Arrays.stream(values()).filter(provider -> provider.word.equals(word)).findFirst();
    }

    /** The provider that the order of the providers calls so. */
    public static Optional<Provider> ofVendor(String vendor) {
        return Arrays.stream(values()).filter(provider -> provider.vendor.equals(vendor)).findFirst();
    }
}
