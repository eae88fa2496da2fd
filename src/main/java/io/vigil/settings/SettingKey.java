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
 * @param affects what changes with it, for people
 */
public record SettingKey<T>(String name, SettingType<T> type, T defaultValue, boolean secret, String affects) {

    /** Of settings that change nothing here: clients of the origin have them. */
    static final String KEPT = "nothing: kept as given";

    /** What the household calls this system. */
    public static final SettingKey<String> SYSTEM_NAME = of("system_name", SettingType.text(0, 100), "Vigil",
            "the sender of mails");

    /** Where the household lives: decides when a day begins. */
    public static final SettingKey<ZoneId> TIMEZONE = of("timezone", SettingType.zone(), ZoneId.of("UTC"),
            "when days, quiet hours and schedules begin; times in texts");

    /** The language of descriptions and summaries, by its English name. */
    public static final SettingKey<String> LANGUAGE = of("language", SettingType.text(1, 50), "English",
            "descriptions and summaries");

    /** How dates are written. */
    public static final SettingKey<String> DATE_FORMAT = of("date_format",
            SettingType.word("MM/DD/YYYY", "DD/MM/YYYY", "YYYY-MM-DD"), "YYYY-MM-DD", "dates in mails");

    /** How times of the day are written. */
    public static final SettingKey<String> TIME_FORMAT = of("time_format", SettingType.word("12h", "24h"), "24h",
            "times in mails");

    /** What a vision model is asked about a picture. */
    public static final SettingKey<String> DESCRIPTION_PROMPT = of("description_prompt", SettingType.text(1, 2000), """
            Describe in one or two plain sentences what this picture from a home security camera shows: who or what is there, \
            what they look like and what they do. State only what is visible; do not guess names, motives or what is outside \
            the picture.""", "what a model is asked about one picture");

    /** What a vision model is asked about several pictures of one happening. */
    public static final SettingKey<String> MULTI_FRAME_DESCRIPTION_PROMPT = of("multi_frame_description_prompt",
            SettingType.text(1, 2000),
            """
                    Describe in two or three plain sentences what happens in these pictures from a home security camera: who or \
                    what is there, what they look like, what they do and where they go. State only what is visible; do not guess \
                    names, motives or what is outside the pictures.""",
            "what a model is asked about several pictures");

    /**
     * What a model is asked about what the cameras saw in a range of time. {@code {period}}, {@code {event_count}},
     * {@code {camera_count}} and {@code {language}} stand for what they say; any other brace is only that.
     */
    public static final SettingKey<String> SUMMARY_PROMPT = of("summary_prompt", SettingType.text(1, 2000), """
            Summarise in three to six plain sentences what the security cameras of a household saw {period}. Begin with what \
            matters most: visitors, deliveries, alerts and whatever is unusual. Name times and places where they help. Do not \
            list every event, do not guess names or motives, and say nothing that the notes do not say.""",
            "what a model is asked for a summary");

    /** How many frames of a clip are kept and shown to a model. */
    public static final SettingKey<Integer> ANALYSIS_FRAME_COUNT = of("analysis_frame_count",
            SettingType.number(5, 10, 15, 20), 10, "how many frames of a clip a model is shown");

    /** Which frames: at equal distances, those that differ most, or half of each. */
    public static final SettingKey<String> FRAME_SAMPLING_STRATEGY = of("frame_sampling_strategy",
            SettingType.word("uniform", "adaptive", "hybrid"), "adaptive", "which frames those are");

    /** How much of the beginning of a clip is left out, in milliseconds; nothing, where that is more than half of it. */
    public static final SettingKey<Integer> FRAME_EXTRACTION_OFFSET_MS = of("frame_extraction_offset_ms",
            SettingType.wholeNumber(0, 10_000), 2000, "where in a clip they begin");

    /** Whether these frames stay with the event. */
    public static final SettingKey<Boolean> STORE_ANALYSIS_FRAMES = of("store_analysis_frames", SettingType.flag(), true,
            "whether they are kept");

    /** Whether a clip stays with the event once it has been described. */
    public static final SettingKey<Boolean> STORE_MOTION_VIDEOS = of("store_motion_videos", SettingType.flag(), true,
            "whether clips are kept after the description");

    /** For how many seconds after an event a new camera tells of no other of its kind. */
    public static final SettingKey<Integer> COOLDOWN_PERIOD = of("cooldown_period", SettingType.wholeNumber(30, 300), 60,
            "the motion_cooldown of cameras that are added without one");

    /** From which score on an event is of medium severity. */
    public static final SettingKey<BigDecimal> ANOMALY_LOW_THRESHOLD = of("anomaly_low_threshold",
            SettingType.decimal("0", "1"), new BigDecimal("0.3"), "which events anomaly_severity finds");

    /** From which score on an event is of high severity. */
    public static final SettingKey<BigDecimal> ANOMALY_HIGH_THRESHOLD = of("anomaly_high_threshold",
            SettingType.decimal("0", "1"), new BigDecimal("0.6"), "which events anomaly_severity finds");

    /** What models may cost on one day of the household, in USD; empty for any amount. */
    public static final SettingKey<Optional<BigDecimal>> AI_DAILY_COST_CAP = of("ai_daily_cost_cap",
            SettingType.money(), Optional.empty(),
            "when describing pauses until the next day");

    /** What models may cost in one month of the household, in USD; empty for any amount. */
    public static final SettingKey<Optional<BigDecimal>> AI_MONTHLY_COST_CAP = of("ai_monthly_cost_cap",
            SettingType.money(), Optional.empty(),
            "when describing pauses until the next month");

