package io.vigil.settings;

import java.util.Map;

/** For each setting, a value other than the default that fits. */
final class OtherValues {

    private static final String PROMPT = "What is there?";
    private static final Map<String, Object> OF_NAMES = Map.ofEntries(
            Map.entry("system_name", "Home"), Map.entry("timezone", "Europe/Berlin"), Map.entry("language", "German"),
            Map.entry("date_format", "DD/MM/YYYY"), Map.entry("time_format", "12h"), Map.entry("description_prompt", PROMPT),
            Map.entry("multi_frame_description_prompt", PROMPT), Map.entry("summary_prompt", PROMPT),
            Map.entry("primary_model", "gemini-flash"), Map.entry("fallback_model", "claude-3-haiku"),
            Map.entry("ai_provider_order", "[\"google\"]"), Map.entry("analysis_frame_count", 20),
            Map.entry("frame_sampling_strategy", "hybrid"), Map.entry("frame_extraction_offset_ms", 0),
            Map.entry("cooldown_period", 300), Map.entry("anomaly_low_threshold", 0.25),
            Map.entry("anomaly_high_threshold", 0.75), Map.entry("ai_daily_cost_cap", 1.5),
            Map.entry("ai_monthly_cost_cap", 30), Map.entry("digest_email_recipients", "a@example.com"),
            Map.entry("alert_email_recipients", "b@example.com"), Map.entry("dashboard_url", "https://vigil.example/"),
            Map.entry("digest_schedule_time", "20:15"), Map.entry("digest_weekly_day", "friday"),
            Map.entry("retention_days", 90), Map.entry("video_retention_days", 14), Map.entry("retention_max_gb", 2.5),
            Map.entry("auto_backup_time", "04:30"), Map.entry("backup_retention_count", 3),
            Map.entry("motion_sensitivity", 70), Map.entry("detection_method", "frame_difference"),
            Map.entry("min_motion_area", 2.5), Map.entry("thumbnail_storage", "database"),
            Map.entry("person_match_threshold", 0.9));

    private OtherValues() {
    }

    /** As JSON holds it. */
    static Object of(SettingKey<?> key) {
        if (key.defaultValue() instanceof Boolean flag) {
            return !flag;
        }
        if (key.secret()) {
            return "sk-canary-4711-" + key.name();
        }
        if (key.name().startsWith("ai_base_url_")) {
            return "https://vigil.example/v2";
        }
        return key.name().startsWith("ai_model_") ? "another-model" : OF_NAMES.get(key.name());
    }
}
