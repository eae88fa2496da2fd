package io.vigil.system.ai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import io.vigil.ai.spending.Purse;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.SessionTrace;
import io.vigil.testsupport.Sightings;

@QuarkusTest
class AiCostResourceTest {

    private static final String USAGE = "/api/v1/system/ai-usage";

    @Inject
    Purse purse;

    @Test
    void usage_adds_up_by_day_of_the_household_camera_provider_and_mode() {
        UUID front = Sightings.camera("Front door");
        UUID gone = UUID.randomUUID();
        set(Map.of("timezone", "America/New_York"));
        usage("2026-03-08T04:59:00Z", "openai", "'single_frame'", front, "0.10", "true");
        usage("2026-03-08T05:01:00Z", "openai", "'single_frame'", front, "0.20", "false");
        usage("2026-03-09T03:59:00Z", "grok", "'multi_frame'", gone, "0.40", "true");
        usage("2026-03-09T04:01:00Z", "claude", "null", null, "0.80", "true");

        JsonPath usage = usage("start_date=2026-03-07&end_date=2026-03-09");

        assertThat(usage.getDouble("total_cost")).isCloseTo(1.5, within(1e-9));
        assertThat(usage.getInt("total_requests")).isEqualTo(4);
        assertThat(usage.getString("period.start")).isEqualTo("2026-03-07T05:00:00.000Z");
        assertThat(usage.getString("period.end")).isEqualTo("2026-03-10T04:00:00.000Z");
        // The eighth is the day of 23 hours.
        assertThat(texts(usage, "by_date", "date")).containsExactly("2026-03-09 0.8 1", "2026-03-08 0.6 2", "2026-03-07 0.1 1");
        assertThat(texts(usage, "by_camera", "camera_name")).containsExactly("Camera " + gone.toString().substring(0, 8)
                + " 0.4 1", "Front door 0.3 2");
        assertThat(usage.getString("by_camera[1].camera_id")).isEqualTo(front.toString());
        assertThat(texts(usage, "by_provider", "provider")).containsExactly("claude 0.8 1", "grok 0.4 1", "openai 0.3 2");
        assertThat(texts(usage, "by_mode", "mode")).containsExactly("vision 0.8 1", "multi_frame 0.4 1", "single_frame 0.3 2");
        assertThat(usage("start_date=2026-03-08&end_date=2026-03-08").getInt("total_requests")).isEqualTo(2);
        assertThat(usage("start_date=2026-03-07&end_date=2026-03-09&provider=grok").getInt("total_requests")).isEqualTo(1);
        assertThat(usage("start_date=2026-03-07&end_date=2026-03-09&camera_id=" + front).getInt("total_requests")).isEqualTo(2);
        assertThat(usage("end_date=2026-03-08T05:00:00Z&days=2").getInt("total_requests")).isEqualTo(1);
    }

    @Test
    void usage_is_of_the_last_thirty_days_where_nothing_is_asked() {
        assertThat(usage("").getInt("total_requests")).isZero();
        usage("now() - interval '29 days'", "openai", "'single_frame'", null, "0.1", "true");
        usage("now() - interval '31 days'", "openai", "'single_frame'", null, "0.1", "true");

        assertThat(usage("").getInt("total_requests")).isEqualTo(1);
        assertThat(usage("days=90").getInt("total_requests")).isEqualTo(2);
        assertThat(usage("").getList("by_camera")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "start_date=soon", "end_date=2026-13-01", "start_date=2026-03-02&end_date=2026-03-01T00:00:00Z",
            "start_date=2026-03-01T25:00:00Z" })
    void a_bad_date_is_a_bad_request(String query) {
        Api.user().get(USAGE + "?" + query).then().statusCode(400).contentType("application/problem+json");
        Api.user().get("/api/v1/ai/usage?" + query).then().statusCode(400);
    }

    @ParameterizedTest
    @ValueSource(strings = { "end_date=-999999999-01-01", "end_date=-99999-01-01", "start_date=0000-12-31",
            "start_date=-999999999-01-01T00:00:00Z", "start_date=0000-12-31T23:59:59Z" })
    void a_year_of_no_four_digits_is_no_date(String query) {
        for (String path : List.of(USAGE, "/api/v1/ai/usage")) {
            Api.user().get(path + "?" + query).then().statusCode(400).body("code", equalTo("bad_date"));
            Api.user().get(path + "?start_date=0001-01-01&end_date=9999-12-31").then().statusCode(200);
        }
        Api.user().queryParam("end_date", "+10000-01-01").get(USAGE).then().statusCode(400);
    }

