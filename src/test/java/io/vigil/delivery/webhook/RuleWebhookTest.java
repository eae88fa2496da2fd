package io.vigil.delivery.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vigil.ai.VisionStub;
import io.vigil.ai.VisionStub.Behaviour;
import io.vigil.delivery.Telling;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.Sightings;

/** What the webhooks of alert rules post, and what each answer leads to. */
@QuarkusTest
class RuleWebhookTest {

    @Inject
    Telling telling;

    private HookStub stub;
    private UUID camera;

    @BeforeEach
    void a_receiver_and_a_camera() {
        stub = new HookStub();
        camera = Sightings.camera(Hooks.CAMERA);
    }

    @AfterEach
    void stop() {
        telling.awaitDone();
        stub.close();
    }

    @Test
    void posts_what_receivers_know_signed() {
        String secret = Api.admin().post("/api/v1/webhooks/secrets").then().extract().path("secret");
        UUID rule = Hooks.rule("Somebody", stub.url("/hook"), Map.of("X-Token", "open-sesame", "Content-Type", "text/x"));

        String event = event("1");

        HookStub.Posted posted = stub.only("/hook");
        assertThat(posted.method()).isEqualTo("POST");
        assertThat(posted.header("Content-Type")).isEqualTo("application/json");
        assertThat(posted.header("X-Token")).isEqualTo("open-sesame");
        assertThat(posted.json().getMap("")).containsEntry("event_id", event)
                .containsEntry("timestamp", "2026-11-24T10:00:00.000Z")
                .containsEntry("camera", Map.of("id", camera.toString(), "name", Hooks.CAMERA))
                .containsEntry("description", "Person detected at Front door").containsEntry("confidence", 0)
                .containsEntry("objects_detected", List.of("person"))
                .containsEntry("thumbnail_url", "/api/v1/events/" + event + "/thumbnail")
                .containsEntry("rule", Map.of("id", rule.toString(), "name", "Somebody"))
                .containsEntry("is_refined", false);
        SignedPost signed = SignedPost.of(posted);
        assertThat(signed.isSignedWith(secret)).isTrue();
        assertThat(signed.id()).isEqualTo(Database.value("select sent_as from delivery where channel = 'webhook'"));
        assertThat(signed.isSignedWith("whsec_" + "A".repeat(43) + "=")).isFalse();
    }

    @Test
    void one_altered_byte_fails() {
        String secret = Api.admin().post("/api/v1/webhooks/secrets").then().extract().path("secret");
        Hooks.rule("Somebody", stub.url("/hook"));

        event("1");

        SignedPost signed = SignedPost.of(stub.only("/hook"));
        assertThat(signed.isSignedWith(secret)).isTrue();
        for (int at = 0; at < signed.body().length; at++) {
            assertThat(signed.withBodyByte(at).isSignedWith(secret)).as("body " + at).isFalse();
        }
        for (int at = 0; at < signed.id().length(); at++) {
            assertThat(signed.withIdCharacter(at).isSignedWith(secret)).as("id " + at).isFalse();
        }
        for (int at = 0; at < signed.timestamp().length(); at++) {
            assertThat(signed.withTimestampDigit(at).isSignedWith(secret)).as("timestamp " + at).isFalse();
        }
    }

    @Test
    void a_repeat_has_the_same_id_and_a_signature_of_its_own() {
        String secret = Api.admin().post("/api/v1/webhooks/secrets").then().extract().path("secret");
        UUID rule = Hooks.rule("Somebody", stub.url("/hook"));
        stub.answer("/hook", 500).answer("/hook", 503);

        event("1");
        telling.later(Duration.ofMinutes(1));
        telling.later(Duration.ofMinutes(1));

        List<SignedPost> tries = stub.received("/hook").stream().map(SignedPost::of).toList();
        assertThat(tries).hasSize(3).allMatch(one -> one.isSignedWith(secret));
        assertThat(tries).extracting(SignedPost::id).containsOnly(tries.get(0).id());
        assertThat(tries).extracting(SignedPost::timestamp).doesNotHaveDuplicates();
        assertThat(tries).extracting(one -> new String(one.body())).containsOnly(new String(tries.get(0).body()));
        assertThat(Hooks.stateOfRule(rule)).isEqualTo("delivered");
        logs().body("total_count", equalTo(1)).body("data[0].retry_count", equalTo(2)).body("data[0].success", equalTo(true))
                .body("data[0].status_code", equalTo(204)).body("data[0].error_message", nullValue());
    }

