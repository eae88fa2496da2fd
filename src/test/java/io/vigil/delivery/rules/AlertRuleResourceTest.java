package io.vigil.delivery.rules;

import static io.vigil.delivery.rules.RulesApi.PATH;
import static io.vigil.delivery.rules.RulesApi.add;
import static io.vigil.delivery.rules.RulesApi.get;
import static io.vigil.delivery.rules.RulesApi.post;
import static io.vigil.delivery.rules.RulesApi.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.aMapWithSize;
import static org.hamcrest.Matchers.anything;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.delivery.rules.Alert.Webhook;
import io.vigil.session.SessionContext;
import io.vigil.settings.SecretBox;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.SessionTrace;
import io.vigil.testsupport.Sightings;

/** The rules over HTTP. */
@QuarkusTest
class AlertRuleResourceTest {

    @Inject
    SecretBox secrets;

    @Test
    void a_name_is_all_that_a_rule_needs() {
        UUID id = add(Map.of("name", "Anything"));

        get(id).body("id", is(id.toString()), "name", is("Anything"), "is_enabled", is(true), "conditions.rule_type",
                is("any"), "conditions.cameras", nullValue(), "conditions.time_of_day", nullValue(),
                "actions.dashboard_notification", is(true), "actions.webhook", nullValue(), "cooldown_minutes", is(5),
                "last_triggered_at", nullValue(), "trigger_count", is(0), "entity_id", nullValue(), "entity_match_mode",
                is("any"), "entity_name", nullValue()).body("$", hasKey("entity_name")).body("$", hasKey("updated_at"))
                .body("conditions", aMapWithSize(7));
    }

    @Test
    void a_rule_is_what_was_sent() {
        UUID camera = UUID.randomUUID();
        UUID entity = UUID.randomUUID();
        UUID id = add(Map.of("name", "Parcels", "is_enabled", false, "cooldown_minutes", 1440, "entity_match_mode", "specific",
                "entity_id", entity, "unknown_field", 1, "conditions",
                Map.of("rule_type", "package_delivery", "carriers", List.of("ups", "dhl"), "object_types", List.of("package"),
                        "cameras", List.of(camera.toString().toUpperCase(Locale.ROOT)), "time_of_day",
                        Map.of("start", "22:00", "end", "06:30"), "days_of_week", List.of(1, 7), "min_confidence", 75,
                        "audio_types", List.of("scream")),
                "actions",
                Map.of("dashboard_notification", false, "webhook", Map.of("url", "HTTPS://hooks.example.com/a?b=c"))));

        get(id).body("name", is("Parcels"), "is_enabled", is(false), "cooldown_minutes", is(1440), "entity_match_mode",
                is("specific"), "entity_id", is(entity.toString()), "conditions.rule_type", is("package_delivery"),
                "conditions.carriers", contains("ups", "dhl"), "conditions.object_types", contains("package"),
                "conditions.cameras", contains(camera.toString()), "conditions.time_of_day.start", is("22:00"),
                "conditions.time_of_day.end", is("06:30"), "conditions.days_of_week", contains(1, 7),
                "conditions.min_confidence", is(75), "actions.dashboard_notification", is(false), "actions.webhook.url",
                is("HTTPS://hooks.example.com/a?b=c"), "actions.webhook.headers", nullValue());
    }

    @Test
    void the_newest_come_first_with_one_statement() {
        UUID first = add(Map.of("name", "First"));
        UUID second = add(Map.of("name", "Second", "is_enabled", false));

        SessionTrace trace = SessionTrace.of(() -> Api.user().get(PATH).then().statusCode(200).body("total_count", is(2))
                .body("data.id", contains(second.toString(), first.toString())));
        Api.user().get(PATH + "?is_enabled=true").then().statusCode(200).body("total_count", is(1)).body("data.id",
                contains(first.toString()));
        Api.user().get(PATH + "?is_enabled=0").then().statusCode(200).body("data.id", contains(second.toString()));

        assertThat(trace.lines()).contains("alert-rule.list read and committed, 1 statement");
    }

