package io.vigil.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vigil.ai.VisionStub;
import io.vigil.ai.VisionStub.Behaviour;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.MovableClock;
import io.vigil.testsupport.Samples;
import io.vigil.testsupport.Sightings;

/** A second look at one event, for a person who waits. */
@QuarkusTest
class ReanalysisTest {

    @Inject
    EventProcessor processor;

    @Inject
    ReprocessingService reprocessing;

    @Inject
    HeardNotices heard;

    private VisionStub model;
    private UUID event;

    @BeforeEach
    void a_described_event() {
        heard.forget();
        model = VisionStub.start();
        model.otherwise(Behaviour.says("At first sight."));
        setModel(model.url());
        UUID camera = Sightings.camera("Gate");
        event = UUID.fromString(Sightings.send(camera, "1", "person", "worker-hivis.jpg").extract().path("id"));
        await().until(() -> state().equals("described"));
        await().until(() -> processor.inFlight() == 0);
    }

    @AfterEach
    void nothing_in_flight() {
        model.close();
        await().until(() -> processor.inFlight() == 0);
    }

    @Test
    void answers_the_event_with_its_new_text_and_tells_nobody_again() {
        model.otherwise(Behaviour.says("At second sight."));

        look("single_frame").statusCode(200).body("id", equalTo(event.toString()))
                .body("description", equalTo("At second sight.")).body("reanalysis_count", equalTo(1))
                .body("reanalyzed_at", notNullValue()).body("state", equalTo("described"));

        assertThat(model.received()).hasSize(2);
        assertThat(heard.settled).containsExactly(event);
        assertThat(Database.value("select attempts || ' ' || (due_at is null) || ' ' || (look_asked_at is null) from event"))
                .isEqualTo("1 true true");
    }

    @Test
    void the_old_text_stands_until_there_is_a_new_one() {
        model.otherwise(Behaviour.says("At second sight.").after(Duration.ofSeconds(1)));
        CompletableFuture<ValidatableResponse> answer = CompletableFuture.supplyAsync(() -> look("single_frame"));
        await().until(() -> model.inFlight() == 1);

        Api.user().get("/api/v1/events/" + event).then().body("description", equalTo("At first sight."))
                .body("reanalysis_count", equalTo(0));

        answer.join().statusCode(200).body("description", equalTo("At second sight."));
    }

    @Test
    void a_refusal_is_told_and_changes_nothing_but_the_reason() {
        model.otherwise(Behaviour.fails(400, "invalid_image"));

        look("single_frame").statusCode(502).body("detail", containsString("invalid_image"));

        assertThat(Database.value("select state || ' ' || description || ' ' || reanalysis_count from event"))
                .isEqualTo("described At first sight. 0");
    }

    @Test
    void a_failure_for_now_is_told_and_tried_again_by_itself() {
        model.next(Behaviour.fails(503, "overloaded"), Behaviour.fails(503, "overloaded"));
        model.otherwise(Behaviour.says("At second sight."));

        look("single_frame").statusCode(502);
        assertThat(Database.value("select state || ' ' || description from event")).isEqualTo("retry_later At first sight.");
        MovableClock.forward(Duration.ofMinutes(1));
        processor.tick();

        await().until(() -> state().equals("described"));
        assertThat(Database.value("select description || ' ' || reanalysis_count from event")).isEqualTo("At second sight. 1");
    }

    @Test
    void three_times_an_hour_and_again_an_hour_later() {
        for (int i = 0; i < 3; i++) {
            look("single_frame").statusCode(200);
        }

        String wait = look("single_frame").statusCode(429).extract().header("Retry-After");

        assertThat(Integer.parseInt(wait)).isBetween(3500, 3601);
        MovableClock.forward(Duration.ofMinutes(61));
        look("single_frame").statusCode(200).body("reanalysis_count", equalTo(4));
    }

    @Test
    void what_cannot_be_done_is_refused_and_not_counted() {
        look("multi_frame").statusCode(400).body("code", equalTo("mode_not_possible"));
        look("video_native").statusCode(400);
        look("by_ear").statusCode(422);
        Database.run("update event set source_type = 'protect'");
        look("multi_frame").statusCode(400).body("detail", containsString("clip"));
        Api.user().contentType("application/json").post(path(event)).then().statusCode(422);
        Api.user().contentType("application/json").body(Map.of("analysis_mode", "single_frame"))
                .post(path(UUID.randomUUID())).then().statusCode(404);
        Database.run("update event set snapshot = null");
        look("single_frame").statusCode(400).body("code", equalTo("no_picture"));

        assertThat(Database.count("select count(*) from event_reanalysis")).isZero();
        assertThat(model.received()).hasSize(1);
    }

    @Test
    void with_nobody_to_ask_it_is_unavailable() {
        Database.run("delete from setting");
        MovableClock.forward(Duration.ofSeconds(3));

        look("single_frame").statusCode(503);

        assertThat(state()).isEqualTo("described");
    }

    @Test
    void with_nobody_left_to_ask_the_old_text_is_no_answer() {
        model.otherwise(Behaviour.hangs());
        CompletableFuture<ValidatableResponse> answer = CompletableFuture.supplyAsync(() -> look("single_frame"));
        await().until(() -> model.inFlight() == 1);
        // As the pipeline leaves it where the last provider was removed between the request and the look.
        Database.run("""
                update event set state = look_from, due_at = null, lease = null, look_asked_at = null, look_mode = null,
                    look_from = null""");

        answer.join().statusCode(503).body("detail", containsString("provider"));

        assertThat(Database.value("select state || ' ' || description from event")).isEqualTo("described At first sight.");
    }

