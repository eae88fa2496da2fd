package io.vigil.settings;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/** The household settings of those that describe, summarise and listen: which models, where, in what order, with what keys. */
public final class ModelSettings {

    private static final String DESCRIPTIONS = "descriptions and summaries";
    private static final String[] PRIMARY_MODELS = { "gpt-4o-mini", "claude-3-haiku", "gemini-flash" };

    /** Whose model the household thinks of first: decides the order where {@link #AI_PROVIDER_ORDER} names nobody. */
    public static final SettingKey<String> PRIMARY_MODEL = SettingKey.of("primary_model", SettingType.word(PRIMARY_MODELS),
            "gpt-4o-mini", "whose provider is asked first while ai_provider_order is empty");

    /** The key of that provider where it has none of its own. */
    public static final SettingKey<String> PRIMARY_API_KEY = SettingKey.secret("primary_api_key",
            "the key of primary_model's provider where that has none of its own");

    /** Whose model comes second, on the same terms. */
    public static final SettingKey<Optional<String>> FALLBACK_MODEL = SettingKey.of("fallback_model",
            SettingType.wordOrNone(PRIMARY_MODELS), Optional.empty(),
            "whose provider is asked next while ai_provider_order is empty");

    /** In which order the providers are asked; those that it does not name come last. */
    public static final SettingKey<String> AI_PROVIDER_ORDER = SettingKey.of("ai_provider_order",
            SettingType.jsonWords("openai", "grok", "anthropic", "google"), "[]", "in which order providers are asked");

    /** Where the OpenAI API, or one that speaks like it, is found, with its version. */
    public static final SettingKey<URI> AI_BASE_URL_OPENAI = address("ai_base_url_openai", "https://api.openai.com/v1");

    /** Which model of that API describes pictures. */
    public static final SettingKey<String> AI_MODEL_OPENAI = model("ai_model_openai", "gpt-4o-mini");

    /** The key for that API, or {@code ""}. */
    public static final SettingKey<String> AI_API_KEY_OPENAI = SettingKey.secret("ai_api_key_openai", DESCRIPTIONS);

    /** Where the xAI API is found, with its version. */
    public static final SettingKey<URI> AI_BASE_URL_GROK = address("ai_base_url_grok", "https://api.x.ai/v1");

    /** Which model of xAI describes pictures. */
    public static final SettingKey<String> AI_MODEL_GROK = model("ai_model_grok", "grok-4-1-fast-non-reasoning");

    /** The key for xAI, or {@code ""}. */
    public static final SettingKey<String> AI_API_KEY_GROK = SettingKey.secret("ai_api_key_grok", DESCRIPTIONS);

    /** Where the Anthropic API is found, with its version. */
    public static final SettingKey<URI> AI_BASE_URL_CLAUDE = address("ai_base_url_claude", "https://api.anthropic.com/v1");

    /** Which model of Anthropic describes pictures. */
    public static final SettingKey<String> AI_MODEL_CLAUDE = model("ai_model_claude", "claude-haiku-4-5");

    /** The key for Anthropic, or {@code ""}. */
    public static final SettingKey<String> AI_API_KEY_CLAUDE = SettingKey.secret("ai_api_key_claude", DESCRIPTIONS);

    /** Where the Gemini API is found, with its version. */
    public static final SettingKey<URI> AI_BASE_URL_GEMINI = address("ai_base_url_gemini",
            "https://generativelanguage.googleapis.com/v1beta");

    /** Which model of Google describes pictures. */
    public static final SettingKey<String> AI_MODEL_GEMINI = model("ai_model_gemini", "gemini-2.5-flash");

    /** The key for Google, or {@code ""}. */
    public static final SettingKey<String> AI_API_KEY_GEMINI = SettingKey.secret("ai_api_key_gemini", DESCRIPTIONS);

    /** Where speech is understood: a server that speaks OpenAI's audio transcriptions. */
    public static final SettingKey<URI> AI_BASE_URL_SPEECH = SettingKey.of("ai_base_url_speech", SettingType.webAddress(),
            URI.create("https://api.openai.com/v1"), "where what a clip says is written down");

    /** Which model understands speech there. */
    public static final SettingKey<String> AI_MODEL_SPEECH = SettingKey.of("ai_model_speech", SettingType.text(1, 100),
            "whisper-1", "by which model");

    /** The key for it; {@code ""} means OpenAI's, if both are at one host. */
    public static final SettingKey<String> AI_API_KEY_SPEECH = SettingKey.secret("ai_api_key_speech",
            "the key for it; OpenAI's, if it is at the same host and this is empty");

    /** In the order in which they are shown. */
    static final List<SettingKey<?>> ALL = List.of(PRIMARY_MODEL, PRIMARY_API_KEY, FALLBACK_MODEL, AI_PROVIDER_ORDER,
            AI_BASE_URL_OPENAI, AI_MODEL_OPENAI, AI_API_KEY_OPENAI,
            AI_BASE_URL_GROK, AI_MODEL_GROK, AI_API_KEY_GROK,
            AI_BASE_URL_CLAUDE, AI_MODEL_CLAUDE, AI_API_KEY_CLAUDE,
            AI_BASE_URL_GEMINI, AI_MODEL_GEMINI, AI_API_KEY_GEMINI,
            AI_BASE_URL_SPEECH, AI_MODEL_SPEECH, AI_API_KEY_SPEECH);

    private ModelSettings() {
    }

    /** What they are called. */
    public static List<String> names() {
        return ALL.stream().map(SettingKey::name).toList();
    }

    private static SettingKey<URI> address(String name, String usual) {
        return SettingKey.of(name, SettingType.webAddress(), URI.create(usual), DESCRIPTIONS);
    }

    private static SettingKey<String> model(String name, String usual) {
        return SettingKey.of(name, SettingType.text(1, 100), usual, DESCRIPTIONS);
    }
}
