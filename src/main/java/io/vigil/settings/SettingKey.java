package io.vigil.settings;

import java.math.BigDecimal;
import java.net.URI;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The catalogue of household settings: what people may change while the process runs.
 *
 * @param name the key, in JSON and in the database
 * @param type what values it can have
 * @param defaultValue what holds while nobody has set it
 * @param secret whether it is sealed in the database and masked in answers; {@code ""} then means that there is none
 */
public record SettingKey<T>(String name, SettingType<T> type, T defaultValue, boolean secret) {

    /** What the household calls this system. */
    public static final SettingKey<String> SYSTEM_NAME = of("system_name", SettingType.text(0, 100), "Vigil");

    /** Where the household lives: decides when a day begins. */
    public static final SettingKey<ZoneId> TIMEZONE = of("timezone", SettingType.zone(), ZoneId.of("UTC"));

    /** The language of descriptions and summaries, by its English name. */
    public static final SettingKey<String> LANGUAGE = of("language", SettingType.text(1, 50), "English");

    /** What a vision model is asked about a picture. */
    public static final SettingKey<String> DESCRIPTION_PROMPT = of("description_prompt", SettingType.text(1, 2000), """
            Describe in one or two plain sentences what this picture from a home security camera shows: who or what is there, \
            what they look like and what they do. State only what is visible; do not guess names, motives or what is outside \
            the picture.""");

    /** Where the OpenAI API, or one that speaks like it, is found. */
    public static final SettingKey<URI> AI_BASE_URL_OPENAI = of("ai_base_url_openai", SettingType.webAddress(),
            URI.create("https://api.openai.com/v1"));

    /** Which model of that API describes pictures. */
    public static final SettingKey<String> AI_MODEL_OPENAI = of("ai_model_openai", SettingType.text(1, 100), "gpt-4o-mini");

    /** The key for that API, or {@code ""}. */
    public static final SettingKey<String> AI_API_KEY_OPENAI = secret("ai_api_key_openai");

    /** What models may cost on one day of the household, in USD; empty for any amount. */
    public static final SettingKey<Optional<BigDecimal>> AI_DAILY_COST_CAP = of("ai_daily_cost_cap",
            SettingType.money(), Optional.empty());

    /** What models may cost in one month of the household, in USD; empty for any amount. */
    public static final SettingKey<Optional<BigDecimal>> AI_MONTHLY_COST_CAP = of("ai_monthly_cost_cap",
            SettingType.money(), Optional.empty());

    private static final List<SettingKey<?>> ALL = List.of(SYSTEM_NAME, TIMEZONE, LANGUAGE, DESCRIPTION_PROMPT,
            AI_BASE_URL_OPENAI, AI_MODEL_OPENAI, AI_API_KEY_OPENAI, AI_DAILY_COST_CAP, AI_MONTHLY_COST_CAP);

    public SettingKey {
        Objects.requireNonNull(defaultValue, name);
    }

    /** Every setting there is, in the order in which they are shown. */
    public static List<SettingKey<?>> all() {
        return ALL;
    }

    private static <T> SettingKey<T> of(String name, SettingType<T> type, T defaultValue) {
        return new SettingKey<>(name, type, defaultValue, false);
    }

    private static SettingKey<String> secret(String name) {
        return new SettingKey<>(name, SettingType.text(0, 500), "", true);
    }
}
