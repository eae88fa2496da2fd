package io.vigil.delivery.rules;

import static io.vigil.delivery.rules.RulesApi.add;
import static io.vigil.delivery.rules.RulesApi.get;
import static io.vigil.delivery.rules.RulesApi.put;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.ai.VisionStub;
import io.vigil.ai.VisionStub.Behaviour;
import io.vigil.delivery.PlainStub;
import io.vigil.delivery.Telling;
import io.vigil.session.SessionContext;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.LiveListener;
import io.vigil.testsupport.SessionTrace;
import io.vigil.testsupport.Sightings;

/** Events set rules off, each at most once. */
@QuarkusTest
class AlertRulesTest {

    @Inject
    Telling telling;

    @Inject
    PlainStub mails;

    @Inject
    ObjectMapper json;

    private UUID camera;

    @BeforeEach
    void a_camera_and_people() {
        camera = Sightings.camera("Front door");
        mails.recipients("mail");
        LiveListener.begin();
    }

    @AfterEach
    void nobody_is_there() {
        Sightings.awaitSettled();
        telling.awaitDone();
        mails.reset();
    }

    @Test
    void an_event_that_meets_a_rule_is_told_beside_the_bell_and_live() throws Exception {
        UUID rule = add(Map.of("name", "Visitors", "conditions",
                Map.of("object_types", List.of("person"), "cameras", List.of(camera))));

        String animal = send("1", "animal");
        String person = send("2", "person");

        Api.user().get("/api/v1/notifications").then().statusCode(200).body("total_count", is(1), "unread_count", is(1),
                "data[0].event_id", is(person), "data[0].rule_id", is(rule.toString()), "data[0].rule_name", is("Visitors"),
                "data[0].event_description", is("Person detected at Front door"), "data[0].thumbnail_url",
                is("/api/v1/events/" + person + "/thumbnail"), "data[0].read", is(false));
        get(rule).body("trigger_count", is(1)).body("last_triggered_at", equalTo(notified()));
        Api.user().get("/api/v1/events/" + person).then().body("alert_triggered", is(true));
        Api.user().get("/api/v1/events/" + animal).then().body("alert_triggered", is(false));
        await().untilAsserted(() -> assertThat(LiveListener.messages("notification")).hasSize(1));
        JsonNode told = json.readTree(LiveListener.messages("notification").get(0).prettify()).get("data");
        JsonNode shown = json.readTree(Api.user().get("/api/v1/notifications").asString()).at("/data/0");
        assertThat(told.has("entity")).isTrue();
        shown.properties().forEach(field -> assertThat(told.get(field.getKey())).isEqualTo(field.getValue()));
    }

    @Test
    void a_rule_may_leave_the_bell_alone_and_channels_know_of_the_alert() {
        add(Map.of("name", "Hook", "actions",
                Map.of("dashboard_notification", false, "webhook", Map.of("url", "https://hooks.example.com/a"))));

        UUID event = UUID.fromString(send("1", "person"));

        assertThat(alerts(event)).extracting(Alert::ruleName).containsExactly("Hook");
        assertThat(alerts(event).get(0).webhook().url()).isEqualTo("https://hooks.example.com/a");
        assertThat(Database.count("select count(*) from notification")).isZero();
        assertThat(LiveListener.messages("notification")).isEmpty();
        Api.user().get("/api/v1/events/" + event).then().body("alert_triggered", is(true));
        assertThat(Api.admin().get("/metrics").asString()).contains("alerts_triggered_total{action_type=\"webhook\"}");
    }

    @Test
    void what_was_distributed_by_a_process_that_died_rings_no_second_time() {
        UUID rule = add(Map.of("name", "Visitors", "cooldown_minutes", 0));
        send("1", "person");

        Database.run("update notice set due_at = created_at");
        telling.tick();

        assertThat(Database.value("select due_at from notice")).isNull();
        get(rule).body("trigger_count", is(1));
        assertThat(Database.count("select count(*) from notification")).isEqualTo(1);
    }

    @Test
    void what_a_model_sees_is_asked_of_the_rules_again() {
        try (VisionStub model = VisionStub.start()) {
            UUID parcels = add(Map.of("name", "Parcels", "cooldown_minutes", 0, "conditions",
                    Map.of("rule_type", "package_delivery", "carriers", List.of("fedex"), "min_confidence", 80)));
            UUID people = add(Map.of("name", "People", "cooldown_minutes", 0, "conditions",
                    Map.of("object_types", List.of("person"))));
            UUID cooling = add(Map.of("name", "Cooling", "cooldown_minutes", 60));
            send("1", "motion");
            use(model);
            model.otherwise(
                    Behaviour.reports("A FedEx driver leaves a package at the door.", List.of("person", "package"), 90));

            UUID event = UUID.fromString(send("2", "person"));

            assertThat(alerts(event)).extracting(Alert::ruleId).containsExactlyInAnyOrder(parcels, people);
            get(parcels).body("trigger_count", is(1));
            get(people).body("trigger_count", is(1));
            get(cooling).body("trigger_count", is(1));
            List<String> texts = Api.user().get("/api/v1/notifications").then().extract()
                    .path("data.findAll { it.event_id == '" + event + "' }.event_description");
            assertThat(texts).hasSize(2).containsOnly("A FedEx driver leaves a package at the door.");
        }
    }

