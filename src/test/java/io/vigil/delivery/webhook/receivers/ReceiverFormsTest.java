package io.vigil.delivery.webhook.receivers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.vigil.delivery.Telling;
import io.vigil.delivery.webhook.HookStub;
import io.vigil.delivery.webhook.Hooks;
import io.vigil.delivery.webhook.SignedPost;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.Samples;
import io.vigil.testsupport.Sightings;

/** What receivers of the household are told, and in what form. */
@QuarkusTest
class ReceiverFormsTest {

    private static final Map<String, Object> EVENTS = Map.of("subjects", List.of("event"));

    @Inject
    Telling telling;

    @Inject
    Clock clock;

    private HookStub stub;

    @BeforeEach
    void start() {
        stub = new HookStub();
    }

    @AfterEach
    void stop() {
        telling.awaitDone();
        stub.close();
    }

    @Test
    void ntfy_is_told_at_the_root_above_its_topic() {
        receiver("/base/front_door", "ntfy", Map.of("token", "tk_secret", "click_url", "https://vigil.example/e/{event_id}",
                "subjects", List.of("event")));

        String event = event();

        HookStub.Posted posted = stub.only("/base/");
        assertThat(posted.header("Authorization")).isEqualTo("Bearer tk_secret");
        assertThat(posted.header("webhook-signature")).isNull();
        assertThat(posted.json().getMap("")).isEqualTo(Map.of("topic", "front_door", "title", "Person at Front door", "message",
                "Person detected at Front door", "priority", 3, "tags", List.of("bust_in_silhouette"), "click",
                "https://vigil.example/e/" + event));
    }

    @Test
    void a_message_that_ntfy_would_make_a_file_of_is_cut() {
        receiver("/topic", "ntfy", Map.of("subjects", List.of("system")));

        tell("system:1", "ä😀".repeat(2000));

        String message = stub.only("/").json().getString("message");
        assertThat(message).endsWith("…");
        assertThat(message.getBytes(StandardCharsets.UTF_8).length).isBetween(4080, 4096);
        assertThat(message.replace("ä", "").replace("😀", "")).isEqualTo("…");
    }

    @Test
    void gotify_is_told_in_its_form() {
        receiver("/gotify", "gotify", Map.of("token", "AxyzAppToken", "click_url", "https://vigil.example/", "subjects",
                List.of("event")));

        event();

        HookStub.Posted posted = stub.only("/gotify/message");
        assertThat(posted.header("X-Gotify-Key")).isEqualTo("AxyzAppToken");
        assertThat(posted.json().getMap("")).isEqualTo(Map.of("title", "Person at Front door", "message",
                "Person detected at Front door", "priority", 5, "extras", Map.of("client::display",
                        Map.of("contentType", "text/plain"), "client::notification",
                        Map.of("click", Map.of("url", "https://vigil.example/")))));
    }

    @Test
    void the_standard_form_has_everything_and_a_signature() {
        String secret = Api.admin().post("/api/v1/webhooks/secrets").then().extract().path("secret");
        UUID id = receiver("/hook", "standard",
                Map.of("headers", Map.of("X-Key", "open-sesame"), "subjects", List.of("event")));

        String event = event();

        HookStub.Posted posted = stub.only("/hook");
        assertThat(SignedPost.of(posted).isSignedWith(secret)).isTrue();
        assertThat(posted.header("X-Key")).isEqualTo("open-sesame");
        assertThat(posted.json().getString("type")).isEqualTo("vigil.event");
        assertThat(posted.json().getString("description")).isEqualTo("Person detected at Front door");
        assertThat(posted.json().getString("event.event_id")).isEqualTo(event);
        assertThat(posted.json().getString("event.camera.name")).isEqualTo(Hooks.CAMERA);
        assertThat(posted.json().getString("event.kind")).isEqualTo("person");
        Api.admin().get("/api/v1/webhooks/logs?receiver_id=" + id).then().body("data[0].rule_name", equalTo("/hook"))
                .body("data[0].success", equalTo(true));
    }

