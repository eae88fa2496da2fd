package io.vigil.system.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Map;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.MovableClock;

@QuarkusTest
class RetentionResourceTest {

    private static final String PATH = "/api/v1/system/retention";

    @Inject
    Clock clock;

    @Inject
    RetentionJob job;

    @Test
    void keeps_thirty_days_and_tells_the_next_night_of_the_household() {
        Api.admin().contentType("application/json").body(Map.of("timezone", "America/New_York"))
                .put("/api/v1/system/settings").then().statusCode(200);

        String next = Api.user().get(PATH).then().statusCode(200).body("retention_days", equalTo(30))
                .body("forever", equalTo(false)).extract().path("next_cleanup");

        ZonedDateTime night = Instant.parse(next).atZone(ZoneId.of("America/New_York"));
        assertThat(night.toLocalTime()).isBetween(LocalTime.of(2, 0), LocalTime.of(3, 0));
        assertThat(Duration.between(clock.instant(), night.toInstant())).isBetween(Duration.ZERO, Duration.ofHours(25));
    }

    @Test
    void tells_the_night_after_a_run() {
        job.tick();
        MovableClock.forward(Duration.ofDays(1));
        job.tick();

        String next = Api.user().get(PATH).path("next_cleanup");

        assertThat(Instant.parse(next)).isAfter(clock.instant());
    }

    @Test
    void is_one_value_with_the_setting() {
        put("{\"retention_days\": 90}").statusCode(200).body("retention_days", equalTo(90));

        Api.user().get("/api/v1/system/settings").then().body("retention_days", equalTo(90));
    }

    @ParameterizedTest
    @ValueSource(ints = { -1, 0 })
    void is_for_ever(int days) {
        put("{\"retention_days\": " + days + "}").statusCode(200).body("forever", equalTo(true))
                .body("next_cleanup", nullValue()).body("retention_days", equalTo(days));
    }

    @Test
    void has_no_next_night_where_nothing_goes_by_itself() {
        Api.admin().contentType("application/json").body(Map.of("auto_cleanup", false)).put("/api/v1/system/settings").then()
                .statusCode(200);

        Api.user().get(PATH).then().body("next_cleanup", nullValue()).body("forever", equalTo(false));
    }

    @ParameterizedTest
    @ValueSource(strings = { "{\"retention_days\": 31}", "{\"retention_days\": \"30\"}", "{\"retention_days\": 30.5}",
            "{\"retention_days\": null}", "{}", "{\"retention_days\": [7]}", "[]", "7" })
    void refuses_any_other_number_of_days(String body) {
        put(body).statusCode(422);

        Api.user().get(PATH).then().body("retention_days", equalTo(30));
    }

    @Test
    void only_administrators_change_it() {
        Api.user().contentType("application/json").body("{\"retention_days\": 90}").put(PATH).then().statusCode(403);
    }

    private static ValidatableResponse put(String body) {
        return Api.admin().contentType("application/json").body(body).put(PATH).then();
    }
}
