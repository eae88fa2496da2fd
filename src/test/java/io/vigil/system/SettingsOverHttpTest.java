package io.vigil.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.common.mapper.TypeRef;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;
import io.vigil.web.Roles;

@QuarkusTest
class SettingsOverHttpTest {

    private static final String PATH = "/api/v1/system/settings";
    private static final String SECRET = "sk-canary-4711-abcd";

    @Test
    void shows_every_setting_with_its_default() {
        Map<String, Object> shown = Api.user().get(PATH).then().statusCode(200).extract().as(map());

        assertThat(shown).containsEntry("system_name", "Vigil").containsEntry("timezone", "UTC")
                .containsEntry("language", "English").containsEntry("ai_model_openai", "gpt-4o-mini")
                .containsEntry("ai_base_url_openai", "https://api.openai.com/v1").containsEntry("ai_api_key_openai", "")
                .containsKey("description_prompt");
    }

    @Test
    void shows_every_field_of_the_contract() {
        Map<String, Object> shown = Api.user().get(PATH).then().statusCode(200).extract().as(map());

        assertThat(shown).containsKeys("system_name", "timezone", "language", "date_format", "time_format", "primary_model",
                "primary_api_key", "fallback_model", "description_prompt", "multi_frame_description_prompt", "summary_prompt",
                "detection_method", "thumbnail_storage", "frame_sampling_strategy", "store_motion_videos", "ai_daily_cost_cap",
                "ai_monthly_cost_cap");
        assertThat(shown).containsEntry("motion_sensitivity", 50).containsEntry("cooldown_period", 60)
                .containsEntry("min_motion_area", 5).containsEntry("save_debug_images", false)
                .containsEntry("retention_days", 30).containsEntry("auto_cleanup", true)
                .containsEntry("analysis_frame_count", 10).containsEntry("video_retention_days", 30)
                .containsEntry("attempt_ocr_extraction", false).containsEntry("frame_extraction_offset_ms", 2000)
                .containsEntry("anomaly_enabled", true).containsEntry("primary_api_key", "")
                .containsEntry("fallback_model", null).containsEntry("ai_daily_cost_cap", null);
        assertThat(((Number) shown.get("anomaly_low_threshold")).doubleValue()).isEqualTo(0.3);
        assertThat(((Number) shown.get("anomaly_high_threshold")).doubleValue()).isEqualTo(0.6);
    }

    @Test
    void a_cap_and_a_fallback_are_removed_by_null() {
        put(Map.of("ai_daily_cost_cap", 2.5, "ai_monthly_cost_cap", 30, "fallback_model", "gemini-flash")).statusCode(200)
                .body("ai_daily_cost_cap", equalTo(2.5f)).body("fallback_model", equalTo("gemini-flash"));

        Map<String, Object> reset = new HashMap<>();
        reset.put("ai_daily_cost_cap", null);
        reset.put("ai_monthly_cost_cap", null);
        reset.put("fallback_model", null);
        put(reset).statusCode(200).body("ai_daily_cost_cap", nullValue()).body("ai_monthly_cost_cap", nullValue())
                .body("fallback_model", nullValue());

        Api.user().get("/api/v1/system/ai-cost-status").then().body("daily_cap", nullValue());
    }

