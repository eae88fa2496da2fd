package io.vigil.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.vigil.ai.VisionStub;
import io.vigil.ai.VisionStub.Behaviour;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.LiveListener;
import io.vigil.testsupport.Sightings;

/** Clients that are connected hear how far a job is, and how it ended. */
@QuarkusTest
class ReprocessingNewsTest {

    @Inject
    ReprocessingService reprocessing;

    @Inject
    EventProcessor processor;

    private VisionStub model;

    @BeforeEach
    void a_model_and_events_to_look_at() {
        model = VisionStub.start();
        model.otherwise(Behaviour.says("A new text."));
        Api.admin().contentType("application/json").body(Map.of("ai_base_url_openai", model.url(), "ai_model_openai", "stub-1"))
                .put("/api/v1/system/settings").then().statusCode(200);
        String event = Sightings.send(Sightings.camera("Gate"), "1", "person", "worker-hivis.jpg").extract().path("id");
        Sightings.awaitSettled();
        ManyEvents.copy(UUID.fromString(event), 3, "metadata_only", "timestamptz '2026-01-10T12:00:00Z'");
        LiveListener.begin();
    }

    @AfterEach
    void nothing_in_flight() {
        model.close();
        Database.run("update event set due_at = null");
        await().until(() -> processor.inFlight() == 0);
    }

    @Test
    void how_far_it_is_and_how_it_ended() {
        Api.admin().contentType("application/json").body(Map.of()).post("/api/v1/events/reprocess").then().statusCode(202);

        await().atMost(Duration.ofSeconds(30)).until(() -> {
            reprocessing.tick();
            processor.tick();
            return !LiveListener.messages("reprocessing_complete").isEmpty();
        });

        JsonPath progress = LiveListener.messages("reprocessing_progress").get(0);
        assertThat(progress.getInt("data.total")).isEqualTo(3);
        assertThat(progress.getInt("data.processed")).isZero();
        JsonPath complete = LiveListener.messages("reprocessing_complete").get(0);
        assertThat(complete.getString("data.status")).isEqualTo("completed");
        assertThat(complete.getInt("data.total_processed")).isEqualTo(3);
        assertThat(complete.getInt("data.total_matched")).isEqualTo(3);
        assertThat(complete.getString("data.job_id")).isEqualTo(progress.getString("data.job_id"));
        assertThat(LiveListener.messages("reprocessing_complete")).hasSize(1);
    }
}
