package io.vigil.delivery.push;

import static io.vigil.delivery.push.PushApi.PUSH;
import static io.vigil.delivery.push.PushApi.post;
import static io.vigil.delivery.push.PushApi.subscribe;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import io.vigil.settings.SecretBox;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;

@QuarkusTest
class PushResourceTest {

    private static final String ENDPOINT = "https://push.invalid/send/" + "d".repeat(60) + "/the-end-of-the-endpoint";

    @Inject
    SecretBox box;

    @Test
    void there_is_one_key_to_subscribe_to_and_it_stays() {
        String key = Api.user().get(PUSH + "/vapid-public-key").then().statusCode(200).extract().path("public_key");

        assertThat(P256.bytes(key)).hasSize(65).startsWith(4);
        assertThat(key).doesNotContain("=");
        Api.admin().get(PUSH + "/vapid-public-key").then().body("public_key", is(key));
    }

    @Test
    void says_whether_push_can_work() {
        Api.user().get(PUSH + "/requirements").then().statusCode(200).body("https_required", is(true),
                "https_configured", is(true), "$", hasKey("warning"), "warning", nullValue(), "ready", is(true));
        Api.user().header("Host", "vigil.example").get(PUSH + "/requirements").then().body("https_configured", is(false),
                "warning", containsString("https"), "ready", is(false));
        Api.user().header("Host", "vigil.example").header("X-Forwarded-Proto", "https").get(PUSH + "/requirements").then()
                .body("https_configured", is(true), "ready", is(true));
    }

    @Test
    void subscribes_and_keeps_the_secret_sealed() {
        Browser browser = new Browser(ENDPOINT);
        String shown = ENDPOINT.substring(0, 30) + "..." + ENDPOINT.substring(ENDPOINT.length() - 20);

        String id = post(Api.user(), "/subscribe", browser.subscription()).statusCode(201)
                .body("endpoint", is(shown), "created_at", notNullValue()).extract().path("id");

        String userId = Database.value("select id from app_user where username = '" + Api.USER + "'");
        String list = Api.user().get(PUSH + "/subscriptions").then().statusCode(200).body("total", is(1),
                "subscriptions[0].id", is(id), "subscriptions[0].user_id", is(userId), "subscriptions[0].endpoint", is(shown),
                "subscriptions[0].user_agent", is("Browser of a test"), "subscriptions[0].created_at", notNullValue(),
                "subscriptions[0]", hasKey("last_used_at"), "subscriptions[0].last_used_at", nullValue()).extract().asString();
        assertThat(list).doesNotContain(browser.auth()).doesNotContain(browser.p256dh());
        String stored = Database.value("select auth from push_subscription");
        assertThat(stored).doesNotContain(browser.auth());
        assertThat(box.decrypt(stored, "push_subscription.auth")).isEqualTo(browser.auth());
    }

    @Test
    void the_same_endpoint_again_is_the_same_subscription_with_new_keys() {
        UUID id = subscribe(Api.user(), new Browser(ENDPOINT));
        Database.run("update push_subscription set sound_enabled = false");
        Browser again = new Browser(ENDPOINT);

        assertThat(subscribe(Api.user(), again)).isEqualTo(id);

        assertThat(Database.column("select p256dh from push_subscription")).containsExactly(again.p256dh());
        assertThat(Database.value("select sound_enabled from push_subscription")).isEqualTo("f");
    }

    @Test
    void another_users_browser_moves_and_takes_nothing_along() {
        UUID before = subscribe(Api.admin(), new Browser(ENDPOINT));
        Database.run("update push_subscription set sound_enabled = false, last_used_at = now(), enabled_cameras = '{}'");

        UUID after = subscribe(Api.user(), new Browser(ENDPOINT));

        // What is still on its way to the one before must not reach the one after.
        assertThat(after).isNotEqualTo(before);
        Api.admin().get(PUSH + "/subscriptions").then().body("total", is(0));
        Api.user().get(PUSH + "/subscriptions").then().body("total", is(1), "subscriptions[0].last_used_at", nullValue());
        post(Api.user(), "/preferences", Map.of("endpoint", ENDPOINT)).body("sound_enabled", is(true), "$",
                hasKey("enabled_cameras"), "enabled_cameras", nullValue());
    }