    @Test
    void what_a_model_sees_is_asked_of_the_rules_also_if_its_text_is_the_same() {
        try (VisionStub model = VisionStub.start()) {
            UUID parcels = add(Map.of("name", "Parcels", "conditions", Map.of("object_types", List.of("package"))));
            use(model);
            model.otherwise(Behaviour.reports("Person detected at Front door", List.of("person", "package"), 90));

            UUID event = UUID.fromString(send("1", "person"));

            assertThat(alerts(event)).extracting(Alert::ruleId).containsExactly(parcels);
            assertThat(mails.received()).hasSize(1);
        }
    }

    @Test
    void rules_that_cannot_be_read_keep_nobody_from_being_told_and_are_asked_again() {
        UUID rule = add(Map.of("name", "Visitors"));
        String conditions = Database.value("select conditions from alert_rule");
        Database.run("update alert_rule set conditions = '\"broken\"'");

        send("1", "person");
        assertThat(mails.received()).hasSize(1);
        assertThat(Database.value("select last_error from notice")).startsWith("alert rules: ");
        assertThat(Database.count("select count(*) from alert")).isZero();
        Database.run("update alert_rule set conditions = '" + conditions + "'");
        telling.later(Duration.ofHours(1));

        get(rule).body("trigger_count", is(1));
        assertThat(mails.received()).hasSize(1);
        assertThat(Database.value("select last_error from notice")).isNull();
    }

    @Test
    void a_rule_that_is_not_in_use_hears_nothing_and_one_that_is_hears_what_comes_then() {
        UUID rule = add(Map.of("name", "Visitors", "is_enabled", false, "cooldown_minutes", 0));
        send("1", "person");
        get(rule).body("trigger_count", is(0)).body("last_triggered_at", nullValue());

        put(rule, Map.of("is_enabled", true)).statusCode(200);
        send("2", "person");

        get(rule).body("trigger_count", is(1));
    }

    @Test
    void a_rule_goes_with_its_alerts_and_what_it_told_stays() {
        UUID rule = add(Map.of("name", "Visitors"));
        UUID event = UUID.fromString(send("1", "person"));

        SessionTrace trace = SessionTrace.of(() -> Api.admin().delete(RulesApi.PATH + "/" + rule).then().statusCode(204));

        assertThat(trace.lines().stream().map(line -> line.split(" ")[0])).containsSubsequence("alert-rule.switch-off",
                "alert-rule.forget-alerts", "alert-rule.forget-alerts", "alert-rule.forget");
        assertThat(alerts(event)).isEmpty();
        Api.user().get("/api/v1/notifications").then().body("total_count", is(1), "data[0].rule_id", is(rule.toString()));
        Api.admin().delete("/api/v1/events/" + event).then().statusCode(204);
        assertThat(Database.count("select count(*) from notification")).isZero();
    }

    @Test
    void an_event_that_is_gone_by_then_sets_off_nothing() {
        UUID rule = add(Map.of("name", "Visitors", "cooldown_minutes", 0));
        UUID event = UUID.fromString(send("1", "person"));
        Api.admin().delete("/api/v1/events/" + event).then().statusCode(204);

        Database.run("update notice set due_at = created_at");
        telling.tick();

        assertThat(Database.value("select last_error from notice")).isNull();
        get(rule).body("trigger_count", is(1));
    }

    @Test
    void hours_are_the_household_s() {
        Api.admin().contentType("application/json").body(Map.of("timezone", "Asia/Tokyo")).put("/api/v1/system/settings")
                .then().statusCode(200);
        UUID evening = add(Map.of("name", "Evening", "conditions",
                Map.of("time_of_day", Map.of("start", "19:00", "end", "20:00"))));
        UUID morning = add(Map.of("name", "Morning", "conditions",
                Map.of("time_of_day", Map.of("start", "10:00", "end", "11:00"))));

        send("1", "person");

        get(evening).body("trigger_count", is(1));
        get(morning).body("trigger_count", is(0));
    }

    private static void use(VisionStub model) {
        Api.admin().contentType("application/json")
                .body(Map.of("ai_base_url_openai", model.url(), "ai_model_openai", "stub-1"))
                .put("/api/v1/system/settings").then().statusCode(200);
    }

    /** Sends an event and waits until all is done about it; answers its id. */
    private String send(String externalId, String kind) {
        String id = Sightings.send(camera, externalId, kind, "worker-hivis.jpg").statusCode(202).extract().path("id");
        Sightings.awaitSettled();
        telling.awaitDone();
        return id;
    }

    private static List<Alert> alerts(UUID event) {
        return SessionContext.call("test.alerts", db -> Alert.of(db, event));
    }

    private static String notified() {
        return Api.user().get("/api/v1/notifications").then().extract().path("data[0].created_at");
    }
}