    @Test
    void what_clients_make_up_is_kept_as_given_and_what_sounds_secret_is_sealed() {
        Map<String, Object> made = Map.of("context_window_days", 7, "face_recognition_enabled", true, "vehicle_labels",
                List.of("van", Map.of("wheels", 4)), "auto_create_persons", false, "tunnel_hostname", "home.example",
                "context_note", "true");
        put(made).statusCode(200);
        put(Map.of("tunnel_token", SECRET)).statusCode(200).body("tunnel_token", equalTo("****abcd"));

        Map<String, Object> shown = Api.user().get(PATH).then().extract().as(map());
        assertThat(shown).containsAllEntriesOf(made).containsEntry("tunnel_token", "****abcd");
        assertThat(Database.value("select value from setting where key = 'tunnel_token'")).startsWith("v1.")
                .doesNotContain("canary");

        put(Map.of("tunnel_token", "****abcd", "context_note", "x".repeat(1990))).statusCode(200)
                .body("tunnel_token", equalTo("****abcd"));
        put(Map.of("context_note", "x".repeat(2000))).statusCode(422).body("errors[0].loc[1]", equalTo("context_note"));
        Map<String, Object> gone = new HashMap<>();
        gone.put("vehicle_labels", null);
        gone.put("tunnel_token", "");
        assertThat(put(gone).statusCode(200).extract().as(map())).doesNotContainKeys("vehicle_labels", "tunnel_token");
    }

    @Test
    void no_more_than_a_hundred_of_these_are_kept() {
        Map<String, Object> many = new HashMap<>();
        for (int i = 0; i < 100; i++) {
            many.put("context_" + i, i);
        }
        put(many).statusCode(200);

        put(Map.of("context_100", 1, "system_name", "Home")).statusCode(422).body("errors[0].loc[1]", equalTo("context_100"));
        put(Map.of("context_99", 7)).statusCode(200).body("system_name", equalTo("Vigil")).body("context_99", equalTo(7));
    }

    @Test
    void a_change_answers_all_settings_and_holds_at_once() {
        put(Map.of("system_name", "Home", "timezone", "Europe/Berlin", "no_setting", List.of(1)))
                .statusCode(200).body("system_name", equalTo("Home")).body("language", equalTo("English"));

        Api.user().get(PATH).then().body("system_name", equalTo("Home")).body("timezone", equalTo("Europe/Berlin"));
        assertThat(Database.column("select key from setting order by key")).containsExactly("system_name", "timezone");
    }

    @Test
    void null_resets_and_an_empty_body_changes_nothing() {
        put(Map.of("system_name", "Home")).statusCode(200);
        Api.admin().contentType(ContentType.JSON).put(PATH).then().statusCode(200).body("system_name", equalTo("Home"));

        Map<String, Object> reset = new HashMap<>();
        reset.put("system_name", null);
        put(reset).statusCode(200).body("system_name", equalTo("Vigil"));
    }

    @Test
    void a_secret_is_masked_kept_when_the_mask_comes_back_and_removed_by_nothing() {
        String answer = put(Map.of("ai_api_key_openai", SECRET)).statusCode(200)
                .body("ai_api_key_openai", equalTo("****abcd")).extract().asString();
        assertThat(answer + Api.admin().get(PATH).asString()).doesNotContain("canary");
        String sealed = sealed();
        assertThat(sealed).startsWith("v1.").doesNotContain("canary");

        put(Map.of("ai_api_key_openai", "****abcd")).statusCode(200).body("ai_api_key_openai", equalTo("****abcd"));
        assertThat(sealed()).isEqualTo(sealed);

        put(Map.of("ai_api_key_openai", "")).statusCode(200).body("ai_api_key_openai", equalTo(""));
        assertThat(sealed()).isNull();
    }