    @Test
    void who_has_too_many_loses_the_longest_unused() {
        subscribe(Api.admin(), new Browser(ENDPOINT + "admin"));
        Api.user();
        Database.run("""
                insert into push_subscription (id, user_id, endpoint, p256dh, auth, created_at, last_used_at,
                    quiet_hours_enabled, timezone, sound_enabled)
                select gen_random_uuid(), u.id, 'https://push.invalid/' || n, '', '', now() - n * interval '1 day',
                    case n when 50 then now() end, false, 'UTC', true
                from generate_series(1, 50) n join app_user u on u.username = '%s'""".formatted(Api.USER));
        UUID id = subscribe(Api.user(), new Browser(ENDPOINT));

        assertThat(subscribe(Api.user(), new Browser(ENDPOINT))).isEqualTo(id);

        Api.user().get(PUSH + "/subscriptions").then().body("total", is(50), "subscriptions.id", hasItem(id.toString()),
                "subscriptions.endpoint", hasItem("https://push.invalid/50"), "subscriptions.endpoint",
                not(hasItem("https://push.invalid/49")));
        Api.admin().get(PUSH + "/subscriptions").then().body("total", is(1));
    }

    @ParameterizedTest
    @ValueSource(strings = { "http://push.invalid/x", "https://127.0.0.1/x", "https://[::1]/x", "https://2130706433/x",
            "https://10.0.0.1/x", "https://169.254.169.254/latest/meta-data", "https://192.168.1.1:8443/x", "https:///x",
            "https://user@push.invalid/x", "ftp://push.invalid/", "https://push.invalid/caf\u00e9",
            "https://push.invalid/x?\u4e2d", "https://9.9.9.9:6379/x", "not an address", "javascript:alert(1)", "/x" })
    void refuses_endpoints_that_may_not_be_called(String endpoint) {
        post(Api.user(), "/subscribe", new Browser(endpoint).subscription()).statusCode(400)
                .contentType("application/problem+json").body("code", is("endpoint_not_acceptable"));

        assertThat(Database.count("select count(*) from push_subscription")).isZero();
    }

    @Test
    void refuses_keys_that_nothing_can_be_encrypted_for() {
        Browser good = new Browser(ENDPOINT);
        byte[] offTheCurve = P256.bytes(good.p256dh());
        offTheCurve[64] ^= 1;
        byte[] compressed = P256.bytes(good.p256dh());
        compressed[0] = 2;

        for (String p256dh : List.of("", "x", "!!!", P256.text(offTheCurve), P256.text(compressed), P256.text(new byte[65]),
                good.p256dh().substring(2))) {
            refused(p256dh, good.auth());
        }
        for (String auth : List.of("", "!!!", P256.text(new byte[15]), P256.text(new byte[17]))) {
            refused(good.p256dh(), auth);
        }
        post(Api.user(), "/subscribe", Map.of("endpoint", ENDPOINT)).statusCode(422);
        post(Api.user(), "/subscribe", Map.of("keys", Map.of("p256dh", good.p256dh(), "auth", good.auth()))).statusCode(422);
        post(Api.user(), "/subscribe", Map.of("endpoint", "https://push.invalid/" + "x".repeat(2048), "keys",
                Map.of("p256dh", good.p256dh(), "auth", good.auth()))).statusCode(422);
        assertThat(Database.count("select count(*) from push_subscription")).isZero();
    }

    @Test
    void understands_the_other_base64_too() {
        Browser browser = new Browser(ENDPOINT);
        Base64.Encoder other = Base64.getEncoder();

        post(Api.user(), "/subscribe", Map.of("endpoint", ENDPOINT, "keys",
                Map.of("p256dh", other.encodeToString(P256.bytes(browser.p256dh())), "auth",
                        other.encodeToString(P256.bytes(browser.auth())))))
                .statusCode(201);

        assertThat(Database.value("select p256dh from push_subscription")).isEqualTo(browser.p256dh());
    }