    @Test
    void a_change_leaves_what_it_does_not_name() {
        UUID id = add(Map.of("name", "Parcels", "cooldown_minutes", 30, "conditions", Map.of("carriers", List.of("ups")),
                "entity_id", UUID.randomUUID()));
        Object updated = get(id).extract().path("updated_at");

        put(id, Map.of("name", "Boxes")).statusCode(200).body("name", is("Boxes"), "cooldown_minutes", is(30),
                "conditions.carriers", contains("ups"), "updated_at", not(is(updated)));
        put(id, Map.of("conditions", Map.of("object_types", List.of("package")))).statusCode(200)
                .body("conditions.carriers", nullValue(), "conditions.object_types", contains("package"));
        put(id, "{\"entity_id\": null}").statusCode(200).body("entity_id", nullValue());
        get(id).body("name", is("Boxes"), "entity_id", nullValue(), "conditions.object_types", contains("package"));
    }

    @Test
    void what_a_change_may_not_be_changes_nothing() {
        UUID id = add(Map.of("name", "Parcels"));

        for (String wrong : List.of("{\"name\": null}", "{\"cooldown_minutes\": 1441}", "{\"conditions\": null}",
                "{\"actions\": null}", "{\"is_enabled\": \"perhaps\"}", "{\"entity_match_mode\": \"specific\"}", "[]", "{")) {
            put(id, wrong).statusCode(422).contentType("application/problem+json");
        }

        put(id, "{}").statusCode(200).body("name", is("Parcels"), "cooldown_minutes", is(5));
        put(UUID.randomUUID(), "{}").statusCode(404);
    }

    @ParameterizedTest
    @ValueSource(strings = { "{}", "{'name': ''}", "{'name': '   '}", "{'name': 5, 'cooldown_minutes': -1}",
            "{'name': 'a', 'cooldown_minutes': 1441}", "{'name': 'a', 'cooldown_minutes': 'soon'}",
            "{'name': 'a', 'entity_match_mode': 'specific'}", "{'name': 'a', 'entity_match_mode': 'some'}",
            "{'name': 'a', 'entity_id': 'x'}", "{'name': 'a', 'conditions': {'rule_type': 'all'}}",
            "{'name': 'a', 'conditions': {'carriers': ['gls']}}", "{'name': 'a', 'conditions': {'object_types': ['dog']}}",
            "{'name': 'a', 'conditions': {'object_types': [null]}}", "{'name': 'a', 'conditions': {'cameras': ['x']}}",
            "{'name': 'a', 'conditions': {'time_of_day': {'start': '24:00', 'end': '06:00'}}}",
            "{'name': 'a', 'conditions': {'time_of_day': {'start': '8:00', 'end': '06:00'}}}",
            "{'name': 'a', 'conditions': {'time_of_day': {'start': '08:00'}}}",
            "{'name': 'a', 'conditions': {'days_of_week': [0]}}", "{'name': 'a', 'conditions': {'days_of_week': [8]}}",
            "{'name': 'a', 'conditions': {'days_of_week': ['Monday']}}",
            "{'name': 'a', 'conditions': {'min_confidence': 101}}", "{'name': 'a', 'conditions': {'min_confidence': -1}}",
            "{'name': 'a', 'conditions': 'any'}", "{'name': 'a', 'actions': {'webhook': {}}}",
            "{'name': 'a', 'actions': {'webhook': {'url': ''}}}",
            "{'name': 'a', 'actions': {'webhook': {'url': 'ftp://example.com'}}}",
            "{'name': 'a', 'actions': {'webhook': {'url': 'https:///path'}}}",
            "{'name': 'a', 'actions': {'webhook': {'url': 'https://a b'}}}",
            "{'name': 'a', 'actions': {'webhook': {'url': 'https://me:secret@example.com'}}}" })
    void a_rule_that_does_not_fit_is_refused(String body) {
        post("", body.replace('\'', '"')).statusCode(422).contentType("application/problem+json").body("detail",
                is(anything()));
        assertThat(Database.count("select count(*) from alert_rule")).isZero();
    }