    @Test
    void usage_costs_two_statements_and_no_walk_through_the_table() {
        UUID camera = Sightings.camera("Front door");
        Database.run(
                """
                        insert into ai_usage (id, at, provider, model, kind, analysis_mode, camera_id, input_tokens, output_tokens, cost,
                            succeeded, took_ms, counted)
                        select gen_random_uuid(), now() - n * interval '5 minutes', 'openai', 'm', 'vision', 'single_frame', '%s', 900, 30,
                            0.001, true, 900, true from generate_series(1, 200000) n"""
                        .formatted(camera));
        Database.run("vacuum analyze ai_usage");

        // Thirty days of twelve an hour; the settings are fresh now.
        assertThat(usage("").getInt("total_requests")).isBetween(8600, 8640);
        assertThat(SessionTrace.of(() -> usage("")).statements()).containsEntry("ai-cost.usage", 2);
        for (String narrower : List.of("", " and provider = 'openai'", " and camera_id = '" + camera + "'")) {
            assertThat(String.join("\n", Database.column("""
                    explain select provider, sum(cost) from ai_usage
                    where at >= now() - interval '3 days' and at < now()%s group by provider""".formatted(narrower))))
                    .contains("Index Only Scan").doesNotContain("Seq Scan");
        }
    }

    @Test
    void the_caps_are_unset_settings_until_somebody_sets_them_and_null_takes_them_back() {
        Api.user().get("/api/v1/system/ai-cost-status").then().statusCode(200).body("daily_cap", nullValue())
                .body("daily_cost", equalTo(0)).body("daily_percent", equalTo(0)).body("monthly_cap", nullValue())
                .body("is_paused", equalTo(false)).body("pause_reason", nullValue());
        set(Map.of("ai_daily_cost_cap", 0.5, "ai_monthly_cost_cap", 10));
        purse.spend("0.2");
        Api.user().get("/api/v1/system/settings").then().body("ai_daily_cost_cap", equalTo(0.5f))
                .body("ai_monthly_cost_cap", equalTo(10));
        Api.user().get("/api/v1/system/ai-cost-status").then().body("daily_cap", equalTo(0.5f))
                .body("daily_percent", equalTo(40.0f)).body("monthly_percent", equalTo(2.0f));

        Map<String, Object> none = new HashMap<>();
        none.put("ai_daily_cost_cap", null);
        set(none);

        Api.user().get("/api/v1/system/ai-cost-status").then().body("daily_cap", nullValue())
                .body("monthly_cap", equalTo(10));
        assertThat(Database.column("select key from setting")).containsExactly("ai_monthly_cost_cap");
    }

