package io.vigil.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.ai.VisionStub;
import io.vigil.ai.VisionStub.Behaviour;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.MediaFolder;
import io.vigil.testsupport.Samples;
import io.vigil.testsupport.Sightings;

/** What the household sets of clips is what a model is shown of them, and what is kept. */
@QuarkusTest
class ClipSettingsTest {

    /** 66 seconds, in which much happens. */
    private static final byte[] CLIP = Samples.clip("person-visits-a.mp4");

    @Inject
    EventProcessor processor;

    private VisionStub models;

    @BeforeEach
    void start() {
        models = VisionStub.start();
        models.otherwise(Behaviour.says("Somebody walks by."));
    }

    @AfterEach
    void nothing_in_flight() {
        models.close();
        await().until(() -> processor.inFlight() == 0);
    }

    @ParameterizedTest
    @ValueSource(ints = { 5, 10, 15, 20 })
    void so_many_frames_are_shown_and_kept(int count) {
        String id = described(Map.of("analysis_frame_count", count, "frame_sampling_strategy", "uniform"));

        Api.admin().get("/api/v1/events/" + id + "/frames").then().body("total_count", equalTo(count));
        int shown = Math.min(20, 1 + count);
        assertThat(models.received().get(0).pictures()).hasSize(shown);
        Api.admin().get("/api/v1/events/" + id).then().body("frame_count_used", equalTo(shown));
    }

    @ParameterizedTest
    @CsvSource({ "0, 6600", "6000, 12000", "10000, 15600", "2000, 8400" })
    void they_begin_where_the_household_wants(int offset, int first) {
        String id = described(Map.of("analysis_frame_count", 5, "frame_sampling_strategy", "uniform",
                "frame_extraction_offset_ms", offset));

        Api.admin().get("/api/v1/events/" + id + "/frames").then().body("frames[0].timestamp_offset_ms", equalTo(first));
    }

    @Test
    void they_are_chosen_as_the_household_wants() {
        List<Integer> uniform = offsets(described(strategy("uniform")));
        List<Integer> adaptive = offsets(described(strategy("adaptive")));
        List<Integer> hybrid = offsets(described(strategy("hybrid")));

        assertThat(uniform).containsExactly(6600, 19800, 33000, 46200, 59400);
        assertThat(adaptive).isNotEqualTo(uniform);
        assertThat(hybrid).isNotEqualTo(uniform).isNotEqualTo(adaptive);
    }

    @Test
    void frames_that_nobody_wants_to_keep_are_shown_and_forgotten() {
        String id = described(Map.of("store_analysis_frames", false, "analysis_frame_count", 5));

        assertThat(models.received().get(0).pictures()).hasSizeBetween(4, 6);
        Api.admin().get("/api/v1/events/" + id + "/frames").then().body("total_count", equalTo(0));
        Api.admin().get("/api/v1/events/" + id).then().body("thumbnail_path", notNullValue())
                .body("missing_media", hasSize(0));
        // Snapshot, thumbnail and clip.
        assertThat(MediaFolder.files()).hasSize(3);
    }

    @Test
    void a_clip_that_nobody_wants_to_keep_goes_with_the_description() {
        String kept = described(Map.of("store_motion_videos", true));
        Api.admin().get("/api/v1/events/" + kept + "/video").then().statusCode(200);

        String id = described(Map.of("store_motion_videos", false));

        Api.admin().get("/api/v1/events/" + id + "/video").then().statusCode(404);
        Api.admin().get("/api/v1/events/" + id).then().body("video_path", nullValue()).body("missing_media", hasSize(0));
        assertThat(offsets(id)).isNotEmpty();
        await().untilAsserted(() -> assertThat(MediaFolder.files())
                .filteredOn(file -> file.toString().endsWith(".mp4")).hasSize(1));
    }

    @Test
    void a_clip_that_was_not_described_stays_whatever_is_wanted() {
        models.otherwise(Behaviour.fails(503, "overloaded"));
        settings(Map.of("store_motion_videos", false));

        String id = Sightings.sendClip(camera(), "1", CLIP).statusCode(202).extract().path("id");
        await().until(() -> Database.value("select state from event").equals("retry_later"));

        Api.admin().get("/api/v1/events/" + id + "/video").then().statusCode(200);
    }

    private static Map<String, Object> strategy(String word) {
        return Map.of("frame_sampling_strategy", word, "analysis_frame_count", 5, "frame_extraction_offset_ms", 0);
    }

    private static List<Integer> offsets(String id) {
        return Api.admin().get("/api/v1/events/" + id + "/frames").path("frames.timestamp_offset_ms");
    }

    /** An event of the clip, described under these settings; answers its id. */
    private String described(Map<String, Object> values) {
        settings(values);
        String id = Sightings.sendClip(camera(), "1", CLIP).statusCode(202).extract().path("id");
        Sightings.awaitSettled();
        assertThat(Database.value("select state from event where id = '" + id + "'")).isEqualTo("described");
        return id;
    }

    private void settings(Map<String, Object> values) {
        Map<String, Object> all = new HashMap<>(values);
        all.put("ai_base_url_openai", models.url());
        Api.admin().contentType("application/json").body(all).put("/api/v1/system/settings").then().statusCode(200);
    }

    private static UUID camera() {
        UUID camera = Sightings.camera("Hall " + UUID.randomUUID());
        Api.admin().contentType("application/json").body(Map.of("analysis_mode", "multi_frame"))
                .put("/api/v1/cameras/" + camera).then().statusCode(200);
        return camera;
    }
}
