package io.vigil.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vigil.ai.Provider;
import io.vigil.ai.SpeechStub;
import io.vigil.ai.VisionStub;
import io.vigil.ai.VisionStub.Behaviour;
import io.vigil.ai.VisionStub.Received;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.MediaFolder;
import io.vigil.testsupport.Samples;
import io.vigil.testsupport.Sightings;

/** Clips go in over HTTP and come out seen, heard, described and paid for. */
@QuarkusTest
class ClipPipelineTest {

    private static final String WORDS = "Ask not what your country can do for you.";
    private static final List<String> HEARD = List.of("car-horn-dog.mp4", "person-doorbell-speech.mp4");
    private static final List<String> SILENT = List.of("car-parking-a.mp4", "synthetic-testcard-silent.mp4");

    @Inject
    EventProcessor processor;

    @Inject
    ReprocessingService reprocessing;

    @Inject
    MeterRegistry registry;

    private VisionStub models;
    private SpeechStub ears;

    @BeforeEach
    void stubs() {
        models = VisionStub.start();
        ears = SpeechStub.start();
        ears.does(SpeechStub.says(WORDS));
    }

    @AfterEach
    void nothing_in_flight() {
        models.close();
        ears.close();
        await().until(() -> processor.inFlight() == 0);
    }

    static List<Arguments> every_clip_with_every_provider() {
        List<Arguments> all = new ArrayList<>();
        for (String clip : Samples.CLIPS) {
            for (Provider provider : Provider.values()) {
                all.add(Arguments.of(clip, provider));
            }
        }
        return all;
    }

    @ParameterizedTest
    @MethodSource("every_clip_with_every_provider")
    void every_clip_is_seen_heard_and_described(String clip, Provider provider) {
        configure(Map.of(provider, models.vendorUrl(provider)), ears.vendorUrl());
        models.otherwise(Behaviour.reports("A FedEx driver leaves a parcel at the door.", List.of("person", "package"), 91));
        UUID camera = camera("multi_frame");

        String id = Sightings.sendClip(camera, clip, Samples.clip(clip)).statusCode(202).extract().path("id");
        ValidatableResponse event = settled(id, "described");

        Received asked = models.received().get(0);
        assertThat(models.received()).hasSize(1);
        assertThat(asked.provider()).isEqualTo(provider);
        int frames = Api.admin().get("/api/v1/events/" + id + "/frames").path("total_count");
        assertThat(frames).isBetween(3, 10);
        assertThat(asked.pictures()).hasSize(1 + frames).startsWith(Samples.sha256(Samples.picture("worker-hivis.jpg")));
        for (int number = 1; number <= frames; number++) {
            byte[] frame = Api.admin().get("/api/v1/events/" + id + "/frames/" + number).asByteArray();
            assertThat(asked.pictures().get(number)).isEqualTo(Samples.sha256(frame));
        }
        event.body("description", equalTo("A FedEx driver leaves a parcel at the door."))
                .body("objects_detected", equalTo(List.of("person", "package")))
                .body("confidence", equalTo(91)).body("ai_confidence", equalTo(91)).body("low_confidence", equalTo(false))
                .body("vague_reason", nullValue()).body("fallback_reason", nullValue())
                .body("delivery_carrier", equalTo("fedex")).body("provider_used", equalTo(provider.word()))
                .body("analysis_mode", equalTo("multi_frame")).body("frame_count_used", equalTo(1 + frames))
                .body("thumbnail_path", notNullValue())
                .body("audio_duration_ms", HEARD.contains(clip) || SILENT.contains(clip) ? notNullValue() : nullValue())
                .body("audio_transcription", HEARD.contains(clip) ? equalTo(WORDS) : nullValue());
        assertThat(ears.received()).hasSize(HEARD.contains(clip) ? 1 : 0);
        assertThat(asked.prompt().contains(WORDS)).isEqualTo(HEARD.contains(clip));
        assertThat(Database.count("select count(*) from ai_usage where event_id = '" + id + "'"))
                .isEqualTo(HEARD.contains(clip) ? 2 : 1);
        assertThat(Database.count("select count(*) from event e where ai_cost = (select sum(cost) from ai_usage)"
                + " and ai_cost > 0")).isOne();
    }

