package io.vigil.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import io.vigil.ai.VisionStub;
import io.vigil.ai.VisionStub.Behaviour;
import io.vigil.ai.spending.Purse;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.Samples;
import io.vigil.testsupport.Sightings;

/** Jobs that have many events described again. */
@QuarkusTest
class ReprocessingServiceTest {

    private static final String PATH = "/api/v1/events/reprocess";
    /** Long ago, so that nothing looks at them by itself. */
    private static final String LONG_AGO = "timestamptz '2026-01-10T12:00:00Z'";

    @Inject
    ReprocessingService reprocessing;

    @Inject
    EventProcessor processor;

    @Inject
    HeardNotices heard;

    @Inject
    Purse purse;

    private VisionStub model;
    private UUID camera;
    private UUID event;

    @BeforeEach
    void an_event() {
        model = VisionStub.start();
        Api.admin().contentType("application/json").body(Map.of("ai_base_url_openai", model.url(), "ai_model_openai", "stub-1"))
                .put("/api/v1/system/settings").then().statusCode(200);
        camera = Sightings.camera("Gate");
        event = UUID.fromString(Sightings.send(camera, "1", "person", "worker-hivis.jpg").extract().path("id"));
        await().until(() -> count("state = 'described'") == 1 && processor.inFlight() == 0);
        model.otherwise(Behaviour.says("A new text."));
        heard.forget();
    }

    @AfterEach
    void nothing_in_flight() {
        model.close();
        Database.run("update event set due_at = null");
        await().until(() -> processor.inFlight() == 0);
    }

    @Test
    void describes_what_was_not_described_and_nothing_else() {
        ManyEvents.copy(event, 40, "metadata_only", LONG_AGO);
        ManyEvents.copy(event, 5, "described", LONG_AGO);
        estimate(Map.of()).body("estimated_events", equalTo(40)).body("filters.only_undescribed", equalTo(true));

        start(Map.of()).statusCode(202).body("status", equalTo("running")).body("total_events", equalTo(40))
                .body("processed", equalTo(0)).body("percent_complete", equalTo(0f));
        JsonPath job = finished("completed");

        assertThat(job.getInt("processed")).isEqualTo(40);
        assertThat(job.getInt("described")).isEqualTo(40);
        assertThat(job.getInt("errors")).isZero();
        assertThat(job.getFloat("percent_complete")).isEqualTo(100);
        assertThat(job.getFloat("events_per_minute")).isPositive();
        assertThat(count("description = 'A new text.' and reanalysis_count = 1")).isEqualTo(40);
        assertThat(count("description = 'An old text' and reanalysis_count = 0")).isEqualTo(5);
        // The first look of the one that was sent, and one of each.
        assertThat(model.received()).hasSize(41);
        assertThat(heard.settled).isEmpty();
        assertThat(count("look_job is not null or look_asked_at is not null")).isZero();
    }

    @Test
    void looks_only_where_and_when_it_is_told_and_never_at_the_words_of_a_client() {
        ManyEvents.copy(event, 10, "described", LONG_AGO);
        ManyEvents.copy(event, 10, "metadata_only", "timestamptz '2026-02-01T00:00:00Z'");
        Database.run("update event set description_source = 'client' where id in (select id from event where source = 'copy' "
                + "and state = 'described' order by occurred_at limit 3)");
        Map<String, Object> filters = Map.of("start_date", "2026-01-10T11:00:00Z", "end_date", "2026-01-10T11:58:00Z",
                "camera_id", camera, "only_undescribed", false);
        estimate(filters).body("estimated_events", equalTo(6));
        estimate(Map.of("camera_id", UUID.randomUUID(), "only_undescribed", false)).body("estimated_events", equalTo(0));

        start(filters).statusCode(202).body("filters.start_date", equalTo("2026-01-10T11:00:00.000Z"));

        assertThat(finished("completed").getInt("described")).isEqualTo(6);
        assertThat(count("description = 'A new text.'")).isEqualTo(6);
    }

