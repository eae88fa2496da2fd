package io.vigil.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each setting changes something, which a test shows, or says that it changes nothing. */
class EffectsTest {

    private static final String CLIPS = "io.vigil.event.ClipSettingsTest#";
    private static final String MODELS = "io.vigil.ai.ModelSettingsTest#";
    private static final String PROTOCOL = "io.vigil.ai.ProtocolTest#shows_the_very_pictures_and_reads_the_object";
    private static final String EARS = "io.vigil.ai.SpeechServiceTest#";
    private static final String DIGESTS = "io.vigil.summary.DigestSchedulerTest#";
    private static final String OLD = "io.vigil.system.retention.RetentionJobTest#";
    private static final String MAIL = "io.vigil.delivery.mail.MailChannelTest#";
    private static final String LOOKS = "io.vigil.delivery.mail.MailSettingsTest#";
    private static final String BACKUP = "io.vigil.system.backup.";

    private static final Map<String, String> SHOWN_BY = Map.ofEntries(
            Map.entry("system_name", LOOKS + "they_are_from_whatever_the_household_calls_its_system"),
            Map.entry("timezone", DIGESTS + "another_zone_makes_no_second_digest_of_a_day_and_leaves_no_event_out"),
            Map.entry("language", "io.vigil.ai.ProtocolTest#"
                    + "asks_what_the_camera_wants_asked_in_the_zone_of_the_household_and_quotes_what_was_heard"),
            Map.entry("date_format", LOOKS + "times_are_written_as_the_household_writes_them"),
            Map.entry("time_format", LOOKS + "times_are_written_as_the_household_writes_them"),
            Map.entry("description_prompt", MODELS + "several_pictures_have_a_question_of_their_own"),
            Map.entry("multi_frame_description_prompt", MODELS + "several_pictures_have_a_question_of_their_own"),
            Map.entry("summary_prompt", "io.vigil.summary.AskedModelsTest#"
                    + "asks_what_the_household_wants_in_its_language_and_minds_no_stray_brace"),
            Map.entry("analysis_frame_count", CLIPS + "so_many_frames_are_shown_and_kept"),
            Map.entry("frame_sampling_strategy", CLIPS + "they_are_chosen_as_the_household_wants"),
            Map.entry("frame_extraction_offset_ms", CLIPS + "they_begin_where_the_household_wants"),
            Map.entry("store_analysis_frames", CLIPS + "frames_that_nobody_wants_to_keep_are_shown_and_forgotten"),
            Map.entry("store_motion_videos", CLIPS + "a_clip_that_nobody_wants_to_keep_goes_with_the_description"),
            Map.entry("cooldown_period", "io.vigil.camera.CameraResourceTest#"
                    + "has_the_cooldown_of_the_household_unless_it_is_told_another"),
            Map.entry("anomaly_low_threshold", "io.vigil.event.EventListTest#how_unusual_an_event_is_goes_by_the_household"),
            Map.entry("anomaly_high_threshold", "io.vigil.event.EventListTest#how_unusual_an_event_is_goes_by_the_household"),
            Map.entry("primary_model",
                    MODELS + "without_an_order_the_primary_model_comes_first_and_the_fallback_next"),
            Map.entry("fallback_model",
                    MODELS + "without_an_order_the_primary_model_comes_first_and_the_fallback_next"),
            Map.entry("primary_api_key", MODELS
                    + "the_key_of_the_primary_model_is_shown_to_its_provider_alone_where_that_has_none_of_its_own"),
            Map.entry("ai_provider_order", "io.vigil.ai.ChainTest#asks_the_first_of_the_household_and_nobody_else"),
            Map.entry("ai_base_url_openai", PROTOCOL), Map.entry("ai_api_key_openai", PROTOCOL),
            Map.entry("ai_base_url_grok", PROTOCOL), Map.entry("ai_api_key_grok", PROTOCOL),
            Map.entry("ai_base_url_claude", PROTOCOL), Map.entry("ai_api_key_claude", PROTOCOL),
            Map.entry("ai_base_url_gemini", PROTOCOL), Map.entry("ai_api_key_gemini", PROTOCOL),
            Map.entry("ai_model_openai", MODELS + "a_provider_is_asked_for_the_model_that_is_set"),
            Map.entry("ai_model_grok", MODELS + "a_provider_is_asked_for_the_model_that_is_set"),
            Map.entry("ai_model_claude", MODELS + "a_provider_is_asked_for_the_model_that_is_set"),
            Map.entry("ai_model_gemini", MODELS + "a_provider_is_asked_for_the_model_that_is_set"),
            Map.entry("ai_base_url_speech", EARS + "sends_the_very_sound_and_answers_what_is_said"),
            Map.entry("ai_api_key_speech", EARS + "sends_the_very_sound_and_answers_what_is_said"),
            Map.entry("ai_model_speech", EARS + "asks_for_the_model_that_is_set"),
            Map.entry("ai_daily_cost_cap", "io.vigil.event.ClipPipelineTest#"
                    + "without_money_an_event_waits_and_goes_on_by_itself_once_there_is_some"),
            Map.entry("ai_monthly_cost_cap", "io.vigil.ai.spending.SpendingTest#a_long_day_and_a_month_end_when_they_end"),
            Map.entry("digest_email_recipients", MAIL + "a_digest_goes_to_each_address_by_itself_with_both_parts"),
            Map.entry("alert_email_recipients", MAIL + "its_date_is_the_clocks_and_its_id_the_deliverys"),
            Map.entry("dashboard_url", MAIL + "a_digest_goes_to_each_address_by_itself_with_both_parts"),
            Map.entry("digest_schedule_enabled",
                    DIGESTS + "what_came_due_before_the_schedule_was_switched_on_is_not_made_up"),
            Map.entry("digest_schedule_time", DIGESTS + "settings_hold_from_the_next_tick_on"),
            Map.entry("digest_weekly_enabled", DIGESTS + "a_week_has_one_too_if_it_is_wanted"),
            Map.entry("digest_weekly_day", DIGESTS + "a_week_has_one_too_if_it_is_wanted"),
            Map.entry("retention_days", "io.vigil.system.retention.RetentionSettingTest#"
                    + "an_event_goes_after_as_many_days_as_the_household_wants"),
            Map.entry("video_retention_days", OLD + "clips_go_by_their_own_days_and_leave_their_event"),
            Map.entry("retention_max_gb", OLD + "the_oldest_go_at_any_time_where_media_take_too_much"),
            Map.entry("auto_cleanup", OLD + "nothing_goes_by_itself_where_nobody_wants_it"),
            Map.entry("auto_backup_enabled",
                    BACKUP + "BackupScheduleTest#it_is_made_when_it_is_switched_on_and_then_once_a_day"),
            Map.entry("auto_backup_time", BACKUP
                    + "BackupScheduleTest#an_hour_that_came_while_no_process_was_there_is_made_up_for"),
            Map.entry("backup_retention_count", BACKUP + "BackupFolderTest#only_the_newest_so_many_are_kept"));

