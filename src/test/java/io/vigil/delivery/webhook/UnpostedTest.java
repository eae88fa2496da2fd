package io.vigil.delivery.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import java.time.Duration;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vigil.delivery.Telling;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.Sightings;

/** What keeps an alert rule from posting, now or for good, and what is on record of it. */
@QuarkusTest
class UnpostedTest {

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
    void what_waits_for_a_deleted_rule_is_dropped() {
        UUID rule = Hooks.rule("Somebody", stub.url("/hook"));
        stub.answer("/hook", 500);
        event("1");

        Api.admin().delete("/api/v1/alert-rules/" + rule).then().statusCode(204);
        telling.later(Duration.ofMinutes(1));

        assertThat(Hooks.stateOfRule(rule)).isEqualTo("gone");
        assertThat(stub.received("/hook")).hasSize(1);
    }

    @Test
    void what_waits_for_a_deleted_event_is_skipped_and_the_rule_is_told_of_others() {
        UUID rule = Hooks.rule("Somebody", stub.url("/hook"));
        stub.answer("/hook", 500).answer("/hook", 500);
        String deleted = event("1");
        String other = event("2");

        Api.admin().delete("/api/v1/events/" + deleted).then().statusCode(204);
        telling.later(Duration.ofMinutes(1));

        assertThat(Database.column("select d.state || coalesce(': ' || d.last_error, '') from delivery d "
                + "where recipient = 'rule:" + rule + "' order by created_at"))
                .containsExactly("skipped: The event was deleted", "delivered");
        assertThat(stub.received("/hook")).hasSize(3);
        assertThat(stub.received("/hook").get(2).json().getString("event_id")).isEqualTo(other);
    }

    @Test
    void a_post_that_cannot_be_noted_is_no_reason_for_another() {
        UUID rule = Hooks.rule("Somebody", stub.url("/hook"));
        Database.run("alter table webhook_log add constraint nothing_fits check (status_code < 0)");
        try {
            event("1");
            telling.later(Duration.ofMinutes(1));
        } finally {
            Database.run("alter table webhook_log drop constraint nothing_fits");
        }

        assertThat(Hooks.stateOfRule(rule)).isEqualTo("delivered");
        assertThat(stub.received("/hook")).hasSize(1);
    }

    @Test
    void what_nobody_can_sign_waits_for_a_secret_and_is_in_the_log() {
        Api.admin().post("/api/v1/webhooks/secrets").then().statusCode(201);
        Database.run("update webhook_secret set secret = 'v1.other.AAAA'");
        UUID rule = Hooks.rule("Somebody", stub.url("/hook"));

        event("1");
        assertThat(Hooks.stateOfRule(rule)).isEqualTo("waiting");
        logs().body("data[0].status_code", equalTo(0)).body("data[0].error_message", containsString("another secret key"));

        Api.admin().post("/api/v1/webhooks/secrets").then().statusCode(201);
        telling.later(Duration.ofMinutes(1));
        assertThat(Hooks.stateOfRule(rule)).isEqualTo("delivered");
        logs().body("data[0].status_code", equalTo(204)).body("data[0].retry_count", equalTo(1));
    }

    @Test
    void what_is_refused_before_it_is_posted_is_in_the_log() {
        UUID rule = Hooks.rule("Somebody", stub.url("/hook"));
        Database.run("update alert_rule set actions = jsonb_set(actions, '{webhook,url}', '\"a b\"')");

        event("1");

        assertThat(Hooks.stateOfRule(rule)).isEqualTo("dead");
        logs().body("data[0].status_code", equalTo(0)).body("data[0].success", equalTo(false))
                .body("data[0].error_message", containsString("no address"));
    }

    @Test
    void each_try_is_counted() {
        Hooks.rule("Somebody", stub.url("/hook"));
        stub.answer("/hook", 500);

        event("1");
        telling.later(Duration.ofMinutes(1));

        assertThat(Database.count("select sum(posts) from webhook_rate")).isEqualTo(2);
        logs().body("total_count", equalTo(1));
    }

    @Test
    void what_a_clock_that_was_ahead_has_counted_silences_nobody() {
        UUID rule = Hooks.rule("Somebody", stub.url("/hook"));
        posted(rule, "1 day");

        event("1");

        assertThat(Hooks.stateOfRule(rule)).isEqualTo("delivered");
    }

    @Test
    void a_rule_that_fires_without_end_posts_a_hundred_times_a_minute() {
        UUID rule = Hooks.rule("Somebody", stub.url("/hook"));
        posted(rule, "0 days");

        event("1");
        assertThat(stub.received("/hook")).isEmpty();
        assertThat(Hooks.stateOfRule(rule)).isEqualTo("waiting");
        assertThat(Hooks.errorOfRule(rule)).contains("100 posts within a minute");

        telling.later(Duration.ofMinutes(2));
        assertThat(Hooks.stateOfRule(rule)).isEqualTo("delivered");
    }

    /** A hundred posts, so much later than now. */
    private static void posted(UUID rule, String later) {
        Database.run("insert into webhook_rate (recipient, slot, posts) values ('rule:%s', now() + interval '%s', 100)"
                .formatted(rule, later));
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