    @Test
    void a_url_may_have_two_thousand_characters() {
        String url = "https://example.com/" + "a".repeat(1980);
        add(Map.of("name", "a", "actions", Map.of("webhook", Map.of("url", url))));

        post("", Map.of("name", "b", "actions", Map.of("webhook", Map.of("url", url + "a")))).statusCode(422);
        post("", Map.of("name", "n".repeat(201))).statusCode(422);
    }

    @Test
    void a_header_s_value_is_sealed_and_shown_to_nobody() {
        UUID id = add(withHeaders(Map.of("Authorization", "Bearer hush-hush", "X-Room", "12")));

        get(id).body("actions.webhook.headers", is(Map.of("Authorization", "****", "X-Room", "****")));
        assertThat(Database.value("select actions::text from alert_rule")).contains("Authorization").doesNotContain("hush")
                .doesNotContain("****");
        assertThat(headers(id)).isEqualTo(Map.of("Authorization", "Bearer hush-hush", "X-Room", "12"));
    }

    @Test
    void a_mask_that_is_sent_back_stands_for_what_is_there() {
        UUID id = add(withHeaders(Map.of("Authorization", "Bearer hush-hush", "X-Room", "12", "X-Old", "1")));

        put(id, withHeaders(Map.of("authorization", "****", "X-Room", "13", "X-New", "2"))).statusCode(200)
                .body("actions.webhook.headers", is(Map.of("authorization", "****", "X-Room", "****", "X-New", "****")));

        Map<String, String> kept = Map.of("authorization", "Bearer hush-hush", "X-Room", "13", "X-New", "2");
        assertThat(headers(id)).isEqualTo(kept);
        put(id, Map.of("name", "Other", "cooldown_minutes", 1)).statusCode(200);
        Api.admin().contentType("application/json").body("{\"enabled\": false}").patch(PATH + "/" + id + "/toggle").then()
                .statusCode(200);
        assertThat(headers(id)).as("when others change").isEqualTo(kept);
        put(id, withHeaders(Map.of("X-Unknown", "****"))).statusCode(422);
        put(id, Map.of("actions", Map.of("dashboard_notification", true))).statusCode(200).body("actions.webhook",
                nullValue());
        put(id, withHeaders(Map.of("Authorization", "****"))).statusCode(422);
    }

    @Test
    void secrets_do_not_follow_a_rule_to_another_server() {
        UUID id = add(withHeaders("https://hooks.example.com/a", Map.of("Authorization", "hush-hush")));

        for (String elsewhere : List.of("https://hooks.example.org/a", "http://hooks.example.com/a",
                "https://hooks.example.com:8443/a")) {
            put(id, withHeaders(elsewhere, Map.of("Authorization", "****"))).statusCode(422).body("detail",
                    containsString("sent again"));
        }
        put(id, withHeaders("https://hooks.example.com/b", Map.of("Authorization", "****"))).statusCode(200);
        put(id, withHeaders("https://hooks.example.org/b", Map.of("Authorization", "new"))).statusCode(200);
        assertThat(headers(id)).isEqualTo(Map.of("Authorization", "new"));
    }

    @Test
    void a_header_that_none_can_be_is_refused_and_not_repeated() {
        for (Map<String, String> wrong : List.of(Map.of("Two Words", "hush"), Map.of("", "hush"), Map.of("X", "hush\r\nY: z"),
                Map.of("X", "hush\u0000"), Map.of("X", "h\u00fcsh"), Map.of("Host", "hush"), Map.of("content-length", "1"),
                Map.of("Webhook-Signature", "hush"), Map.of("Proxy-Connection", "hush"),
                Map.of("X", "hush".repeat(1001)), Map.of("A", "hush", "a", "hush"))) {
            String answer = post("", withHeaders(wrong)).statusCode(422).extract().asString();
            assertThat(answer).doesNotContain("hush");
        }
        post("", "{\"name\": \"a\", \"actions\": {\"webhook\": {\"url\": \"https://example.com\", \"headers\": {\"X\": null}}}}")
                .statusCode(422);
    }