    @Test
    void the_queue_holds_a_bounded_part_and_new_events_go_before_it() {
        model.otherwise(Behaviour.hangs());
        ManyEvents.copy(event, 500, "metadata_only", LONG_AGO);
        start(Map.of()).statusCode(202);
        reprocessing.tick();
        reprocessing.tick();

        assertThat(count("due_at is not null")).isEqualTo(200);
        assertThat(count("look_job is not null and priority < 0")).isEqualTo(200);
        assertThat(count("state = 'metadata_only'")).isEqualTo(300);
        cancel().statusCode(200);
    }

    @Test
    void one_at_a_time_and_cancelling_leaves_the_rest_as_it_was() {
        model.otherwise(Behaviour.hangs());
        ManyEvents.copy(event, 150, "failed", LONG_AGO);
        start(Map.of()).statusCode(202);
        start(Map.of()).statusCode(409);
        reprocessing.tick();
        await().until(() -> model.inFlight() == 100);

        cancel().statusCode(200).body("status", equalTo("cancelled")).body("completed_at", greaterThan(""));

        cancel().statusCode(404);
        assertThat(count("state = 'failed' and due_at is null and look_asked_at is null")).isEqualTo(50);
        assertThat(count("look_job is not null")).isZero();
        reprocessing.tick();
        assertThat(count("state = 'failed'")).isEqualTo(50);
        Api.user().get(PATH).then().statusCode(200).body("status", equalTo("cancelled"));
    }

    @Test
    void a_job_whose_process_died_goes_on_where_it_was() {
        model.otherwise(Behaviour.says("A new text.").after(Duration.ofMillis(500)));
        ManyEvents.copy(event, 60, "metadata_only", LONG_AGO);
        start(Map.of()).statusCode(202);
        // As a replica leaves it that was killed: some events under a lease that nobody holds, others waiting.
        reprocessing.tick();
        Database.run("""
                update event set state = 'processing', lease = gen_random_uuid(), due_at = now() + interval '1 second'
                where id in (select id from event where look_job is not null and due_at is not null limit 20)""");

        JsonPath job = finished("completed");

        assertThat(job.getInt("processed")).isEqualTo(60);
        assertThat(count("source = 'copy' and state = 'described' and reanalysis_count = 1")).isEqualTo(60);
    }

    @Test
    void replicas_side_by_side_look_at_each_event_once() {
        ManyEvents.copy(event, 300, "metadata_only", LONG_AGO);
        start(Map.of()).statusCode(202);

        await().atMost(Duration.ofSeconds(60)).until(() -> {
            CompletableFuture
                    .allOf(CompletableFuture.runAsync(reprocessing::tick), CompletableFuture.runAsync(reprocessing::tick),
                            CompletableFuture.runAsync(reprocessing::tick))
                    .join();
            return status().equals("completed");
        });

        assertThat(count("reanalysis_count = 1")).isEqualTo(300);
        assertThat(model.received()).hasSize(301);
        assertThat(Api.user().get(PATH).jsonPath().getInt("processed")).isEqualTo(300);
    }

    @Test
    void what_fails_is_counted_and_a_described_event_keeps_its_text() {
        ManyEvents.copy(event, 6, "described", LONG_AGO);
        model.otherwise(Behaviour.fails(400, "invalid_image"));
        start(Map.of("only_undescribed", false, "end_date", "2026-01-10T12:00:00Z")).statusCode(202);

        JsonPath job = finished("completed");

        assertThat(job.getInt("processed")).isEqualTo(6);
        assertThat(job.getInt("errors")).isEqualTo(6);
        assertThat(count("source = 'copy' and state = 'described' and description = 'An old text'"
                + " and last_error like '%invalid_image%'")).isEqualTo(6);
    }