    @Test
    void a_single_frame_camera_shows_its_snapshot_alone_and_keeps_the_frames() {
        configure(Map.of(Provider.OPENAI, models.url()), null);
        Timer described = registry.timer("event.processing.duration", "stage", "describe");
        long before = described.count();

        String id = Sightings.sendClip(camera("single_frame"), "1", Samples.clip("worker-walk.mp4")).extract().path("id");

        settled(id, "described").body("analysis_mode", equalTo("single_frame")).body("frame_count_used", equalTo(1));
        assertThat(described.count()).isEqualTo(before + 1);
        assertThat(models.received().get(0).pictures())
                .containsExactly(Samples.sha256(Samples.picture("worker-hivis.jpg")));
        assertThat(Api.admin().get("/api/v1/events/" + id + "/frames").<Integer> path("total_count")).isPositive();
    }

    @Test
    void a_camera_has_its_own_provider_and_question() {
        configure(Map.of(Provider.OPENAI, models.url(), Provider.GEMINI, models.url(Provider.GEMINI)), null);
        UUID camera = camera("single_frame");
        Api.admin().contentType("application/json").body(Map.of("ai_provider", "gemini", "ai_prompt", "Is the gate shut?"))
                .put("/api/v1/cameras/" + camera).then().statusCode(200);

        String id = Sightings.send(camera, "1", "motion", "car-white.jpg").extract().path("id");

        settled(id, "described").body("provider_used", equalTo("gemini"));
        assertThat(models.received().get(0).prompt()).startsWith("Is the gate shut?").contains("Camera: \"Hall\"");
    }

