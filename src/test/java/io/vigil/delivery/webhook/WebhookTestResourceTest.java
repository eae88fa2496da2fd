package io.vigil.delivery.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;

/** Administrators try an address and see what comes back. */
@QuarkusTest
class WebhookTestResourceTest {

    private HookStub stub;

    @BeforeEach
    void start() {
        stub = new HookStub();
    }

    @AfterEach
    void stop() {
        stub.close();
    }

    @ParameterizedTest
    @ValueSource(strings = { "/webhooks/test", "/alert-rules/test-webhook" })
    void tells_what_came_back(String path) {
        stub.answer("/hook", 200, Map.of(), "thanks");

        Hooks.post(path,
                Map.of("url", stub.url("/hook"), "headers", Map.of("X-Token", "open-sesame"), "payload", Map.of("b", 1)))
                .statusCode(200).body("success", equalTo(true)).body("status_code", equalTo(200))
                .body("response_body", equalTo("thanks")).body("response_time_ms", greaterThanOrEqualTo(0))
                .body("error", nullValue());

        HookStub.Posted posted = stub.only("/hook");
        assertThat(new String(posted.body())).isEqualTo("{\"b\":1}");
        assertThat(posted.header("X-Token")).isEqualTo("open-sesame");
        assertThat(posted.header("webhook-signature")).startsWith("v1,");
        assertThat(Database.count("select count(*) from webhook_log")).isZero();
    }

    @Test
    void posts_something_of_its_own_if_nothing_is_said() {
        Hooks.post("/webhooks/test", Map.of("url", stub.url("/hook"))).statusCode(200);

        assertThat(stub.only("/hook").json().getString("type")).isEqualTo("vigil.test");
    }

    @Test
    void says_what_went_wrong_without_being_an_error_itself() {
        stub.answer("/busy", 503).answer("/moved", 302, Map.of("Location", stub.url("/there")), "").sayNothing("/silent");

        Hooks.post("/webhooks/test", Map.of("url", stub.url("/busy"))).statusCode(200).body("success", equalTo(false))
                .body("status_code", equalTo(503)).body("error", containsString("503"));
        Hooks.post("/webhooks/test", Map.of("url", stub.url("/moved"))).statusCode(200).body("success", equalTo(false))
                .body("status_code", equalTo(302)).body("error", containsString("Redirects"));
        Hooks.post("/webhooks/test", Map.of("url", stub.url("/silent"))).statusCode(200).body("success", equalTo(false))
                .body("status_code", equalTo(0)).body("error", equalTo("No answer in time"));
        Hooks.post("/webhooks/test", Map.of("url", "http://localhost:1/")).statusCode(200).body("status_code", equalTo(0));
        Hooks.post("/webhooks/test", Map.of("url", "http://nowhere.invalid/")).statusCode(200)
                .body("status_code", equalTo(0));
        assertThat(stub.received("/there")).isEmpty();
    }

    @Test
    void shows_the_beginning_of_the_answer_and_no_secret_in_it() {
        stub.answer("/hook", 200, Map.of(), "You sent open-sesame. " + "x".repeat(300));

        Hooks.post("/webhooks/test", Map.of("url", stub.url("/hook"), "headers", Map.of("X-Token", "open-sesame")))
                .statusCode(200).body("response_body", not(containsString("open-sesame")))
                .body("response_body", containsString("****")).body("response_body.length()", equalTo(200));
    }

    @Test
    void refuses_what_may_not_be_called_and_what_is_no_address() {
        Hooks.post("/webhooks/test", Map.of("url", "http://127.0.0.1/")).statusCode(400)
                .body("code", equalTo("target_refused"));
        Hooks.post("/webhooks/test", Map.of("url", "ftp://localhost/")).statusCode(400);
        Hooks.post("/webhooks/test", Map.of("url", "http://a b/")).statusCode(422);
        Hooks.post("/webhooks/test", Map.of("url", "")).statusCode(422);
        Hooks.post("/webhooks/test", Map.of("url", stub.url("/" + "x".repeat(2000)))).statusCode(422);
        Hooks.post("/webhooks/test", Map.of()).statusCode(422);
        Hooks.post("/webhooks/test", Map.of("url", stub.url("/a"), "headers", Map.of("Host", "b"))).statusCode(422);
        Hooks.post("/webhooks/test", Map.of("url", stub.url("/a"), "headers", Map.of("X-Token", "a\r\nb"))).statusCode(422)
                .body("detail", not(containsString("a\r\nb")));
        Hooks.post("/webhooks/test", Map.of("url", stub.url("/a"), "payload", "text")).statusCode(422);
    }

    @Test
    void is_for_administrators() {
        Api.user().contentType("application/json").body(Map.of("url", stub.url("/a"))).post("/api/v1/webhooks/test").then()
                .statusCode(403);
        assertThat(stub.received("/a")).isEmpty();
    }
}
