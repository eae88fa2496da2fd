package io.vigil.summary.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.vigil.ai.Provider;
import io.vigil.ai.VisionStub;
import io.vigil.ai.VisionStub.Behaviour;
import io.vigil.settings.Settings;
import io.vigil.summary.Happenings;
import io.vigil.summary.Models;
import io.vigil.summary.Today;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.MovableClock;
import io.vigil.testsupport.Sightings;

/** The summary of a day, written when somebody looks at it. */
@QuarkusTest
class DailySummaryTest {

    private static final String PATH = "/api/v1/summaries";
    private static final String GOOD = "A courier rang in the morning and left a parcel; otherwise it was a quiet day.";
    private static final String OTHER = "Two visitors came in the morning, and somebody came home in the evening.";
    private static VisionStub stub;

    @Inject
    Models models;

    @Inject
    Settings settings;

    @Inject
    Today today;

    @BeforeAll
    static void startStub() {
        stub = VisionStub.start();
    }

    @AfterAll
    static void stopStub() {
        stub.close();
    }

    @BeforeEach
    void oneModel() {
        stub.reset();
        stub.otherwise(Behaviour.says(GOOD));
        models.only(stub, Provider.OPENAI);
        today.is("2026-11-26T12:00:00Z");
    }

    @AfterEach
    void noModel() {
        models.none();
    }

    @Test
    void the_summary_of_a_day_is_written_once() {
        Happenings.three();

        String id = daily("2026-11-24").statusCode(200).body("date", equalTo("2026-11-24")).body("cached", equalTo(false))
                .body("summary_text", equalTo(GOOD)).body("event_count", equalTo(3)).extract().path("id");
        daily("2026-11-24").body("cached", equalTo(true)).body("id", equalTo(id)).body("stats.total_events", equalTo(3));

        assertThat(stub.received()).hasSize(1);
    }

    @Test
    void the_summary_of_a_day_is_asked_for_again_while_no_model_wrote_it() {
        Happenings.three();
        stub.otherwise(Behaviour.broke(429));
        String id = daily("2026-11-24").statusCode(200).body("is_statistical", equalTo(true)).extract().path("id");
        daily("2026-11-24").body("is_statistical", equalTo(true)).body("id", equalTo(id)).body("cached", equalTo(true));
        stub.otherwise(Behaviour.says(GOOD));

        daily("2026-11-24").statusCode(200).body("cached", equalTo(false)).body("id", equalTo(id))
                .body("summary_text", equalTo(GOOD)).body("is_statistical", equalTo(false));
        daily("2026-11-24").body("cached", equalTo(true));
    }

    @Test
    void the_summary_of_a_day_that_goes_on_follows_what_happens() {
        UUID door = Happenings.three();
        today.is("2026-11-24T19:00:00Z");
        String id = daily("2026-11-24").body("cached", equalTo(false)).extract().path("id");
        stub.otherwise(Behaviour.says(OTHER));
        Happenings.seen(door, "2026-11-24T19:01:00Z", "animal", "A fox.");
        daily("2026-11-24").body("cached", equalTo(true)).body("event_count", equalTo(3));

        MovableClock.forward(Duration.ofMinutes(20));

        daily("2026-11-24").body("cached", equalTo(false)).body("event_count", equalTo(4)).body("id", equalTo(id))
                .body("summary_text", equalTo(OTHER));
        MovableClock.forward(Duration.ofMinutes(20));
        daily("2026-11-24").body("cached", equalTo(true));
    }

    @Test
    void a_day_is_one_of_the_household() {
        settings.change(Map.of("timezone", "Europe/Berlin"));
        UUID door = Sightings.camera("Front door");
        Happenings.seen(door, "2026-11-23T23:30:00Z", "person", "Early on that day.");

        daily("2026-11-24").body("event_count", equalTo(1)).body("period_start", equalTo("2026-11-23T23:00:00.000Z"));
        today.is("2026-11-26T23:30:00Z");
        daily("2026-11-27").statusCode(200);
        daily("2026-11-28").statusCode(400);
    }

    @ParameterizedTest
    @CsvSource({ "date=2026-11-27,400", "date=2026-02-30,400", "date=today,400", "date=0001-01-01,400", "date=,422",
            "x=y,422", "date=2026-11-24&camera_ids=door,422" })
    void a_day_that_is_none_is_refused(String query, int status) {
        Api.user().get(PATH + "/daily?" + query).then().statusCode(status).contentType("application/problem+json");
    }

    @Test
    void the_last_two_days_are_told_in_short() {
        UUID door = Happenings.three();
        today.is("2026-11-25T12:00:00Z");
        Api.user().get(PATH + "/recent").then().statusCode(200).body("summaries", empty());
        Happenings.seen(door, "2026-11-25T09:00:00Z", "vehicle", "A van.");
        generate("{\"start_time\": \"2026-11-25T00:00:00Z\", \"end_time\": \"2026-11-25T11:00:00Z\"}").statusCode(201);
        Api.user().get(PATH + "/recent").then().body("summaries", empty());

        String yesterday = daily("2026-11-24").extract().path("id");
        String today = daily("2026-11-25").extract().path("id");

        Api.key("read:events").get(PATH + "/recent").then().statusCode(200).body("summaries", hasSize(2))
                .body("summaries.id", contains(today, yesterday)).body("summaries.date", contains("2026-11-25", "2026-11-24"))
                .body("summaries.vehicle_count", contains(1, 0)).body("summaries.person_count", contains(0, 2))
                .body("summaries.doorbell_count", contains(0, 1));
    }

    private static RequestSpecification json() {
        return Api.user().contentType(ContentType.JSON);
    }

    private static ValidatableResponse generate(String body) {
        return json().body(body).post(PATH + "/generate").then();
    }

    private static ValidatableResponse daily(String date) {
        return Api.user().get(PATH + "/daily?date=" + date).then();
    }
}
