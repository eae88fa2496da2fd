package io.vigil.system.ai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.vertx.core.Vertx;
import io.vigil.ai.Provider;
import io.vigil.ai.VisionStub;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;

@QuarkusTest
class AiProviderResourceTest {

    private static final String TEST_KEY = "/api/v1/system/test-key";
    private static final String KEY = "sk-canary-4711-abcd";
    private static VisionStub stub;

    @BeforeAll
    static void startStub() {
        stub = VisionStub.start();
    }

    @AfterAll
    static void stopStub() {
        stub.close();
    }

    @BeforeEach
    void forgetWhatCame() {
        stub.reset();
    }

    @Test
    void lists_all_providers_and_the_order() {
        Api.user().get("/api/v1/system/ai-providers").then().statusCode(200)
                .body("providers.provider", contains("openai", "grok", "anthropic", "google"))
                .body("providers.configured", contains(false, false, false, false))
                .body("order", contains("openai", "grok", "anthropic", "google"));

        settings(Map.of("ai_provider_order", "[ \"google\", \"anthropic\" ]", "ai_api_key_claude", KEY,
                "ai_base_url_openai", stub.url()));

        Api.user().get("/api/v1/system/ai-providers").then().statusCode(200)
                .body("providers.configured", contains(true, false, true, false))
                .body("order", contains("google", "anthropic", "openai", "grok"));
    }

    @Test
    void tells_what_each_provider_takes() {
        settings(Map.of("ai_api_key_gemini", KEY));

        Api.user().get("/api/v1/ai/capabilities").then().statusCode(200)
                .body("providers", hasKey("openai")).body("providers", hasKey("grok"))
                .body("providers.claude.configured", equalTo(false)).body("providers.claude.video", equalTo(false))
                .body("providers.gemini.configured", equalTo(true)).body("providers.gemini.max_images", equalTo(20))
                .body("providers.gemini.supported_formats", equalTo(List.of()))
                .body("providers.gemini.max_video_size_mb", equalTo(0))
                .body("providers.gemini.max_video_duration", equalTo(0));
    }

    @ParameterizedTest
    @EnumSource
    void shows_a_key_to_its_provider_and_keeps_nothing_of_it(Provider provider) {
        settings(Map.of("ai_base_url_" + provider.word(), stub.url(provider)));
        stub.takesOnly(KEY);
        long before = Database.count("select count(*) from setting");

        test(provider.vendor(), KEY).statusCode(200).body("valid", equalTo(true))
                .body("provider", equalTo(provider.vendor())).body("message", not(containsString("canary")));
        test(provider.vendor(), "wrong-" + KEY).statusCode(200).body("valid", equalTo(false))
                .body("message", containsString("does not accept")).body("message", not(containsString("canary")));

        assertThat(stub.keysTested()).containsExactly(provider.word() + " " + KEY, provider.word() + " wrong-" + KEY);
        assertThat(stub.received()).isEmpty();
        assertThat(Database.count("select count(*) from setting")).isEqualTo(before);
    }

    @Test
    void says_so_when_the_provider_is_not_there() {
        settings(Map.of("ai_base_url_grok", "http://127.0.0.1:1/v1"));

        test("grok", KEY).statusCode(200).body("valid", equalTo(false)).body("message", containsString("reached"));
        test("openai", "two\nlines").statusCode(200).body("valid", equalTo(false));
    }

    @ParameterizedTest
    @ValueSource(strings = { "<html>Welcome to the wifi</html>", "", "[]", "{}", "{\"data\":7}", "\"data\"", "null" })
    void takes_no_key_for_good_because_something_answers(String body) {
        Vertx vertx = Vertx.vertx();
        try {
            int port = vertx.createHttpServer().requestHandler(request -> request.response().end(body))
                    .listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join().actualPort();
            settings(Map.of("ai_base_url_openai", "http://127.0.0.1:" + port + "/v1"));

            test("openai", KEY).statusCode(200).body("valid", equalTo(false))
                    .body("message", containsString("does not answer as the provider does"));
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "{}", "{\"provider\":\"claude\",\"api_key\":\"x\"}", "{\"provider\":\"openai\"}",
            "{\"provider\":\"openai\",\"api_key\":\" \"}", "{\"provider\":7,\"api_key\":\"x\"}" })
    void refuses_what_names_no_provider_or_no_key(String body) {
        Api.admin().contentType(ContentType.JSON).body(body).post(TEST_KEY).then().statusCode(422)
                .contentType("application/problem+json");
    }

    @Test
    void only_administrators_try_keys_and_nobody_unknown_reads() {
        Api.user().contentType(ContentType.JSON).body(Map.of("provider", "openai", "api_key", KEY)).post(TEST_KEY).then()
                .statusCode(403);
        Api.anonymous().get("/api/v1/ai/capabilities").then().statusCode(401);
        Api.anonymous().get("/api/v1/system/ai-providers").then().statusCode(401);
    }

    private static ValidatableResponse test(String provider, String key) {
        return Api.admin().contentType(ContentType.JSON).body(Map.of("provider", provider, "api_key", key)).post(TEST_KEY)
                .then();
    }

    private static void settings(Map<String, Object> values) {
        Api.admin().contentType(ContentType.JSON).body(values).put("/api/v1/system/settings").then().statusCode(200);
    }
}