    @Test
    void unsubscribes_by_either_route_and_by_id() {
        UUID byId = subscribe(Api.user(), new Browser(ENDPOINT + 1));
        subscribe(Api.user(), new Browser(ENDPOINT + 2));
        subscribe(Api.user(), new Browser(ENDPOINT + 3));

        Api.user().delete(PUSH + "/subscriptions/" + byId).then().statusCode(200).body("success", is(true), "message",
                notNullValue());
        post(Api.user(), "/unsubscribe", Map.of("endpoint", ENDPOINT + 2)).statusCode(204);
        Api.user().contentType("application/json").body(Map.of("endpoint", ENDPOINT + 3)).delete(PUSH + "/subscribe").then()
                .statusCode(204);

        assertThat(Database.count("select count(*) from push_subscription")).isZero();
        Api.user().delete(PUSH + "/subscriptions/" + byId).then().statusCode(404);
        post(Api.user(), "/unsubscribe", Map.of("endpoint", ENDPOINT + 2)).statusCode(404).body("detail",
                not(containsString(ENDPOINT)));
    }

    @Test
    void anothers_subscription_is_not_there() {
        UUID id = subscribe(Api.admin(), new Browser(ENDPOINT));

        Api.user().get(PUSH + "/subscriptions").then().body("total", is(0), "subscriptions", empty());
        Api.user().delete(PUSH + "/subscriptions/" + id).then().statusCode(404);
        post(Api.user(), "/unsubscribe", Map.of("endpoint", ENDPOINT)).statusCode(404);
        post(Api.user(), "/preferences", Map.of("endpoint", ENDPOINT)).statusCode(404);
        PushApi.put(Api.user(), "/preferences", Map.of("endpoint", ENDPOINT)).statusCode(404);

        assertThat(Database.count("select count(*) from push_subscription")).isEqualTo(1);
    }

    @Test
    void a_machine_subscribes_to_nothing() {
        RequestSpecification key = Api.key("admin");

        for (String path : List.of("/subscribe", "/unsubscribe", "/preferences")) {
            post(Api.key("admin"), path, new Browser(ENDPOINT).subscription()).statusCode(403);
        }
        key.get(PUSH + "/subscriptions").then().statusCode(200).body("total", is(0));
        Api.key("read:events").get(PUSH + "/subscriptions").then().statusCode(403);
        Api.anonymous().get(PUSH + "/vapid-public-key").then().statusCode(401);
    }

    @Test
    void a_user_who_goes_takes_the_subscriptions_along() {
        subscribe(Api.user(), new Browser(ENDPOINT));

        Database.run("delete from app_user where username = '" + Api.USER + "'");

        assertThat(Database.count("select count(*) from push_subscription")).isZero();
    }

    @Test
    void a_test_says_of_each_subscription_what_happened() {
        Api.user().post(PUSH + "/test").then().statusCode(200).body("success", is(true), "results", empty(),
                "subscriptions_notified", is(0), "message", notNullValue());
        try (PushServiceStub stub = new PushServiceStub()) {
            Browser well = stub.browser();
            subscribe(Api.admin(), stub.browser());
            UUID first = subscribe(Api.user(), well);
            UUID gone = subscribe(Api.user(), stub.browserOfBabbler());
            PushApi.put(Api.user(), "/preferences", Map.of("endpoint", well.endpoint(), "enabled_cameras", List.of()))
                    .statusCode(200);

            Api.user().contentType("application/json").post(PUSH + "/test").then().statusCode(200).body("success", is(true),
                    "subscriptions_notified", is(1), "results.subscription_id", contains(first.toString(), gone.toString()),
                    "results.success", contains(true, false), "results[0]", hasKey("error"), "results[0].error", nullValue(),
                    "results[1].error",
                    containsString("No answer"), "message", containsString("1 of 2"));

            assertThat(well.read(stub.only().body()).path("title").asText()).isEqualTo("Vigil");
            stub.answer(410);
            Api.admin().post(PUSH + "/test").then().statusCode(200).body("success", is(false), "subscriptions_notified",
                    is(0), "results[0].error", containsString("410"));
            Api.admin().get(PUSH + "/subscriptions").then().body("total", equalTo(0));
        }
    }

    private static void refused(String p256dh, String auth) {
        String answer = post(Api.user(), "/subscribe",
                Map.of("endpoint", ENDPOINT, "keys", Map.of("p256dh", p256dh, "auth", auth))).statusCode(422)
                .contentType("application/problem+json").extract().asString();
        assertThat(auth.length() < 10 || !answer.contains(auth)).as(answer).isTrue();
    }
}