    /** Who gets digests by mail. */
    public static final SettingKey<MailAddresses> DIGEST_EMAIL_RECIPIENTS = of("digest_email_recipients",
            SettingType.mailAddresses(), MailAddresses.NONE,
            "who gets digests by mail");

    /** Who gets by mail what the system has to say, and the events that set off an alert rule. */
    public static final SettingKey<MailAddresses> ALERT_EMAIL_RECIPIENTS = of("alert_email_recipients",
            SettingType.mailAddresses(), MailAddresses.NONE,
            "who gets alerts and notices by mail");

    /** Where people find the web client, for links in mails; missing for no links. */
    public static final SettingKey<Optional<URI>> DASHBOARD_URL = of("dashboard_url", SettingType.webAddressOrNone(),
            Optional.empty(),
            "links in mails");

    /** Whether digests are written by themselves. */
    public static final SettingKey<Boolean> DIGEST_SCHEDULE_ENABLED = of("digest_schedule_enabled", SettingType.flag(), true,
            "whether digests are written by themselves");

    /** When on the household's day the digest of the day before is written. */
    public static final SettingKey<LocalTime> DIGEST_SCHEDULE_TIME = of("digest_schedule_time", SettingType.timeOfDay(),
            LocalTime.of(6, 0),
            "when they are written");

    /** Whether there is a digest of each week too. */
    public static final SettingKey<Boolean> DIGEST_WEEKLY_ENABLED = of("digest_weekly_enabled", SettingType.flag(), false,
            "whether there is one of each week");

    /** On which day the digest of the week before is written. */
    public static final SettingKey<String> DIGEST_WEEKLY_DAY = of("digest_weekly_day",
            SettingType.word("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"), "monday",
            "when that is written");

    /** How many days an event is kept; 0 and less for ever. */
    public static final SettingKey<Integer> RETENTION_DAYS = of("retention_days",
            SettingType.number(-1, 0, 7, 30, 90, 365), 30,
            "when events are removed");

    /** How many days the clip of an event is kept, where the event itself is kept for longer. */
    public static final SettingKey<Integer> VIDEO_RETENTION_DAYS = of("video_retention_days", SettingType.wholeNumber(1, 365),
            30,
            "when clips are removed");

    /** What the media of all events may take, in gigabytes; empty for any amount. Above it the oldest events go. */
    public static final SettingKey<Optional<BigDecimal>> RETENTION_MAX_GB = of("retention_max_gb", SettingType.gigabytes(),
            Optional.empty(),
            "how many events with media are kept");

    /** Whether old events go by themselves; without it only a person removes any. */
    public static final SettingKey<Boolean> AUTO_CLEANUP = of("auto_cleanup", SettingType.flag(), true,
            "whether any are removed by themselves");

    /** Whether a backup is made each day by itself. */
    public static final SettingKey<Boolean> AUTO_BACKUP_ENABLED = of("auto_backup_enabled", SettingType.flag(), false,
            "whether backups are made by themselves");

    /** When on the household's day it is made. */
    public static final SettingKey<LocalTime> AUTO_BACKUP_TIME = of("auto_backup_time", SettingType.timeOfDay(),
            LocalTime.of(3, 0),
            "when they are made");

    /** How many backups are kept; with one more the oldest goes. */
    public static final SettingKey<Integer> BACKUP_RETENTION_COUNT = of("backup_retention_count",
            SettingType.wholeNumber(1, 100), 7,
            "how many backups are kept");

    /** Those of this class, in the order in which they are shown. */
    static final List<SettingKey<?>> ALL = List.of(SYSTEM_NAME, TIMEZONE, LANGUAGE, DATE_FORMAT, TIME_FORMAT,
            DESCRIPTION_PROMPT, MULTI_FRAME_DESCRIPTION_PROMPT, SUMMARY_PROMPT,
            ANALYSIS_FRAME_COUNT, FRAME_SAMPLING_STRATEGY, FRAME_EXTRACTION_OFFSET_MS, STORE_ANALYSIS_FRAMES,
            STORE_MOTION_VIDEOS, COOLDOWN_PERIOD, ANOMALY_LOW_THRESHOLD, ANOMALY_HIGH_THRESHOLD,
            AI_DAILY_COST_CAP, AI_MONTHLY_COST_CAP,
            DIGEST_EMAIL_RECIPIENTS, ALERT_EMAIL_RECIPIENTS, DASHBOARD_URL,
            DIGEST_SCHEDULE_ENABLED, DIGEST_SCHEDULE_TIME, DIGEST_WEEKLY_ENABLED, DIGEST_WEEKLY_DAY,
            RETENTION_DAYS, VIDEO_RETENTION_DAYS, RETENTION_MAX_GB, AUTO_CLEANUP,
            AUTO_BACKUP_ENABLED, AUTO_BACKUP_TIME, BACKUP_RETENTION_COUNT);

    public SettingKey {
        Objects.requireNonNull(defaultValue, name);
    }

    /** Whether it is only checked, stored and shown again. */
    boolean isKept() {
        return affects.equals(KEPT);
    }

    static <T> SettingKey<T> of(String name, SettingType<T> type, T defaultValue, String affects) {
        return new SettingKey<>(name, type, defaultValue, false, affects);
    }

    static SettingKey<String> secret(String name, String affects) {
        return new SettingKey<>(name, SettingType.text(0, 500), "", true, affects);
    }

    static <T> SettingKey<T> kept(String name, SettingType<T> type, T defaultValue) {
        return of(name, type, defaultValue, KEPT);
    }
}