    @Test
    void only_administrators_change_rules() {
        UUID id = add(Map.of("name", "Parcels"));
        String path = PATH + "/" + id;

        Api.user().contentType("application/json").body("{\"name\": \"a\"}").post(PATH).then().statusCode(403);
        Api.user().contentType("application/json").body("{\"name\": \"a\"}").put(path).then().statusCode(403);
        Api.user().contentType("application/json").body("{\"enabled\": false}").patch(path + "/toggle").then().statusCode(403);
        Api.user().delete(path).then().statusCode(403);
        Api.user().get(PATH).then().statusCode(200);
        Api.user().contentType("application/json").post(path + "/test").then().statusCode(200);
        Api.key("read:events").get(PATH).then().statusCode(403);
        Api.key("admin").get(PATH).then().statusCode(200);
    }

    @Test
    void it_is_switched_off_and_on_and_deleted() {
        UUID id = add(Map.of("name", "Parcels"));
        String path = PATH + "/" + id;

        Api.admin().contentType("application/json").body("{\"enabled\": false}").patch(path + "/toggle").then().statusCode(200)
                .body("is_enabled", is(false));
        get(id).body("is_enabled", is(false));
        Api.admin().contentType("application/json").body("{\"enabled\": true}").patch(path + "/toggle").then().statusCode(200)
                .body("is_enabled", is(true));
        Api.admin().contentType("application/json").body("{}").patch(path + "/toggle").then().statusCode(422);

        Api.admin().delete(path).then().statusCode(204);
        Api.admin().delete(path).then().statusCode(404);
        Api.user().get(path).then().statusCode(404);
        Api.user().get(PATH + "/NaN").then().statusCode(422);
    }

    @Test
    void it_is_tried_on_the_newest_events_and_nobody_hears_of_it() {
        UUID camera = Sightings.camera("Front door");
        String animal = Sightings.send(camera, "1", "animal", "cat-front-path.jpg").statusCode(202).extract().path("id");
        Sightings.send(camera, "2", "person", "worker-hivis.jpg").statusCode(202);
        Sightings.send(camera, "3", "person", "worker-hivis.jpg").statusCode(202);
        Sightings.awaitSettled();
        UUID id = add(Map.of("name", "Animals", "is_enabled", false, "conditions", Map.of("object_types", List.of("animal"))));

        post("/" + id + "/test", "{}").statusCode(200).body("rule_id", is(id.toString()), "events_tested", is(3),
                "events_matched", is(1), "matching_event_ids", contains(animal));
        post("/" + id + "/test", Map.of("limit", 2)).statusCode(200).body("events_tested", is(2), "events_matched", is(0));
        Api.admin().contentType("application/json").post(PATH + "/" + id + "/test").then().statusCode(200)
                .body("events_tested", is(3));
        post("/" + id + "/test", Map.of("limit", 0)).statusCode(422);
        post("/" + id + "/test", Map.of("limit", 101)).statusCode(422);
        post("/" + UUID.randomUUID() + "/test", "{}").statusCode(404);

        assertThat(Database.count("select count(*) from alert")).isZero();
        assertThat(Database.count("select count(*) from notification")).isZero();
        get(id).body("trigger_count", is(0));
    }

    private static Map<String, Object> withHeaders(Map<String, String> headers) {
        return withHeaders("https://hooks.example.com/a", headers);
    }

    private static Map<String, Object> withHeaders(String url, Map<String, String> headers) {
        return Map.of("name", "Hook", "actions", Map.of("webhook", Map.of("url", url, "headers", headers)));
    }

    private Map<String, String> headers(UUID id) {
        Webhook webhook = SessionContext.call("test.webhook", () -> AlertRule.existing(id).fields.actions().webhook());
        return webhook.open(secrets);
    }
}
