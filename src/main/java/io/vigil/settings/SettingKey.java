package io.vigil.settings;

import java.math.BigDecimal;
import java.net.URI;
import java.time.LocalTime;
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

    /** What a vision model is asked about several pictures of one happening. */
    public static final SettingKey<String> MULTI_FRAME_DESCRIPTION_PROMPT = of("multi_frame_description_prompt",
            SettingType.text(1, 2000),
            """
                    Describe in two or three plain sentences what happens in these pictures from a home security camera: who or \
                    what is there, what they look like, what they do and where they go. State only what is visible; do not guess \
                    names, motives or what is outside the pictures.""");

    /**
     * What a model is asked about what the cameras saw in a range of time. {@code {period}}, {@code {event_count}},
     * {@code {camera_count}} and {@code {language}} stand for what they say; any other brace is only that.
     */
    public static final SettingKey<String> SUMMARY_PROMPT = of("summary_prompt", SettingType.text(1, 2000), """
            Summarise in three to six plain sentences what the security cameras of a household saw {period}. Begin with what \
            matters most: visitors, deliveries, alerts and whatever is unusual. Name times and places where they help. Do not \
            list every event, do not guess names or motives, and say nothing that the notes do not say.""");

    /** In which order the providers are asked; those that it does not name come last. */
    public static final SettingKey<String> AI_PROVIDER_ORDER = of("ai_provider_order",
            SettingType.jsonWords("openai", "grok", "anthropic", "google"), "[\"openai\",\"grok\",\"anthropic\",\"google\"]");

    /** Where the OpenAI API, or one that speaks like it, is found, with its version. */
    public static final SettingKey<URI> AI_BASE_URL_OPENAI = of("ai_base_url_openai", SettingType.webAddress(),
            URI.create("https://api.openai.com/v1"));

    /** Which model of that API describes pictures. */
    public static final SettingKey<String> AI_MODEL_OPENAI = of("ai_model_openai", SettingType.text(1, 100), "gpt-4o-mini");

    /** The key for that API, or {@code ""}. */
    public static final SettingKey<String> AI_API_KEY_OPENAI = secret("ai_api_key_openai");

    /** Where the xAI API is found, with its version. */
    public static final SettingKey<URI> AI_BASE_URL_GROK = of("ai_base_url_grok", SettingType.webAddress(),
            URI.create("https://api.x.ai/v1"));

    /** Which model of xAI describes pictures. */
    public static final SettingKey<String> AI_MODEL_GROK = of("ai_model_grok", SettingType.text(1, 100),
            "grok-4-1-fast-non-reasoning");

    /** The key for xAI, or {@code ""}. */
    public static final SettingKey<String> AI_API_KEY_GROK = secret("ai_api_key_grok");

    /** Where the Anthropic API is found, with its version. */
    public static final SettingKey<URI> AI_BASE_URL_CLAUDE = of("ai_base_url_claude", SettingType.webAddress(),
            URI.create("https://api.anthropic.com/v1"));

    /** Which model of Anthropic describes pictures. */
    public static final SettingKey<String> AI_MODEL_CLAUDE = of("ai_model_claude", SettingType.text(1, 100),
            "claude-haiku-4-5");

    /** The key for Anthropic, or {@code ""}. */
    public static final SettingKey<String> AI_API_KEY_CLAUDE = secret("ai_api_key_claude");

    /** Where the Gemini API is found, with its version. */
    public static final SettingKey<URI> AI_BASE_URL_GEMINI = of("ai_base_url_gemini", SettingType.webAddress(),
            URI.create("https://generativelanguage.googleapis.com/v1beta"));

    /** Which model of Google describes pictures. */
    public static final SettingKey<String> AI_MODEL_GEMINI = of("ai_model_gemini", SettingType.text(1, 100),
            "gemini-2.5-flash");

    /** The key for Google, or {@code ""}. */
    public static final SettingKey<String> AI_API_KEY_GEMINI = secret("ai_api_key_gemini");

    /** Where speech is understood: a server that speaks OpenAI's audio transcriptions. */
    public static final SettingKey<URI> AI_BASE_URL_SPEECH = of("ai_base_url_speech", SettingType.webAddress(),
            URI.create("https://api.openai.com/v1"));

    /** Which model understands speech there. */
    public static final SettingKey<String> AI_MODEL_SPEECH = of("ai_model_speech", SettingType.text(1, 100), "whisper-1");

    /** The key for it; {@code ""} means OpenAI's, if both are at one host. */
    public static final SettingKey<String> AI_API_KEY_SPEECH = secret("ai_api_key_speech");

    /** What models may cost on one day of the household, in USD; empty for any amount. */
    public static final SettingKey<Optional<BigDecimal>> AI_DAILY_COST_CAP = of("ai_daily_cost_cap",
            SettingType.money(), Optional.empty());

    /** What models may cost in one month of the household, in USD; empty for any amount. */
    public static final SettingKey<Optional<BigDecimal>> AI_MONTHLY_COST_CAP = of("ai_monthly_cost_cap",
            SettingType.money(), Optional.empty());

    /** Who gets digests by mail. */
    public static final SettingKey<MailAddresses> DIGEST_EMAIL_RECIPIENTS = of("digest_email_recipients",
            SettingType.mailAddresses(), MailAddresses.NONE);

    /** Who gets by mail what the system has to say, and the events that set off an alert rule. */
    public static final SettingKey<MailAddresses> ALERT_EMAIL_RECIPIENTS = of("alert_email_recipients",
            SettingType.mailAddresses(), MailAddresses.NONE);

    /** Where people find the web client, for links in mails; missing for no links. */
    public static final SettingKey<Optional<URI>> DASHBOARD_URL = of("dashboard_url", SettingType.webAddressOrNone(),
            Optional.empty());

    /** Whether digests are written by themselves. */
    public static final SettingKey<Boolean> DIGEST_SCHEDULE_ENABLED = of("digest_schedule_enabled", SettingType.flag(), true);

    /** When on the household's day the digest of the day before is written. */
    public static final SettingKey<LocalTime> DIGEST_SCHEDULE_TIME = of("digest_schedule_time", SettingType.timeOfDay(),
            LocalTime.of(6, 0));

    /** Whether there is a digest of each week too. */
    public static final SettingKey<Boolean> DIGEST_WEEKLY_ENABLED = of("digest_weekly_enabled", SettingType.flag(), false);

    /** On which day the digest of the week before is written. */
    public static final SettingKey<String> DIGEST_WEEKLY_DAY = of("digest_weekly_day",
            SettingType.word("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"), "monday");

    /** How many days an event is kept; 0 and less for ever. */
    public static final SettingKey<Integer> RETENTION_DAYS = of("retention_days",
            SettingType.number(-1, 0, 7, 30, 90, 365), 30);

    /** How many days the clip of an event is kept, where the event itself is kept for longer. */
    public static final SettingKey<Integer> VIDEO_RETENTION_DAYS = of("video_retention_days", SettingType.wholeNumber(1, 365),
            30);

    /** What the media of all events may take, in gigabytes; empty for any amount. Above it the oldest events go. */
    public static final SettingKey<Optional<BigDecimal>> RETENTION_MAX_GB = of("retention_max_gb", SettingType.gigabytes(),
            Optional.empty());

    /** Whether old events go by themselves; without it only a person removes any. */
    public static final SettingKey<Boolean> AUTO_CLEANUP = of("auto_cleanup", SettingType.flag(), true);

    /** Whether a backup is made each day by itself. */
    public static final SettingKey<Boolean> AUTO_BACKUP_ENABLED = of("auto_backup_enabled", SettingType.flag(), false);

    /** When on the household's day it is made. */
    public static final SettingKey<LocalTime> AUTO_BACKUP_TIME = of("auto_backup_time", SettingType.timeOfDay(),
            LocalTime.of(3, 0));

    /** How many backups are kept; with one more the oldest goes. */
    public static final SettingKey<Integer> BACKUP_RETENTION_COUNT = of("backup_retention_count",
            SettingType.wholeNumber(1, 100), 7);

    private static final List<SettingKey<?>> ALL = List.of(SYSTEM_NAME, TIMEZONE, LANGUAGE, DESCRIPTION_PROMPT,
            MULTI_FRAME_DESCRIPTION_PROMPT, SUMMARY_PROMPT, AI_PROVIDER_ORDER,
            AI_BASE_URL_OPENAI, AI_MODEL_OPENAI, AI_API_KEY_OPENAI,
            AI_BASE_URL_GROK, AI_MODEL_GROK, AI_API_KEY_GROK,
            AI_BASE_URL_CLAUDE, AI_MODEL_CLAUDE, AI_API_KEY_CLAUDE,
            AI_BASE_URL_GEMINI, AI_MODEL_GEMINI, AI_API_KEY_GEMINI,
            AI_BASE_URL_SPEECH, AI_MODEL_SPEECH, AI_API_KEY_SPEECH, AI_DAILY_COST_CAP, AI_MONTHLY_COST_CAP,
            DIGEST_EMAIL_RECIPIENTS, ALERT_EMAIL_RECIPIENTS, DASHBOARD_URL,
            DIGEST_SCHEDULE_ENABLED, DIGEST_SCHEDULE_TIME, DIGEST_WEEKLY_ENABLED, DIGEST_WEEKLY_DAY,
            RETENTION_DAYS, VIDEO_RETENTION_DAYS, RETENTION_MAX_GB, AUTO_CLEANUP,
            AUTO_BACKUP_ENABLED, AUTO_BACKUP_TIME, BACKUP_RETENTION_COUNT);

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
