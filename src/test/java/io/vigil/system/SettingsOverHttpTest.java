package io.vigil.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

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
            "{\"system_name\":\"a\\u0000b\"}", "{\"ai_api_key_openai\":true}" })
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