    @Test
    void every_setting_has_a_test_of_its_effect_or_is_kept_as_given() {
        Set<String> used = Catalogue.all().stream().filter(key -> !key.isKept()).map(SettingKey::name)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(new TreeSet<>(SHOWN_BY.keySet())).isEqualTo(used);
    }

    static Set<String> tests() {
        return new TreeSet<>(SHOWN_BY.values());
    }

    @ParameterizedTest
    @MethodSource("tests")
    void each_of_these_tests_is_there_and_runs(String test) throws Exception {
        String[] names = test.split("#");
        Class<?> type = Class.forName(names[0], false, getClass().getClassLoader());

        assertThat(type.getDeclaredMethods()).filteredOn(method -> method.getName().equals(names[1])).singleElement()
                .satisfies(method -> assertThat(method.isAnnotationPresent(Test.class)
                        || method.isAnnotationPresent(ParameterizedTest.class)).isTrue());
    }

    @Test
    void no_name_is_there_twice() {
        Map<String, Long> names = Catalogue.all().stream()
                .collect(Collectors.groupingBy(SettingKey::name, TreeMap::new, Collectors.counting()));

        assertThat(names.values()).containsOnly(1L);
        assertThat(Arrays.asList(names.keySet().toArray())).noneMatch(name -> Catalogue.isOpen((String) name));
    }
}