    @Test
    void the_next_provider_answers_and_the_event_says_why() {
        configure(Map.of(Provider.OPENAI, models.url(), Provider.CLAUDE, models.url(Provider.CLAUDE)), null);
        models.provider(Provider.OPENAI, Behaviour.broke(429));

        String id = Sightings.send(camera("multi_frame"), "1", "motion", "car-white.jpg").extract().path("id");

        settled(id, "described").body("provider_used", equalTo("claude"))
                .body("fallback_reason", equalTo("multi_frame:no_clip,openai:quota_exhausted"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "<script>alert(1)</script> A person.", "A \u0000person\u202e walks by slowly." })
    void what_a_model_says_is_stored_as_text_that_can_be_shown(String said) {
        configure(Map.of(Provider.OPENAI, models.url()), null);
        models.otherwise(Behaviour.says(said));

        String id = Sightings.send(camera("single_frame"), "1", "motion", "car-white.jpg").extract().path("id");

        settled(id, "described").body("description", equalTo(said.replaceAll("[\u0000\u202e]", "")));
    }

    @Test
    void without_money_an_event_waits_and_goes_on_by_itself_once_there_is_some() {
        configure(Map.of(Provider.OPENAI, models.vendorUrl(Provider.OPENAI)), null);
        Api.admin().contentType("application/json").body(Map.of("ai_daily_cost_cap", 0)).put("/api/v1/system/settings").then()
                .statusCode(200);
        UUID camera = camera("multi_frame");

        String id = Sightings.sendClip(camera, "1", Samples.clip("worker-walk.mp4")).extract().path("id");
        settled(id, "paused_budget");
        assertThat(models.received()).isEmpty();
        assertThat(Database.count("select count(*) from event where attempts = 0 and due_at is not null")).isOne();
        Api.admin().get("/api/v1/system/ai-cost-status").then().body("is_paused", equalTo(true));

        Api.admin().contentType("application/json").body(Map.of("ai_daily_cost_cap", 5)).put("/api/v1/system/settings").then()
                .statusCode(200);

        await().until(() -> {
            reprocessing.tick();
            processor.tick();
            return Database.value("select state from event").equals("described");
        });
        assertThat(Database.count("select count(*) from ai_usage where succeeded")).isOne();
        assertThat(Database.count("select count(*) from ai_reservation")).isZero();
    }

    @Test
    void what_is_said_is_written_down_and_paid_for_once_however_often_the_event_is_looked_at() {
        configure(Map.of(Provider.OPENAI, models.url()), ears.vendorUrl());
        models.otherwise(Behaviour.fails(503, "overloaded"));
        String id = Sightings.sendClip(camera("multi_frame"), "1", Samples.clip("person-doorbell-speech.mp4")).extract()
                .path("id");
        settled(id, "retry_later").body("audio_transcription", equalTo(WORDS));
        models.otherwise(Behaviour.says("A woman stands at a table."));

        Database.run("update event set due_at = now()");
        processor.tick();

        settled(id, "described").body("audio_transcription", equalTo(WORDS)).body("fallback_reason", nullValue());
        assertThat(ears.received()).hasSize(1);
        assertThat(models.received()).last().extracting(Received::prompt).asString().contains(WORDS);
        assertThat(Database.count("select count(*) from ai_usage where kind = 'speech'")).isOne();
    }

    @Test
    void speech_that_nobody_writes_down_now_is_told_and_the_pictures_are_described() {
        configure(Map.of(Provider.OPENAI, models.url()), ears.url());
        ears.does(Behaviour.raw(503, "application/json", "{}"));

        String id = Sightings.sendClip(camera("multi_frame"), "1", Samples.clip("person-doorbell-speech.mp4")).extract()
                .path("id");

        settled(id, "described").body("audio_transcription", nullValue())
                .body("fallback_reason", equalTo("audio:not_transcribed"));
    }

    @Test
    void what_is_missing_is_told_once_and_no_longer_when_it_is_there() {
        models.otherwise(Behaviour.says("A worker walks away."));
        String id = Sightings.sendClip(camera("multi_frame"), "1", Samples.clip("worker-walk.mp4")).extract().path("id");
        settled(id, "metadata_only");
        configure(Map.of(Provider.OPENAI, models.url()), null);
        Database.run("update event set state = 'retry_later', due_at = now(), snapshot = gen_random_uuid() || '.jpg', "
                + "missing_media = 'frames,snapshot'");

        processor.tick();

        settled(id, "described").body("missing_media", equalTo(List.of("snapshot")));
    }

    @Test
    void a_second_look_replaces_text_and_frames_and_leaves_no_file_behind() {
        configure(Map.of(Provider.OPENAI, models.url()), null);
        models.next(Behaviour.says("First words of a model."), Behaviour.says("Second words of a model."));
        UUID camera = camera("multi_frame");
        String id = Sightings.sendClip(camera, "1", Samples.clip("worker-walk.mp4")).extract().path("id");
        settled(id, "described");
        List<String> first = Api.admin().get("/api/v1/events/" + id + "/frames").path("frames.frame_path");

        Api.admin().contentType("application/json").body(Map.of("analysis_mode", "single_frame"))
                .post("/api/v1/events/" + id + "/reanalyze").then().statusCode(200);

        await().untilAsserted(() -> Api.admin().get("/api/v1/events/" + id).then()
                .body("description", equalTo("Second words of a model.")).body("reanalysis_count", equalTo(1)));
        List<String> second = Api.admin().get("/api/v1/events/" + id + "/frames").path("frames.frame_path");
        assertThat(second).hasSameSizeAs(first).doesNotContainAnyElementsOf(first);
        await().untilAsserted(() -> assertThat(first).noneMatch(ClipPipelineTest::isKept));
    }

    private static boolean isKept(String name) {
        return MediaFolder.files().stream().anyMatch(file -> file.getFileName().toString().equals(name));
    }

    private void configure(Map<Provider, String> urls, String speech) {
        Map<String, Object> values = new HashMap<>();
        urls.forEach((provider, url) -> {
            values.put("ai_base_url_" + provider.word(), url);
            values.put("ai_api_key_" + provider.word(), "key-of-" + provider.word());
        });
        if (speech != null) {
            values.put("ai_base_url_speech", speech);
            values.put("ai_api_key_speech", "key-of-speech");
        }
        Api.admin().contentType("application/json").body(values).put("/api/v1/system/settings").then().statusCode(200);
    }

    private static UUID camera(String mode) {
        UUID camera = Sightings.camera("Hall");
        Api.admin().contentType("application/json").body(Map.of("analysis_mode", mode)).put("/api/v1/cameras/" + camera).then()
                .statusCode(200);
        return camera;
    }

    private static ValidatableResponse settled(String id, String state) {
        await().atMost(Duration.ofSeconds(30)).untilAsserted(
                () -> assertThat(Database.value("select state from event where id = '" + id + "'")).isEqualTo(state));
        return Api.admin().get("/api/v1/events/" + id).then().statusCode(200);
    }
}
