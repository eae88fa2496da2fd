package io.vigil.delivery.webhook.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vigil.delivery.webhook.HookStub;
import io.vigil.delivery.webhook.Hooks;
import io.vigil.delivery.webhook.SignedPost;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;

/** The secrets behind the signatures: made, shown once, changed over. */
@QuarkusTest
class WebhookSecretResourceTest {

    @Inject
    SigningSecrets secrets;

    private HookStub stub;

    @BeforeEach
    void start() {
        stub = new HookStub();
    }

    @AfterEach
    void stop() {
        stub.close();
    }

    @Test
    void a_secret_is_shown_once_and_sealed() {
        String secret = add().extract().path("secret");

        ValidatableResponse list = Api.admin().get("/api/v1/webhooks/secrets").then().statusCode(200)
                .body("total_count", equalTo(1)).body("data[0].secret", nullValue());
        assertThat(list.extract().asString()).doesNotContain(secret);
        assertThat(list.extract().<String> path("data[0].masked"))
                .isEqualTo("whsec_****" + secret.substring(secret.length() - 4));
        assertThat(Database.value("select secret from webhook_secret")).startsWith("v1.").doesNotContain(secret);
    }

    @Test
    void both_secrets_verify_while_receivers_change_over_and_a_third_ends_the_first() {
        String first = add().extract().path("secret");
        assertThat(posted(1).isSignedWith(first)).isTrue();

        String second = add().extract().path("secret");
        SignedPost overlap = posted(2);
        assertThat(overlap.signatures().split(" ")).hasSize(2);
        assertThat(overlap.isSignedWith(first)).isTrue();
        assertThat(overlap.isSignedWith(second)).isTrue();

        String third = add().extract().path("secret");
        SignedPost later = posted(3);
        assertThat(later.isSignedWith(first)).isFalse();
        assertThat(later.isSignedWith(second)).isTrue();
        assertThat(later.isSignedWith(third)).isTrue();
        assertThat(secrets.active()).containsExactly(third, second);
    }

    @Test
    void the_newest_is_the_one_that_was_made_last_whatever_the_clock_said() {
        add();
        Database.run("update webhook_secret set created_at = created_at + interval '1 day'");

        String second = add().extract().path("secret");
        String third = add().extract().path("secret");

        assertThat(secrets.active()).containsExactly(third, second);
    }

    @Test
    void one_of_two_can_be_ended_and_the_only_one_cannot() {
        String old = add().extract().path("id");
        String recent = add().extract().path("id");

        Api.admin().delete("/api/v1/webhooks/secrets/" + old).then().statusCode(204);

        Api.admin().get("/api/v1/webhooks/secrets").then().body("data.id", contains(recent));
        Api.admin().delete("/api/v1/webhooks/secrets/" + recent).then().statusCode(409);
        Api.admin().delete("/api/v1/webhooks/secrets/" + UUID.randomUUID()).then().statusCode(404);
        Api.admin().delete("/api/v1/webhooks/secrets/x").then().statusCode(422);
        Api.admin().get("/api/v1/webhooks/secrets").then().body("data", hasSize(1));
    }

    @Test
    void all_who_need_the_first_at_once_get_the_same() throws InterruptedException, ExecutionException {
        Set<String> seen = new HashSet<>();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Callable<List<String>>> calls = Stream.generate(() -> (Callable<List<String>>) () -> secrets.active())
                    .limit(8).toList();
            for (Future<List<String>> call : threads.invokeAll(calls)) {
                seen.addAll(call.get());
            }
        } finally {
            threads.shutdown();
        }

        assertThat(seen).hasSize(1);
        assertThat(Database.count("select count(*) from webhook_secret")).isEqualTo(1);
    }

    @Test
    void a_secret_that_another_key_sealed_signs_no_more() {
        add();
        Database.run("update webhook_secret set secret = 'v1.other.AAAA'");
        Hooks.post("/webhooks/test", Map.of("url", stub.url("/a"))).statusCode(409);

        String good = add().extract().path("secret");

        SignedPost posted = posted(1);
        assertThat(posted.isSignedWith(good)).isTrue();
        assertThat(posted.signatures().split(" ")).hasSize(1);
    }

    @Test
    void secrets_are_for_administrators() {
        Api.user().get("/api/v1/webhooks/secrets").then().statusCode(403);
        Api.user().post("/api/v1/webhooks/secrets").then().statusCode(403);
    }

    private static ValidatableResponse add() {
        return Api.admin().post("/api/v1/webhooks/secrets").then().statusCode(201);
    }

    /** What a receiver got for a test of its address. */
    private SignedPost posted(int nth) {
        Hooks.post("/webhooks/test", Map.of("url", stub.url("/" + nth))).statusCode(200).body("success", equalTo(true));
        return SignedPost.of(stub.only("/" + nth));
    }
}
