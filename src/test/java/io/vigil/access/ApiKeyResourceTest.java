package io.vigil.access;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.MovableClock;
import io.vigil.web.Times;

@QuarkusTest
class ApiKeyResourceTest {

    private static final String KEYS = "/api/v1/api-keys";
    /** Nothing is there, which only those who are known are told. */
    private static final String KNOWN = "/api/v1/nowhere";

    @Inject
    MeterRegistry registry;

    @Inject
    Clock clock;

    @Test
    void shows_a_key_once() {
        ValidatableResponse made = add(Map.of("name", "Doorbell", "scopes", List.of("read:events", "write:events")))
                .statusCode(201).body("name", is("Doorbell"), "scopes", contains("read:events", "write:events"),
                        "rate_limit_per_minute", is(100), "expires_at", nullValue());
        String key = made.extract().path("key");
        String id = made.extract().path("id");

        assertThat(key).matches("vigil_[A-Za-z0-9_-]{32}");
        assertThat(made.extract().<String> path("prefix")).isEqualTo(key.substring(0, 14) + "...");
        String list = Api.admin().get(KEYS).then().statusCode(200).body("$", hasSize(1), "[0].id", is(id),
                "[0].is_active", is(true), "[0].usage_count", is(0), "[0].last_used_at", nullValue(),
                "[0].revoked_at", nullValue()).extract().asString();
        String one = Api.admin().get(KEYS + "/" + id).then().statusCode(200).body("id", is(id)).extract().asString();
        assertThat(list + one).doesNotContain(key).doesNotContain("key_hash");
        assertThat(String.join("\n", Database.column("select k::text from api_key k")))
                .contains(key.substring(6, 14)).doesNotContain(key.substring(6)).doesNotContain(key.substring(14));
    }

    @Test
    void reads_events_unless_more_is_asked_for_and_takes_a_slash_at_the_end() {
        given().spec(Api.admin()).contentType(ContentType.JSON).body(Map.of("name", "Plain")).post(KEYS + "/").then()
                .statusCode(201).body("scopes", contains("read:events"));
    }

    @Test
    void refuses_what_is_no_key() {
        add(Map.of("name", "x", "scopes", List.of("read:everything"))).statusCode(400);
        add(Map.of("name", "x", "scopes", List.of())).statusCode(400);
        add(Map.of("name", "")).statusCode(422);
        add(Map.of("name", "x".repeat(256))).statusCode(422);
        add(Map.of("name", "x", "rate_limit_per_minute", 0)).statusCode(422);
        add(Map.of("name", "x", "rate_limit_per_minute", 10_001)).statusCode(422);
        add(Map.of("name", "x", "expires_at", "2020-01-01T00:00:00Z")).statusCode(422);
        add(Map.of("name", "x", "expires_at", "tomorrow")).statusCode(422);
        assertThat(Database.count("select count(*) from api_key")).isZero();
    }

    @Test
    void a_revoked_key_is_not_good_at_once_and_stays_listed() {
        ValidatableResponse made = add(Map.of("name", "Old")).statusCode(201);
        String key = made.extract().path("key");
        String id = made.extract().path("id");
        given().header("X-API-Key", key).get(KNOWN).then().statusCode(404);

        Api.admin().delete(KEYS + "/" + id).then().statusCode(200).body("message", containsString("Old"));

        given().header("X-API-Key", key).get(KNOWN).then().statusCode(401);
        Api.admin().get(KEYS).then().body("$", hasSize(0));
        Api.admin().get(KEYS + "?include_revoked=true").then().body("$", hasSize(1), "[0].is_active", is(false));
        String revokedAt = Database.value("select revoked_at from api_key");
        Api.admin().delete(KEYS + "/" + id).then().statusCode(200);
        assertThat(Database.value("select revoked_at from api_key")).isEqualTo(revokedAt);
        assertThat(Database.value("select revoked_by = (select id from app_user) from api_key")).isEqualTo("t");
    }

    @Test
    void a_key_expires_although_it_was_remembered() {
        String key = add(Map.of("name", "Guest", "expires_at", Times.format(clock.instant().plusSeconds(3600))))
                .statusCode(201).extract().path("key");
        given().header("X-API-Key", key).get(KNOWN).then().statusCode(404);

        MovableClock.forward(Duration.ofHours(2));

        given().header("X-API-Key", key).get(KNOWN).then().statusCode(401);
    }

    @Test
    void a_key_is_good_only_whole() {
        String key = Api.newKey("read:events");
        char last = key.charAt(key.length() - 1);

        given().header("X-API-Key", key.substring(0, key.length() - 1) + (last == 'A' ? 'B' : 'A')).get(KNOWN).then()
                .statusCode(401);
        given().header("X-API-Key", key.substring(0, key.length() - 1)).get(KNOWN).then().statusCode(401);
        given().header("X-API-Key", key).get(KNOWN).then().statusCode(404);
    }

    @Test
    void each_use_counts_once_and_many_are_written_together() {
        ValidatableResponse made = add(Map.of("name", "Busy")).statusCode(201);
        String key = made.extract().path("key");
        String id = made.extract().path("id");
        long sessions = writes();

        for (int i = 0; i < 20; i++) {
            given().header("X-API-Key", key).get(KNOWN).then().statusCode(404);
        }
        given().header("X-API-Key", key).get("/q/health/live").then().statusCode(200);

        await().untilAsserted(() -> Api.admin().get(KEYS + "/" + id + "/usage").then().statusCode(200).body("usage_count",
                is(20), "last_used_ip", is("127.0.0.1"), "name", is("Busy"), "rate_limit_per_minute", is(100)));
        assertThat(Database.value("select last_used_at from api_key")).isNotNull();
        assertThat(writes() - sessions).isLessThan(20);
    }

    @Test
    void uses_that_cannot_be_written_wait_for_better_times() {
        ValidatableResponse made = add(Map.of("name", "Patient")).statusCode(201);
        String key = made.extract().path("key");
        double failures = registry.counter("access.key.uses.failures").count();
        Database.run("""
                create function refuse() returns trigger language plpgsql as 'begin raise exception ''no''; end';
                create trigger refuse before update on api_key for each row execute function refuse()""");
        try {
            given().header("X-API-Key", key).get(KNOWN).then().statusCode(404);
            await().until(() -> registry.counter("access.key.uses.failures").count() > failures);
        } finally {
            Database.run("drop trigger refuse on api_key; drop function refuse");
        }

        await().until(() -> Database.count("select usage_count from api_key") == 1);
    }

    @Test
    void knows_no_other() {
        for (String path : List.of("", "/usage")) {
            Api.admin().get(KEYS + "/" + UUID.randomUUID() + path).then().statusCode(404);
        }
        Api.admin().delete(KEYS + "/" + UUID.randomUUID()).then().statusCode(404);
        Api.admin().get(KEYS + "/not-an-id").then().statusCode(422);
    }

    @Test
    void is_for_administrators_in_person() {
        Api.user().get(KEYS).then().statusCode(403);
        Api.key("admin").get(KEYS).then().statusCode(403);
        Api.admin().get(KEYS).then().statusCode(200);
    }

    private long writes() {
        return registry.find("session").tag("name", "access.key-uses").timers().stream().mapToLong(Timer::count).sum();
    }

    private static ValidatableResponse add(Map<String, Object> key) {
        return Api.admin().contentType(ContentType.JSON).body(key).post(KEYS).then();
    }
}