    @Test
    void a_short_secret_is_not_told_by_its_end() {
        put(Map.of("ai_api_key_openai", "abcd")).statusCode(200).body("ai_api_key_openai", equalTo("****"));
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "{\"timezone\":\"Mars/Olympus\"}", "{\"timezone\":\"+02:00\"}", "{\"timezone\":5}", "{\"timezone\":{}}",
            "{\"ai_base_url_openai\":\"ftp://example.org\"}", "{\"ai_base_url_openai\":\"https://\"}",
            "{\"ai_base_url_openai\":\"https://user:word@example.org/\"}", "{\"ai_base_url_openai\":\"not a url\"}",
            "{\"ai_base_url_grok\":\"https://example.org:70000/\"}",
            "{\"ai_model_openai\":\"  \"}", "{\"description_prompt\":\"\"}", "{\"language\":[\"German\"]}",
            "{\"ai_provider_order\":\"openai\"}", "{\"ai_provider_order\":\"[\\\"nobody\\\"]\"}",
            "{\"ai_provider_order\":[\"openai\"]}", "{\"ai_base_url_gemini\":\"x\"}", "{\"ai_model_speech\":\"\"}",
            "{\"system_name\":\"a\\u0000b\"}", "{\"ai_api_key_openai\":true}",
            "{\"date_format\":\"DD.MM.YYYY\"}", "{\"time_format\":24}", "{\"primary_model\":\"gpt-9\"}",
            "{\"fallback_model\":\"none\"}", "{\"primary_api_key\":7}", "{\"motion_sensitivity\":101}",
            "{\"motion_sensitivity\":\"50\"}", "{\"detection_method\":\"mog2\"}", "{\"cooldown_period\":29}",
            "{\"cooldown_period\":301}", "{\"min_motion_area\":0.9}", "{\"min_motion_area\":10.1}",
            "{\"save_debug_images\":\"false\"}", "{\"retention_days\":31}", "{\"thumbnail_storage\":\"s3\"}",
            "{\"auto_cleanup\":1}", "{\"analysis_frame_count\":11}", "{\"analysis_frame_count\":10.0}",
            "{\"frame_sampling_strategy\":\"all\"}", "{\"store_motion_videos\":0}", "{\"video_retention_days\":366}",
            "{\"attempt_ocr_extraction\":[]}", "{\"frame_extraction_offset_ms\":10001}", "{\"anomaly_enabled\":\"\"}",
            "{\"anomaly_low_threshold\":1.01}", "{\"anomaly_high_threshold\":-0.1}", "{\"ai_daily_cost_cap\":-1}",
            "{\"ai_monthly_cost_cap\":\"5\"}", "{\"store_analysis_frames\":\"yes\"}",
            "{\"enable_context_enhanced_prompts\":1}", "{\"person_match_threshold\":0.1234567}" })
    void a_value_that_does_not_fit_is_named_and_stores_nothing(String body) {
        String key = body.substring(2, body.indexOf('"', 2));

        Api.admin().contentType(ContentType.JSON).body(body).put(PATH).then().statusCode(422)
                .contentType("application/problem+json").body("detail", containsString(key))
                .body("errors[0].loc", equalTo(List.of("body", key)));
        assertThat(Database.count("select count(*) from setting")).isZero();
    }

    @Test
    void a_name_may_have_100_characters() {
        put(Map.of("system_name", "x".repeat(100))).statusCode(200);
        put(Map.of("system_name", "x".repeat(101))).statusCode(422);
    }

    @ParameterizedTest
    @ValueSource(strings = { "[]", "\"text\"", "{", "7" })
    void what_is_no_object_is_refused(String body) {
        Api.admin().contentType(ContentType.JSON).body(body).put(PATH).then().statusCode(422);
    }

    @Test
    void anybody_signed_in_reads_and_administrators_write() {
        Api.anonymous().get(PATH).then().statusCode(401);
        Api.anonymous().contentType(ContentType.JSON).body(Map.of("language", "German")).put(PATH).then().statusCode(401);
        Api.user().contentType(ContentType.JSON).body(Map.of("language", "German")).put(PATH).then().statusCode(403);
        Api.key(Roles.READ_CAMERAS, Roles.WRITE_CAMERAS).get(PATH).then().statusCode(403);
        Api.key(Roles.ADMIN).contentType(ContentType.JSON).body(Map.of("language", "German")).put(PATH).then()
                .statusCode(200);
    }

    private static ValidatableResponse put(Map<String, Object> body) {
        return Api.admin().contentType(ContentType.JSON).body(body).put(PATH).then();
    }

    private static String sealed() {
        return Database.value("select value from setting where key = 'ai_api_key_openai'");
    }

    private static TypeRef<Map<String, Object>> map() {
        return new TypeRef<>() {
        };
    }
}
