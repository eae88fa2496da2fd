package io.vigil.summary.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
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

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.vigil.ai.Provider;
import io.vigil.ai.VisionStub;
import io.vigil.ai.VisionStub.Behaviour;
import io.vigil.session.internal.LiveFrames;
import io.vigil.summary.Happenings;
import io.vigil.summary.Models;
import io.vigil.summary.Today;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.MovableClock;

/** Summaries that are ordered, listed and read. */
@QuarkusTest
class SummaryOverHttpTest {

    private static final String PATH = "/api/v1/summaries";
    private static final String GOOD = "A courier rang in the morning and left a parcel; otherwise it was a quiet day.";
    private static final String RANGE = """
            {"start_time": "2026-11-24T00:00:00Z", "end_time": "2026-11-25T00:00:00Z", "camera_ids": []}""";
    private static VisionStub stub;

    @Inject
    Models models;

    @Inject
    Today today;

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
        today.is("2026-11-26T12:00:00Z");
    }

    @AfterEach
    void noModel() {
        models.none();
    }

    @Test
    void an_ordered_summary_is_written_and_kept() {
        UUID door = Happenings.three();

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
        UUID door = Happenings.three();
        today.is("2026-11-24T11:00:00Z");

        generate("{\"hours_back\": 2, \"camera_ids\": [\"" + door.toString().toUpperCase(Locale.ROOT) + "\"]}").statusCode(201)
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
            {"start_time": "2026-11-25T00:00:00.0001Z", "end_time": "2026-11-25T00:00:00.0009Z"}            | 400
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
        Happenings.three();
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
    void figures_take_the_place_of_none_that_count_more() {
        Happenings.three();
        models.none();
        String id = generate(RANGE).statusCode(201).body("event_count", equalTo(3)).extract().path("id");
        Database.run("delete from event where kind = 'ring'");

        generate(RANGE).statusCode(201).body("event_count", equalTo(2)).body("id", not(equalTo(id)));

        Api.user().get(PATH + "/" + id).then().statusCode(200).body("event_count", equalTo(3));
    }

    @Test
    void an_order_replaces_no_text_but_an_ordered_one() {
        Happenings.three();
        models.none();
        String seen = Api.user().get(PATH + "/daily?date=2026-11-24").then().statusCode(200).extract().path("id");

        generate(RANGE).statusCode(201).body("id", not(equalTo(seen)));

        assertThat(Database.column("select coalesce(digest_type, 'seen') from summary order by id"))
                .containsExactly("seen", "on_demand");
    }

    @Test
    void what_is_written_for_somebody_who_hung_up_is_kept() throws IOException {
        Happenings.three();
        stub.otherwise(Behaviour.says(GOOD).after(Duration.ofSeconds(1)));
        String token = Api.adminToken();
        try (Socket socket = new Socket("localhost", RestAssured.port)) {
            socket.getOutputStream().write(("POST " + PATH + "/generate HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                    + token + "\r\nContent-Type: application/json\r\nContent-Length: " + RANGE.length() + "\r\n\r\n" + RANGE)
                    .getBytes(StandardCharsets.US_ASCII));
            await().until(() -> stub.inFlight() == 1);
        }

        await().until(() -> Database.count("select count(*) from summary") == 1);

        assertThat(Database.value("select summary_text from summary")).isEqualTo(GOOD);
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
    void no_session_is_open_while_the_model_thinks() {
        Happenings.three();
        stub.otherwise(Behaviour.says(GOOD).after(Duration.ofSeconds(1)));
        Api.admin();

        CompletableFuture<ValidatableResponse> answer = CompletableFuture.supplyAsync(() -> generate(RANGE));
        await().until(() -> stub.inFlight() == 1 && live.describe().isEmpty());

        assertThat(answer).isNotDone();
        answer.join().statusCode(201).body("summary_text", equalTo(GOOD));
    }

    private static RequestSpecification json() {
        return Api.user().contentType(ContentType.JSON);
    }

    private static ValidatableResponse generate(String body) {
        return json().body(body).post(PATH + "/generate").then();
    }

    private static ValidatableResponse giveFeedback(String id, String body) {
        return json().body(body).post(PATH + "/" + id + "/feedback").then();
    }
}
