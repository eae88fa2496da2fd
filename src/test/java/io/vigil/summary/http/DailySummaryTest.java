package io.vigil.summary.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

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
import io.vigil.summary.Digests;
import io.vigil.summary.Happenings;
import io.vigil.summary.Models;
import io.vigil.summary.Today;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;
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

    @Inject
    Digests digests;

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
        int asked = stub.received().size();
        stub.otherwise(Behaviour.says(GOOD));
        daily("2026-11-24").body("is_statistical", equalTo(true)).body("id", equalTo(id)).body("cached", equalTo(true));
        assertThat(stub.received()).hasSize(asked);
        MovableClock.forward(Duration.ofMinutes(16));

        daily("2026-11-24").statusCode(200).body("cached", equalTo(false)).body("id", equalTo(id))
                .body("summary_text", equalTo(GOOD)).body("is_statistical", equalTo(false));
        daily("2026-11-24").body("cached", equalTo(true));
    }

    @Test
    void the_summary_of_a_day_is_written_as_soon_as_there_is_a_model() {
        Happenings.three();
        models.none();
        String id = daily("2026-11-24").body("is_statistical", equalTo(true)).extract().path("id");
        daily("2026-11-24").body("is_statistical", equalTo(true)).body("id", equalTo(id)).body("cached", equalTo(true));

        models.only(stub, Provider.OPENAI);

        daily("2026-11-24").body("cached", equalTo(false)).body("id", equalTo(id)).body("summary_text", equalTo(GOOD));
    }

    @Test
    void all_who_look_at_a_day_at_once_get_one_text() {
        Happenings.three();
        stub.otherwise(Behaviour.says(GOOD).after(Duration.ofSeconds(1)));
        Api.user();
        ExecutorService threads = Executors.newFixedThreadPool(4);

        List<CompletableFuture<String>> all = IntStream.range(0, 4).mapToObj(i -> CompletableFuture.supplyAsync(
                () -> daily("2026-11-24").statusCode(200).extract().<String> path("id"), threads)).toList();
        List<String> ids = all.stream().map(CompletableFuture::join).distinct().toList();
        threads.shutdown();

        assertThat(Database.column("select id from summary")).isEqualTo(ids).hasSize(1);
        assertThat(stub.received()).hasSize(1);
    }

    @Test
    void the_text_of_another_process_is_shown_if_it_was_first() {
        Happenings.three();
        stub.otherwise(Behaviour.says(GOOD).after(Duration.ofSeconds(1)));
        Api.user();
        CompletableFuture<ValidatableResponse> answer = CompletableFuture.supplyAsync(() -> daily("2026-11-24"));
        await().until(() -> stub.inFlight() == 1);
        Database.run("""
                insert into summary (id, summary_text, period_start, period_end, zone, cameras, event_count, by_type, by_camera,
                    alert_count, ring_count, provider_used, statistical, ai_cost, basis, generated_at)
                values (gen_random_uuid(), '%s', '2026-11-24T00:00:00Z', '2026-11-25T00:00:00Z', 'UTC', '', 3, '{}', '{}', 0, 1,
                    'openai', false, 0, '{}', '2026-11-26T12:00:00Z')""".formatted(OTHER));

        answer.join().statusCode(200).body("summary_text", equalTo(OTHER)).body("cached", equalTo(true));

        assertThat(Database.count("select count(*) from summary")).isEqualTo(1);
    }

    @Test
    void the_digest_of_a_day_is_shown_as_it_is() {
        Happenings.three();
        stub.otherwise(Behaviour.broke(429));
        String id = Api.admin().contentType(ContentType.JSON).body("{\"date\": \"2026-11-24\"}").post("/api/v1/digests/trigger")
                .then().statusCode(200).extract().path("digest.id");
        stub.otherwise(Behaviour.says(GOOD));
        MovableClock.forward(Duration.ofMinutes(20));

        daily("2026-11-24").statusCode(200).body("cached", equalTo(true)).body("id", equalTo(id))
                .body("is_statistical", equalTo(true));

        digests.awaitDone();
    }

    @Test
    void a_day_that_a_zone_left_out_is_refused() {
        settings.change(Map.of("timezone", "Pacific/Apia"));

        daily("2011-12-30").statusCode(400).contentType("application/problem+json").body("code", equalTo("bad_date"));
        daily("2011-12-31").statusCode(200);
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