    @Test
    void a_refined_description_is_a_post_of_its_own() {
        try (VisionStub model = VisionStub.start()) {
            Api.admin().contentType("application/json")
                    .body(Map.of("ai_base_url_openai", model.url(), "ai_model_openai", "stub-1"))
                    .put("/api/v1/system/settings").then().statusCode(200);
            model.otherwise(Behaviour.says("A man carries a ladder."));
            Hooks.rule("Somebody", stub.url("/hook"));

            event("1");

            List<HookStub.Posted> posts = stub.received("/hook");
            assertThat(posts.get(posts.size() - 1).json().getString("description")).isEqualTo("A man carries a ladder.");
            assertThat(posts).extracting(post -> post.header("webhook-id")).doesNotHaveDuplicates();
            assertThat(posts.stream().filter(post -> !post.json().getBoolean("is_refined"))).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({ "302,Redirects are not followed", "307,Redirects are not followed", "400,does not take it",
            "401,does not take it", "404,does not take it", "410,wants no more posts" })
    void a_refusal_ends_it_with_a_reason_that_a_person_can_read(int status, String reason) {
        UUID rule = Hooks.rule("Somebody", stub.url("/hook"), Map.of("X-Token", "open-sesame"));
        stub.answer("/hook", status, Map.of("Location", stub.url("/elsewhere")), "You sent open-sesame");

        event("1");

        assertThat(Hooks.stateOfRule(rule)).isEqualTo("dead");
        assertThat(Hooks.errorOfRule(rule)).contains(reason, String.valueOf(status));
        assertThat(stub.received("/elsewhere")).isEmpty();
        logs().body("data[0].alert_rule_id", equalTo(rule.toString())).body("data[0].rule_name", equalTo("Somebody"))
                .body("data[0].url", equalTo(stub.url("/hook"))).body("data[0].status_code", equalTo(status))
                .body("data[0].success", equalTo(false)).body("data[0].error_message", notNullValue())
                .body("data[0].event_id", notNullValue());
        assertThat(Database.column("select cast(l as text) || cast(d as text) from webhook_log l, delivery d"))
                .noneMatch(row -> row.contains("open-sesame"));
    }

    @ParameterizedTest
    @ValueSource(ints = { 408, 429, 500, 503 })
    void a_busy_receiver_is_left_alone_for_as_long_as_it_asks(int status) {
        UUID rule = Hooks.rule("Somebody", stub.url("/hook"));
        stub.answer("/hook", status, Map.of("Retry-After", "600"), "");

        event("1");
        telling.later(Duration.ofMinutes(9));
        assertThat(stub.received("/hook")).hasSize(1);
        assertThat(Hooks.stateOfRule(rule)).isEqualTo("waiting");

        telling.later(Duration.ofMinutes(2));
        assertThat(stub.received("/hook")).hasSize(2);
        assertThat(Hooks.stateOfRule(rule)).isEqualTo("delivered");
    }

    @Test
    void silence_is_tried_again() {
        UUID rule = Hooks.rule("Somebody", stub.url("/hook"));
        stub.sayNothing("/hook");

        event("1");

        assertThat(Hooks.stateOfRule(rule)).isEqualTo("waiting");
        logs().body("data[0].status_code", equalTo(0)).body("data[0].error_message", equalTo("No answer in time"));
        telling.later(Duration.ofMinutes(1));
        assertThat(Hooks.stateOfRule(rule)).isEqualTo("delivered");
    }

    @Test
    void others_are_told_while_one_receiver_hangs() {
        Hooks.rule("Silent", stub.url("/silent"));
        UUID other = Hooks.rule("Other", stub.url("/other"));
        stub.sayNothing("/silent");

        event("1");

        assertThat(Database.column("select rule_name from webhook_log order by tried_at")).containsExactly("Other", "Silent");
        assertThat(stub.received("/silent")).hasSize(1);
        assertThat(Hooks.stateOfRule(other)).isEqualTo("delivered");
    }

    @Test
    void posts_are_counted_by_what_came_back() {
        Hooks.rule("Good", stub.url("/good"));
        Hooks.rule("Bad", stub.url("/bad"));
        stub.answer("/bad", 404);

        event("1");

        assertThat(Api.admin().get("/metrics").asString()).contains("webhooks_sent_total{status=\"2xx\"}",
                "webhooks_sent_total{status=\"4xx\"}");
        logs().body("data", hasSize(2));
    }

    private String event(String externalId) {
        String id = Hooks.event(camera, externalId);
        telling.tick();
        return id;
    }

    private static ValidatableResponse logs() {
        return Api.admin().get("/api/v1/webhooks/logs").then().statusCode(200);
    }
}
