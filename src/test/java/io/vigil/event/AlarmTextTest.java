package io.vigil.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.ai.VisionStub;
import io.vigil.ai.VisionStub.Behaviour;
import io.vigil.event.arrival.Arrival.Upgrade;
import io.vigil.event.arrival.Arrivals;
import io.vigil.session.SessionContext;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.Sightings;

/** What a picture shows does not take back what was heard. */
@QuarkusTest
class AlarmTextTest {

    private static final Instant TEN = Instant.parse("2026-11-24T10:00:00Z");

    @Inject
    Arrivals arrivals;

    @Inject
    EventProcessor processor;

    private VisionStub model;
    private UUID camera;

    @BeforeEach
    void a_model_and_a_camera() {
        model = VisionStub.start();
        model.otherwise(Behaviour.says("An empty hall."));
        Api.admin().contentType("application/json").body(Map.of("ai_base_url_openai", model.url(), "ai_model_openai", "stub-1"))
                .put("/api/v1/system/settings").then().statusCode(200);
        camera = Sightings.camera("Hall");
    }

    @AfterEach
    void nothing_in_flight() {
        model.close();
        await().until(() -> processor.inFlight() == 0);
    }

    @Test
    void an_alarm_that_is_known_while_a_model_looks_stands_before_what_it_sees() {
        UUID event = heardWhileLooking("smoke");

        assertThat(text(event)).isEqualTo("Smoke alarm heard at Hall. An empty hall.");
        assertThat(Database.column("select message ->> 'text' || '/' || (message ->> 'sound') from notice"))
                .containsExactly("Smoke alarm heard at Hall. An empty hall./smoke");
    }

    @Test
    void a_second_look_is_told_what_was_heard_and_says_it_once() {
        UUID event = heardWhileLooking("smoke");
        model.otherwise(Behaviour.says("A hall full of smoke."));

        Api.user().contentType("application/json").body(Map.of("analysis_mode", "single_frame"))
                .post("/api/v1/events/" + event + "/reanalyze").then().statusCode(200)
                .body("description", equalTo("Smoke alarm heard at Hall. A hall full of smoke."));

        assertThat(model.received().get(1).prompt()).contains("audio: Smoke alarm heard");
    }

    @Test
    void a_graver_sound_takes_the_place_of_the_other_and_leaves_what_was_seen() {
        UUID event = heardWhileLooking("speech");
        hear(event, "co");

        assertThat(text(event)).isEqualTo("Carbon monoxide alarm heard at Hall. An empty hall.");
    }

    @Test
    void a_sound_that_comes_after_the_description_stands_before_it() {
        UUID event = seen();
        Sightings.awaitSettled();
        hear(event, "glass_break");

        assertThat(text(event)).isEqualTo("Breaking glass heard at Hall. An empty hall.");
    }

    @Test
    void an_alarm_that_nobody_can_describe_is_told_as_it_was() {
        model.otherwise(Behaviour.fails(400, "invalid_image").after(Duration.ofSeconds(1)));
        UUID event = seen();
        await().until(() -> model.inFlight() == 1);
        hear(event, "smoke");
        Sightings.awaitSettled();

        assertThat(text(event)).isEqualTo("Smoke alarm heard at Hall");
    }

    private UUID heardWhileLooking(String sound) {
        model.otherwise(Behaviour.says("An empty hall.").after(Duration.ofSeconds(1)));
        UUID event = seen();
        await().until(() -> model.inFlight() == 1);
        hear(event, sound);
        Sightings.awaitSettled();
        return event;
    }

    private UUID seen() {
        return UUID.fromString(
                Sightings.send(camera, "1", "audio", "empty-room.jpg").statusCode(202).extract().path("id"));
    }

    private void hear(UUID event, String sound) {
        SessionContext.run("test.hear-more", () -> arrivals.upgrade(
                List.of(new Upgrade(event, camera, "Hall", EventKind.AUDIO, sound, List.of("unknown"), TEN, true))));
    }

    private static String text(UUID event) {
        return Api.user().get("/api/v1/events/" + event).then().statusCode(200).extract().path("description");
    }
}