    @Test
    void the_status_tells_which_cap_stops_everything_and_until_when() {
        set(Map.of("ai_daily_cost_cap", 0.1, "timezone", "Europe/Berlin"));
        purse.itIs("2027-05-04T12:00:00");
        purse.spend("0.15");

        Api.user().get("/api/v1/system/ai-cost-status").then().body("is_paused", equalTo(true))
                .body("pause_reason", equalTo("cost_cap_daily")).body("daily_percent", equalTo(100))
                .body("resumes_at", equalTo("2027-05-04T22:00:00.000Z"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "-0.01", "1000001", "\"5\"", "true", "0.1234567", "1e99", "[1]" })
    void a_cap_that_is_no_amount_is_refused(String value) {
        Api.admin().contentType("application/json").body("{\"ai_daily_cost_cap\":" + value + "}")
                .put("/api/v1/system/settings").then().statusCode(422).body("detail", containsString("ai_daily_cost_cap"));
    }

    @Test
    void stats_count_events_by_who_described_them() {
        UUID camera = Sightings.camera("Front door");
        event(camera, "openai", "now() - interval '1 hour'");
        event(camera, "openai", "now() - interval '3 days'");
        event(camera, "grok", "now() - interval '20 days'");
        event(camera, "claude", "now() - interval '200 days'");
        event(camera, null, "now()");

        stats("").body("total_events", equalTo(2)).body("events_per_provider", equalTo(Map.of("openai", 2)))
                .body("date_range", equalTo("7d"));
        stats("?date_range=24h").body("total_events", equalTo(1));
        stats("?date_range=30d").body("events_per_provider", equalTo(Map.of("openai", 2, "grok", 1)));
        stats("?date_range=all").body("total_events", equalTo(4)).body("time_range.start", nullValue());
        Api.user().get("/api/v1/system/ai-stats?date_range=1y").then().statusCode(422);
    }

    @Test
    void calls_are_told_by_how_they_went() {
        usage("now()", "openai", "'single_frame'", null, "0.25", "true");
        usage("now()", "openai", "'single_frame'", null, "0.25", "false");
        usage("now()", "grok", "'single_frame'", null, "0.5", "null");

        Api.user().get("/api/v1/ai/usage").then().statusCode(200).body("total_calls", equalTo(3))
                .body("successful_calls", equalTo(1)).body("failed_calls", equalTo(2)).body("total_tokens", equalTo(3 * 930))
                .body("total_cost", equalTo(1.0f)).body("avg_response_time_ms", equalTo(900f))
                .body("provider_breakdown.openai.calls", equalTo(2))
                .body("provider_breakdown.openai.success_rate", equalTo(50f))
                .body("provider_breakdown.grok.cost", equalTo(0.5f));
    }

    @Test
    void calls_that_claim_more_than_fits_are_told_as_the_most_there_is() {
        usage("now()", "openai", "'single_frame'", null, "0.25", "true");
        usage("now()", "grok", "'single_frame'", null, "0.25", "true");
        Database.run("update ai_usage set input_tokens = 9223372036854775807, took_ms = 9223372036854775807");

        Api.user().get("/api/v1/ai/usage").then().statusCode(200).body("total_calls", equalTo(2))
                .body("total_tokens", equalTo(Long.MAX_VALUE))
                .body("provider_breakdown.openai.tokens", equalTo(Long.MAX_VALUE));
    }

    @Test
    void who_is_signed_in_may_look() {
        for (String path : List.of(USAGE, "/api/v1/system/ai-cost-status", "/api/v1/system/ai-stats", "/api/v1/ai/usage")) {
            Api.user().get(path).then().statusCode(200);
            Api.key("read:events").get(path).then().statusCode(403);
        }
    }

    private static JsonPath usage(String query) {
        return Api.user().get(USAGE + (query.isEmpty() ? "" : "?" + query)).then().statusCode(200).extract().jsonPath();
    }

    private static ValidatableResponse stats(String query) {
        return Api.user().get("/api/v1/system/ai-stats" + query).then().statusCode(200);
    }

    private static List<String> texts(JsonPath usage, String list, String name) {
        return usage.<Map<String, Object>> getList(list).stream()
                .map(one -> one.get(name) + " " + Math.round(((Number) one.get("cost")).doubleValue() * 1000) / 1000.0 + " "
                        + one.get("requests"))
                .toList();
    }

    private static void usage(String at, String provider, String mode, UUID camera, String cost, String succeeded) {
        Database.run(
                """
                        insert into ai_usage (id, at, provider, model, kind, analysis_mode, camera_id, input_tokens, output_tokens, cost,
                            succeeded, took_ms, counted)
                        values (gen_random_uuid(), %s, '%s', 'm', 'vision', %s, %s, 900, 30, %s, %s, 900, true)"""
                        .formatted(at.startsWith("now") ? at : "'" + at + "'", provider, mode,
                                camera == null ? "null" : "'" + camera + "'",
                                cost, succeeded));
    }

    private static void event(UUID camera, String provider, String occurredAt) {
        Database.run("""
                insert into event (id, camera_id, source, kind, occurred_at, created_at, state, priority, description,
                    description_source, confidence, objects_detected, source_type, is_doorbell_ring, provider_used)
                values (gen_random_uuid(), '%s', 'test', 'person', %s, now(), 'described', 0, 'Text', 'ai', 0, '{}', 'rtsp',
                    false, %s)""".formatted(camera, occurredAt, provider == null ? "null" : "'" + provider + "'"));
    }

    private static void set(Map<String, ?> values) {
        Api.admin().contentType("application/json").body(values).put("/api/v1/system/settings").then().statusCode(200);
    }
}
