package io.vigil.summary.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.vigil.ai.Provider;
import io.vigil.ai.VisionStub;
import io.vigil.ai.VisionStub.Behaviour;
import io.vigil.session.internal.LiveFrames;
import io.vigil.settings.Settings;
import io.vigil.summary.Happenings;
import io.vigil.summary.Models;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.MovableClock;
import io.vigil.testsupport.Sightings;

@QuarkusTest
class SummaryOverHttpTest {

    private static final String PATH = "/api/v1/summaries";
    private static final String GOOD = "A courier rang in the morning and left a parcel; otherwise it was a quiet day.";
    private static final String OTHER = "Two visitors came in the morning, and somebody came home in the evening.";
    private static final String RANGE = """
            {"start_time": "2026-11-24T00:00:00Z", "end_time": "2026-11-25T00:00:00Z", "camera_ids": []}""";
    private static VisionStub stub;

    @Inject
    Models models;

    @Inject
    Settings settings;

    @Inject
    Clock clock;

    @Inject
    LiveFrames live;

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
        itIs("2026-11-26T12:00:00Z");
    }

    @AfterEach
    void noModel() {
        models.none();
    }

    @Test
    void an_ordered_summary_is_written_and_kept() {
        UUID door = someEvents();

        String id = generate(RANGE).statusCode(201)
                .body("summary_text", equalTo(GOOD)).body("period_start", equalTo("2026-11-24T00:00:00.000Z"))
                .body("period_end", equalTo("2026-11-25T00:00:00.000Z")).body("event_count", equalTo(3))
                .body("provider_used", equalTo("openai")).body("ai_cost", equalTo(0.0f)).body("is_statistical", equalTo(false))
                .body("stats.total_events", equalTo(3)).body("stats.by_type", equalTo(Map.of("person", 2, "ring", 1)))
                .body("stats.by_camera", equalTo(Map.of("Front door", 3))).body("stats.alerts_triggered", equalTo(0))
                .body("stats.doorbell_rings", equalTo(1)).body("camera_count", equalTo(1)).body("alert_count", equalTo(0))
                .body("doorbell_count", equalTo(1)).body("person_count", equalTo(2)).body("vehicle_count", equalTo(0))
                .extract().path("id");

        Api.key("read:events").get(PATH + "/" + id).then().statusCode(200).body("summary_text", equalTo(GOOD))
                .body("stats.total_events", equalTo(3));
        Api.user().get(PATH).then().statusCode(200).body("total", equalTo(1)).body("summaries.id", contains(id))
                .body("summaries[0].stats", nullValue());
        assertThat(Database.value("select digest_type || ' ' || zone || ' ' || jsonb_array_length(basis -> 'events') || ' '"
                + " || (basis ->> 'model') from summary")).isEqualTo("on_demand UTC 3 gpt-4o-mini");
        assertThat(door).isNotNull();
    }

    @Test
    void of_the_last_hours_and_of_some_cameras() {
        UUID door = someEvents();
        itIs("2026-11-24T11:00:00Z");

        generate("{\"hours_back\": 2, \"camera_ids\": [\"" + door.toString().toUpperCase() + "\"]}").statusCode(201)
                .body("event_count", equalTo(2));
        generate("{\"hours_back\": 2, \"camera_ids\": [\"" + UUID.randomUUID() + "\"]}").statusCode(201)
                .body("event_count", equalTo(0)).body("summary_text", startsWith("Nothing was recorded from "))
                .body("provider_used", nullValue()).body("is_statistical", equalTo(false));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                                                                              | 422
            {"hours_back": 0}                                                                               | 422
            {"hours_back": 169}                                                                             | 422
            {"hours_back": 5, "end_time": "2026-11-25T00:00:00Z"}                                           | 422
            {"start_time": "2026-11-25T00:00:00Z"}                                                          | 422
            {"start_time": "yesterday", "end_time": "2026-11-25T00:00:00Z"}                                 | 422
            {"hours_back": 5, "camera_ids": ["door"]}                                                       | 422
            {"start_time": "2026-11-25T00:00:00Z", "end_time": "2026-11-25T00:00:00Z"}                      | 400
            {"start_time": "2026-11-26T00:00:00Z", "end_time": "2026-11-27T12:00:01Z"}                      | 400
            {"start_time": "2026-08-01T00:00:00Z", "end_time": "2026-11-25T00:00:00Z"}                      | 400
            {"start_time": "-999999999-01-01T00:00:00Z", "end_time": "-999999999-01-02T00:00:00Z"}          | 400
            """)
    void a_range_that_is_none_is_refused(String body, int status) {
        generate(body).statusCode(status).contentType("application/problem+json");
        assertThat(Database.count("select count(*) from summary")).isZero();
    }

    @Test
    void figures_are_replaced_when_the_same_is_ordered_again() {
        someEvents();
        stub.otherwise(Behaviour.hangs());
        String id = generate(RANGE).statusCode(201).body("is_statistical", equalTo(true))
                .body("reason", equalTo("No answer within the deadline")).body("provider_used", nullValue())
                .body("summary_text", startsWith("There were 3 events on Tuesday")).extract().path("id");
        giveFeedback(id, "{\"rating\": \"negative\"}").statusCode(201);
        stub.otherwise(Behaviour.says(GOOD));

        generate(RANGE).statusCode(201).body("id", equalTo(id)).body("summary_text", equalTo(GOOD))
                .body("is_statistical", equalTo(false)).body("reason", nullValue());
        generate(RANGE).statusCode(201).body("id", not(equalTo(id)));

        Api.user().get(PATH + "/" + id + "/feedback").then().statusCode(404);
    }

    @Test
    void the_summary_of_a_day_is_written_once() {
        someEvents();

        String id = daily("2026-11-24").statusCode(200).body("date", equalTo("2026-11-24")).body("cached", equalTo(false))
                .body("summary_text", equalTo(GOOD)).body("event_count", equalTo(3)).extract().path("id");
        daily("2026-11-24").body("cached", equalTo(true)).body("id", equalTo(id)).body("stats.total_events", equalTo(3));

        assertThat(stub.received()).hasSize(1);
    }

    @Test
    void the_summary_of_a_day_is_asked_for_again_while_no_model_wrote_it() {
        someEvents();
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
        UUID door = someEvents();
        itIs("2026-11-24T19:00:00Z");
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
        itIs("2026-11-26T23:30:00Z");
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
        UUID door = someEvents();
        itIs("2026-11-25T12:00:00Z");
        Api.user().get(PATH + "/recent").then().statusCode(200).body("summaries", empty());
        Happenings.seen(door, "2026-11-25T09:00:00Z", "vehicle", "A van.");
        generate(RANGE).statusCode(201);
        Api.user().get(PATH + "/recent").then().body("summaries", empty());

        String yesterday = daily("2026-11-24").extract().path("id");
        String today = daily("2026-11-25").extract().path("id");

        Api.key("read:events").get(PATH + "/recent").then().statusCode(200).body("summaries", hasSize(2))
                .body("summaries.id", contains(today, yesterday)).body("summaries.date", contains("2026-11-25", "2026-11-24"))
                .body("summaries.vehicle_count", contains(1, 0)).body("summaries.person_count", contains(0, 2))
                .body("summaries.doorbell_count", contains(0, 1));
    }

    @Test
    void the_list_has_pages() {
        for (int hours = 1; hours <= 3; hours++) {
            generate("{\"hours_back\": " + hours + "}").statusCode(201);
            MovableClock.forward(Duration.ofSeconds(1));
        }
        List<String> all = Api.user().get(PATH).then().body("total", equalTo(3)).extract().path("summaries.id");

        Api.user().get(PATH + "?limit=1&offset=1").then().body("total", equalTo(3))
                .body("summaries.id", contains(all.get(1)));
        for (String bad : List.of("limit=0", "limit=101", "offset=-1", "limit=x")) {
            Api.user().get(PATH + "?" + bad).then().statusCode(422);
        }
    }

    @Test
    void what_is_not_there_is_not_found() {
        Api.user().get(PATH + "/" + UUID.randomUUID()).then().statusCode(404);
        Api.user().get(PATH + "/some").then().statusCode(422);
        giveFeedback(UUID.randomUUID().toString(), "{\"rating\": \"positive\"}").statusCode(404);
    }

    @Test
    void there_is_one_feedback_that_may_change_and_go() {
        String id = generate("{\"hours_back\": 1}").extract().path("id");
        String feedback = PATH + "/" + id + "/feedback";
        Api.user().get(feedback).then().statusCode(404);

        giveFeedback(id, "{\"rating\": \"negative\", \"correction_text\": \"It was the neighbour\"}").statusCode(201)
                .body("summary_id", equalTo(id)).body("rating", equalTo("negative"))
                .body("correction_text", equalTo("It was the neighbour")).body("updated_at", nullValue());
        giveFeedback(id, "{\"rating\": \"positive\"}").statusCode(409);

        json().body("{\"rating\": \"positive\"}").put(feedback).then().statusCode(200).body("rating", equalTo("positive"))
                .body("correction_text", equalTo("It was the neighbour")).body("updated_at", not(nullValue()));
        json().body("{\"correction_text\": \"\"}").put(feedback).then().statusCode(200).body("correction_text", nullValue());
        Api.key("read:events").get(feedback).then().statusCode(200).body("rating", equalTo("positive"));
        Api.user().delete(feedback).then().statusCode(204);
        Api.user().delete(feedback).then().statusCode(404);
        json().body("{}").put(feedback).then().statusCode(404);
    }

    @ParameterizedTest
    @ValueSource(strings = { "{}", "{\"rating\": \"so so\"}", "{\"rating\": \"positive\", \"correction_text\": \"\\u0000\"}",
            "{\"rating\"", "[]" })
    void feedback_that_does_not_fit_is_refused(String body) {
        String id = generate("{\"hours_back\": 1}").extract().path("id");

        giveFeedback(id, body).statusCode(422);
        giveFeedback(id, "{\"rating\": \"positive\", \"correction_text\": \"" + "x".repeat(501) + "\"}").statusCode(422);
    }

    @Test
    void no_session_is_open_while_the_model_thinks() {
        someEvents();
        stub.otherwise(Behaviour.says(GOOD).after(Duration.ofSeconds(1)));
        Api.admin();

        CompletableFuture<ValidatableResponse> answer = CompletableFuture.supplyAsync(() -> generate(RANGE));
        await().until(() -> stub.inFlight() == 1 && live.describe().isEmpty());

        assertThat(answer).isNotDone();
        answer.join().statusCode(201).body("summary_text", equalTo(GOOD));
    }

    private static UUID someEvents() {
        UUID door = Sightings.camera("Front door");
        Happenings.seen(door, "2026-11-24T09:05:00Z", "ring", "A courier waits.");
        Happenings.seen(door, "2026-11-24T10:00:00Z", "person", "A neighbour looks in.");
        Happenings.seen(door, "2026-11-24T18:00:00Z", "person", "Somebody comes home.");
        return door;
    }

    /** From now on the clock of the service says so; identities of the tests are made anew. */
    private void itIs(String time) {
        MovableClock.forward(Duration.between(clock.instant(), Instant.parse(time)));
        settings.forget();
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

    private static ValidatableResponse giveFeedback(String id, String body) {
        return json().body(body).post(PATH + "/" + id + "/feedback").then();
    }
}