    @Test
    void each_is_told_what_it_wants() {
        receiver("/events", "standard", EVENTS);
        receiver("/alerts", "standard", Map.of("subjects", List.of("alert")));
        receiver("/system", "standard", Map.of("subjects", List.of("system")));
        receiver("/off", "standard", Map.of("subjects", List.of("event", "alert", "system"), "enabled", false));

        UUID camera = Sightings.camera(Hooks.CAMERA);
        Hooks.event(camera, "1");
        telling.awaitDone();
        Hooks.rule("Somebody", stub.url("/rule"));
        Hooks.event(camera, "2");
        tell("system:1", "Something");

        assertThat(stub.received("/events")).hasSize(2);
        assertThat(stub.received("/alerts")).hasSize(1);
        assertThat(stub.received("/rule")).hasSize(1);
        assertThat(stub.only("/system").json().getString("type")).isEqualTo("vigil.system");
        assertThat(stub.received("/off")).isEmpty();
    }

    @Test
    void one_that_wants_no_more_is_switched_off() {
        UUID id = receiver("/hook", "standard", Map.of("subjects", List.of("system")));
        stub.answer("/hook", 410);

        tell("system:1", "Something");
        tell("system:2", "Something else");

        assertThat(stub.received("/hook")).hasSize(1);
        Api.admin().get("/api/v1/webhooks/receivers/" + id).then().body("enabled", equalTo(false))
                .body("disabled_reason", containsString("410"));
        assertThat(state(id)).containsExactly("gone");

        Api.admin().contentType(ContentType.JSON).body(Map.of("enabled", true)).put("/api/v1/webhooks/receivers/" + id).then()
                .statusCode(200);
        tell("system:3", "And more");
        assertThat(stub.received("/hook")).hasSize(2);
    }

    @Test
    void an_old_address_that_wants_no_more_ends_nothing_of_what_is_for_the_new_one() {
        UUID id = receiver("/old", "standard", Map.of("subjects", List.of("system")));
        stub.answer("/old", 500).answer("/old", 410);
        tell("system:1", "Something");
        stub.meanwhile(() -> Database.run("update webhook_receiver set url = '" + stub.url("/new") + "'"));

        tell("system:2", "Something else");

        assertThat(state(id)).containsOnly("waiting");
        Api.admin().get("/api/v1/webhooks/receivers/" + id).then().body("enabled", equalTo(true));
        telling.later(Duration.ofHours(1));
        telling.later(Duration.ofHours(1));
        assertThat(state(id)).hasSize(2).containsOnly("delivered");
        assertThat(stub.received("/new")).hasSize(2);
    }

    @Test
    void what_waits_is_dropped_with_its_receiver_and_skipped_while_it_is_off() {
        UUID removed = receiver("/removed", "standard", Map.of("subjects", List.of("system")));
        UUID off = receiver("/off", "standard", Map.of("subjects", List.of("system")));
        stub.answer("/removed", 500).answer("/off", 500);
        tell("system:1", "Something");

        Api.admin().delete("/api/v1/webhooks/receivers/" + removed).then().statusCode(204);
        Api.admin().contentType(ContentType.JSON).body(Map.of("enabled", false)).put("/api/v1/webhooks/receivers/" + off)
                .then().statusCode(200);
        telling.later(Duration.ofMinutes(1));

        assertThat(state(removed)).containsExactly("gone");
        assertThat(state(off)).containsExactly("skipped");
        assertThat(stub.received("/removed")).hasSize(1);
        assertThat(stub.received("/off")).hasSize(1);
    }

    private static List<String> state(UUID receiver) {
        return Database.column("select state from delivery where recipient = 'receiver:" + receiver + "'");
    }

    private UUID receiver(String path, String form, Map<String, Object> more) {
        Map<String, Object> fields = new java.util.HashMap<>(Map.of("name", path, "url", stub.url(path), "form", form));
        fields.putAll(more);
        return Hooks.receiver(fields);
    }

    private String event() {
        String id = Api.admin().multiPart("external_id", "1").multiPart("kind", "person")
                .multiPart("occurred_at", clock.instant().toString())
                .multiPart("snapshot", "a.jpg", Samples.picture("worker-hivis.jpg"))
                .post("/api/v1/cameras/" + Sightings.camera(Hooks.CAMERA) + "/events").then().statusCode(202).extract()
                .path("id");
        Sightings.awaitSettled();
        telling.tick();
        return id;
    }

    private void tell(String key, String text) {
        telling.tell(key, text);
        telling.tick();
    }
}