    @Test
    void a_clip_without_a_picture_is_looked_at_too() {
        model.otherwise(Behaviour.says("At second sight."));
        event = UUID.fromString(Sightings.sendClip(Sightings.camera("Hall"), "2", Samples.clip("worker-walk.mp4"))
                .extract().path("id"));
        await().until(() -> state().equals("described"));
        await().until(() -> processor.inFlight() == 0);
        Database.run("update event set snapshot = null where id = '" + event + "'");

        look("single_frame").statusCode(200).body("reanalysis_count", equalTo(1)).body("frame_count_used", equalTo(1));
    }

    @Test
    void while_it_is_looked_at_nothing_can_be_asked_and_nothing_is_counted() {
        model.otherwise(Behaviour.says("At second sight.").after(Duration.ofSeconds(3)));
        CompletableFuture<ValidatableResponse> answer = CompletableFuture.supplyAsync(() -> look("single_frame"));
        await().until(() -> model.inFlight() == 1);

        look("single_frame").statusCode(409).body("detail", containsString("right now"));

        assertThat(Database.count("select count(*) from event_reanalysis")).isEqualTo(1);
        answer.join().statusCode(200).body("reanalysis_count", equalTo(1));
    }

    @Test
    void one_that_waits_in_a_job_comes_at_once_as_it_is_wanted_and_the_job_counts_it() {
        waitsInAJob();
        Database.run("update event set source_type = 'protect', clip = gen_random_uuid() || '.mp4'");
        model.otherwise(Behaviour.says("At second sight.").after(Duration.ofSeconds(1)));
        CompletableFuture<ValidatableResponse> answer = CompletableFuture.supplyAsync(() -> look("multi_frame"));
        await().until(() -> model.inFlight() == 1);

        assertThat(Database.value("select look_mode || ' ' || look_from || ' ' || priority from event"))
                .isEqualTo("multi_frame described -1");

        answer.join().statusCode(200).body("description", equalTo("At second sight.")).body("reanalysis_count", equalTo(1));
        reprocessing.tick();
        assertThat(Database.value("select status || ' ' || processed || ' ' || described from reprocessing_job"))
                .isEqualTo("completed 1 1");
    }

    @Test
    void a_job_that_is_cancelled_leaves_alone_what_a_person_asked_for() {
        waitsInAJob();
        model.next(Behaviour.fails(503, "overloaded"), Behaviour.fails(503, "overloaded"));
        model.otherwise(Behaviour.says("At second sight."));
        look("single_frame").statusCode(502);

        Api.admin().delete("/api/v1/events/reprocess").then().statusCode(200).body("status", equalTo("cancelled"));

        assertThat(Database.value("select state || ' ' || look_mode || ' ' || (look_job is null) from event"))
                .isEqualTo("retry_later single_frame true");
        MovableClock.forward(Duration.ofMinutes(1));
        processor.tick();
        await().until(() -> state().equals("described"));
        assertThat(Database.value("select description || ' ' || reanalysis_count from event")).isEqualTo("At second sight. 1");
    }

    @Test
    void a_first_look_that_waits_comes_at_once_and_stays_the_first() {
        Database.run("""
                update event set state = 'retry_later', due_at = now() + interval '1 hour', description_source = 'metadata',
                    last_error = 'overloaded', priority = 5, source_type = 'protect', clip = gen_random_uuid() || '.mp4'""");
        heard.forget();
        model.otherwise(Behaviour.says("At last.").after(Duration.ofSeconds(1)));
        CompletableFuture<ValidatableResponse> answer = CompletableFuture.supplyAsync(() -> look("multi_frame"));
        await().until(() -> model.inFlight() == 1);

        assertThat(Database.value("select look_mode || ' ' || priority from event")).isEqualTo("multi_frame 5");

        answer.join().statusCode(200).body("description", equalTo("At last.")).body("reanalysis_count", equalTo(0));
        await().untilAsserted(() -> assertThat(heard.settled).containsExactly(event));
    }

    @Test
    void the_mode_that_was_chosen_waits_on_the_row_for_the_pipeline() {
        Database.run("update event set source_type = 'protect', clip = gen_random_uuid() || '.mp4'");
        model.otherwise(Behaviour.says("At second sight.").after(Duration.ofSeconds(1)));
        CompletableFuture<ValidatableResponse> answer = CompletableFuture.supplyAsync(() -> look("multi_frame"));
        await().until(() -> model.inFlight() == 1);

        assertThat(Database.value("select look_mode || ' ' || look_from || ' ' || priority from event"))
                .isEqualTo("multi_frame described -1");

        answer.join().statusCode(200);
        assertThat(Database.value("select look_mode from event")).isNull();
    }

    /** As a job leaves it whose turn is not soon. */
    private static void waitsInAJob() {
        Database.run("""
                with job as (
                    insert into reprocessing_job (id, status, only_undescribed, total, created_at, scanned_at, scanned_id)
                    values (gen_random_uuid(), 'running', true, 1, now(), now(), gen_random_uuid()) returning id
                )
                update event set state = 'received', due_at = now() + interval '1 hour', priority = -2, attempts = 0,
                    look_asked_at = now(), look_from = 'described', look_job = job.id from job""");
    }

    private ValidatableResponse look(String mode) {
        return Api.user().contentType("application/json").body(Map.of("analysis_mode", mode)).post(path(event)).then();
    }

    private static String path(UUID event) {
        return "/api/v1/events/" + event + "/reanalyze";
    }

    private String state() {
        return Database.value("select state from event where id = '" + event + "'");
    }

    private static void setModel(String url) {
        Api.admin().contentType("application/json").body(Map.of("ai_base_url_openai", url, "ai_model_openai", "stub-1"))
                .put("/api/v1/system/settings").then().statusCode(200);
    }
}
