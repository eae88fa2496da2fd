package io.vigil.delivery.webhook.receivers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.anEmptyMap;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.vigil.delivery.targets.TestNames;
import io.vigil.delivery.webhook.HookStub;
import io.vigil.delivery.webhook.Hooks;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;

/** Receivers of the household over HTTP. */
@QuarkusTest
class WebhookReceiverResourceTest {

    @Inject
    TestNames names;

    private HookStub stub;

    @BeforeEach
    void start() {
        stub = new HookStub();
    }

    @AfterEach
    void stop() {
        stub.close();
        names.reset();
    }

    @Test
    void a_receiver_is_added_read_changed_and_removed() {
        UUID id = Hooks.receiver(Map.of("name", "Phone", "url", stub.url("/door"), "form", "ntfy", "click_url",
                "https://vigil.example/events/{event_id}"));

        one(id).body("name", equalTo("Phone")).body("form", equalTo("ntfy")).body("enabled", equalTo(true))
                .body("subjects", contains("alert", "digest", "spending", "system")).body("headers", anEmptyMap())
                .body("token", nullValue()).body("disabled_reason", nullValue())
                .body("click_url", equalTo("https://vigil.example/events/{event_id}"));

        put(id, Map.of("name", "Tablet", "enabled", false)).statusCode(200).body("name", equalTo("Tablet"))
                .body("enabled", equalTo(false)).body("form", equalTo("ntfy")).body("url", equalTo(stub.url("/door")));
        Api.admin().get("/api/v1/webhooks/receivers").then().statusCode(200).body("total_count", equalTo(1))
                .body("data.name", contains("Tablet"));

        Api.admin().delete("/api/v1/webhooks/receivers/" + id).then().statusCode(204);
        Api.admin().get("/api/v1/webhooks/receivers/" + id).then().statusCode(404);
        Api.admin().delete("/api/v1/webhooks/receivers/" + id).then().statusCode(404);
        put(id, Map.of("name", "a")).statusCode(404);
    }

    @Test
    void secrets_are_masked_sealed_and_kept_when_sent_back_masked() {
        UUID id = Hooks.receiver(Map.of("name", "a", "url", stub.url("/a"), "headers", Map.of("X-Key", "open-sesame"), "token",
                "tk_secret"));

        one(id).body("headers", equalTo(Map.of("X-Key", "****"))).body("token", equalTo("****"));
        String kept = row(id);
        assertThat(kept).doesNotContain("open-sesame").doesNotContain("tk_secret");

        put(id, Map.of("headers", Map.of("X-Key", "****"), "token", "****", "name", "b")).statusCode(200)
                .body("headers", equalTo(Map.of("X-Key", "****")));
        assertThat(row(id)).isEqualTo(kept);

        put(id, Map.of("headers", Map.of("X-Other", "****"))).statusCode(422);
        put(id, Map.of("headers", Map.of("X-Other", "b"))).statusCode(200)
                .body("headers", equalTo(Map.of("X-Other", "****")));
        Map<String, Object> none = new HashMap<>();
        none.put("headers", null);
        none.put("token", null);
        put(id, none).statusCode(200).body("headers", anEmptyMap()).body("token", nullValue());
    }

    @Test
    void secrets_do_not_follow_a_receiver_to_another_host() {
        UUID id = Hooks.receiver(Map.of("name", "a", "url", stub.url("/a"), "token", "tk_secret"));

        put(id, Map.of("url", "http://localhost:1/a")).statusCode(422).body("detail", containsString("sent again"));
        put(id, Map.of("url", "http://localhost:1/a", "token", "tk_secret")).statusCode(200);
        put(id, Map.of("url", "http://localhost:1/b")).statusCode(200);
    }

    @Test
    void a_change_leaves_what_somebody_else_changed_while_the_address_was_judged() {
        names.then("hooks.example.com", "93.184.215.14");
        UUID id = Hooks.receiver(Map.of("name", "Phone", "url", "https://hooks.example.com/a"));
        names.meanwhile("hooks.example.com", () -> Database.run("update webhook_receiver set name = 'Tablet'"));

        put(id, Map.of("enabled", false)).statusCode(200).body("name", equalTo("Tablet"));

        one(id).body("name", equalTo("Tablet")).body("enabled", equalTo(false));
    }

    @Test
    void refuses_what_does_not_fit_and_repeats_no_secret() {
        String url = stub.url("/a");
        add(Map.of("url", url)).statusCode(422);
        add(Map.of("name", "a")).statusCode(422);
        add(Map.of("name", "a", "url", "a b")).statusCode(422);
        add(Map.of("name", "a", "url", "ftp://localhost/")).statusCode(422);
        add(Map.of("name", "a", "url", "http://127.0.0.1/")).statusCode(400).body("code", equalTo("target_refused"));
        add(Map.of("name", "a", "url", url, "form", "pigeon")).statusCode(422);
        add(Map.of("name", "a", "url", url, "subjects", new String[] { "weather" })).statusCode(422);
        add(Map.of("name", "a", "url", url, "subjects", new String[0])).statusCode(422);
        add(Map.of("name", "a", "url", url, "click_url", "javascript:alert(1)")).statusCode(422);
        add(Map.of("name", "a", "url", stub.url("/"), "form", "ntfy")).statusCode(422).body("detail",
                containsString("topic"));
        add(Map.of("name", "a", "url", stub.url("/a topic"), "form", "ntfy")).statusCode(422);
        add(Map.of("name", "a", "url", url, "headers", Map.of("Host", "open-sesame"))).statusCode(422)
                .body("detail", not(containsString("open-sesame")));
        add(Map.of("name", "a", "url", url, "token", "a\r\nopen-sesame")).statusCode(422)
                .body("detail", not(containsString("open-sesame")));
        assertThat(Database.count("select count(*) from webhook_receiver")).isZero();
    }

    @Test
    void receivers_are_for_administrators() {
        Api.user().get("/api/v1/webhooks/receivers").then().statusCode(403);
        Api.user().contentType(ContentType.JSON).body(Map.of("name", "a", "url", stub.url("/a")))
                .post("/api/v1/webhooks/receivers").then().statusCode(403);
    }

    private static String row(UUID id) {
        return Database.value("select cast(headers as text) || ' ' || token from webhook_receiver where id = '" + id + "'");
    }

    private static ValidatableResponse add(Object body) {
        return Hooks.post("/webhooks/receivers", body);
    }

    private static ValidatableResponse one(UUID id) {
        return Api.admin().get("/api/v1/webhooks/receivers/" + id).then().statusCode(200);
    }

    private static ValidatableResponse put(UUID id, Object body) {
        return Api.admin().contentType(ContentType.JSON).body(body).put("/api/v1/webhooks/receivers/" + id).then();
    }
}