    @Test
    void without_money_a_job_ends_if_nothing_is_left_of_it_and_waits_otherwise() {
        ManyEvents.copy(event, 3, "metadata_only", LONG_AGO);
        start(Map.of()).statusCode(202);
        reprocessing.tick();
        await().until(() -> count("reanalysis_count = 1") == 3 && processor.inFlight() == 0);
        purse.caps("0.10", null);
        purse.spend("0.10");

        reprocessing.tick();

        Api.user().get(PATH).then().body("status", equalTo("completed")).body("described", equalTo(3));
        ManyEvents.copy(event, 2, "metadata_only", LONG_AGO);
        start(Map.of()).statusCode(202);
        reprocessing.tick();
        Api.user().get(PATH).then().body("status", equalTo("running")).body("processed", equalTo(0));
    }

    @Test
    void a_clip_without_a_picture_is_looked_at_too() {
        String clip = Sightings.sendClip(camera, "2", Samples.clip("worker-walk.mp4")).extract().path("id");
        ManyEvents.copy(UUID.fromString(clip), 2, "metadata_only", LONG_AGO);
        Database.run("update event set snapshot = null where source = 'copy'");

        start(Map.of()).statusCode(202).body("total_events", equalTo(2));

        assertThat(finished("completed").getInt("described")).isEqualTo(2);
    }

    @Test
    void a_job_ends_with_the_reason_when_there_is_nobody_left_to_ask() {
        model.otherwise(Behaviour.hangs());
        ManyEvents.copy(event, 150, "metadata_only", LONG_AGO);
        start(Map.of()).statusCode(202);
        Map<String, Object> none = new HashMap<>();
        none.put("ai_base_url_openai", null);
        Api.admin().contentType("application/json").body(none).put("/api/v1/system/settings").then().statusCode(200);

        reprocessing.tick();

        Api.user().get(PATH).then().body("status", equalTo("failed")).body("error_message", containsString("provider"));
        start(Map.of()).statusCode(503);
    }

    @Test
    void before_the_first_there_is_none_and_a_range_has_a_beginning_and_an_end() {
        assertThat(Api.user().get(PATH).then().statusCode(200).contentType("application/json").extract().asString())
                .isEqualTo("null");
        start(Map.of("start_date", "2026-02-01", "end_date", "2026-01-01")).statusCode(400);
        start(Map.of("camera_id", "x")).statusCode(422);
        Api.user().contentType("application/json").body("{}").post(PATH).then().statusCode(403);
        Api.user().delete(PATH).then().statusCode(403);
        // The web client sends no body where it has nothing to say.
        Api.admin().contentType("application/json").post(PATH).then().statusCode(202);
    }

    @Test
    void matching_people_again_is_what_the_contract_says_without_recognition() {
        String path = "/api/v1/events/reprocess-entities";
        Api.admin().contentType("application/json").body("{}").post(path).then().statusCode(409)
                .body("detail", containsString("recognise"));
        assertThat(Api.user().get(path).then().statusCode(200).extract().asString()).isEqualTo("null");
        Api.admin().delete(path).then().statusCode(404);
        Api.user().contentType("application/json").body(Map.of("camera_id", camera)).post(path + "/estimate").then()
                .statusCode(200).body("estimated_events", equalTo(0)).body("filters.only_unmatched", equalTo(true))
                .body("filters.camera_id", equalTo(camera.toString()));
    }

    private static ValidatableResponse start(Map<String, ?> filters) {
        return Api.admin().contentType("application/json").body(filters).post(PATH).then();
    }

    private static ValidatableResponse cancel() {
        return Api.admin().contentType("application/json").delete(PATH).then();
    }

    private static ValidatableResponse estimate(Map<String, ?> filters) {
        return Api.user().contentType("application/json").body(filters).post(PATH + "/estimate").then().statusCode(200);
    }

    private JsonPath finished(String status) {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            reprocessing.tick();
            processor.tick();
            assertThat(status()).as(ReprocessingServiceTest::queue).isEqualTo(status);
        });
        return Api.user().get(PATH).jsonPath();
    }

    private static String status() {
        return Database.value("select status from reprocessing_job");
    }

    /** What the job still waits for. */
    private static String queue() {
        return Database.value("""
                select string_agg(concat_ws(' ', state, attempts, due_at - now(), last_error), '; ') from event
                where look_job is not null""");
    }

    private static long count(String condition) {
        return Database.count("select count(*) from event where " + condition);
    }
}
