package io.vigil.protect.fetching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import java.time.Clock;
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
import io.vigil.protect.Household;
import io.vigil.protect.ProtectEventHandler;
import io.vigil.protect.client.Answers;
import io.vigil.protect.client.ControllerClient;
import io.vigil.protect.client.ControllerClients;
import io.vigil.protect.simulator.ControllerSimulator;
import io.vigil.protect.simulator.SimulatedEvent;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.MediaFolder;
import io.vigil.testsupport.MovableClock;

/** The clip of a doorbell comes when its event is described already. */
@QuarkusTest
class LateClipTest {

    @Inject
    ProtectEventHandler handler;

    @Inject
    MediaFetcher fetcher;

    @Inject
    @LentControllers.Lent
    LentControllers lent;

    @Inject
    ControllerClients clients;

    @Inject
    Clock clock;

    ControllerSimulator simulator;
    ControllerClient client;
    UUID controller;
    String camera;

    @BeforeEach
    void a_controller_with_a_doorbell() {
        simulator = ControllerSimulator.setup().cameras(1).start();
        camera = simulator.cameraIds().get(0);
        controller = Household.controller("House");
        Household.camera(controller, camera, "Front door");
        client = clients.open(Answers.both(simulator), Answers.QUICK);
        lent.hold(controller, client);
    }

    @AfterEach
    void everything_is_over() {
        await().until(() -> fetcher.inFlight() == 0);
        lent.forget();
        Answers.of(client.close());
        simulator.close();
    }

    @Test
    void is_kept_where_clips_are_kept() {
        rings();

        awaitMedia("clip attached", "snapshot attached", "thumbnail attached");
    }

    @Test
    void is_not_kept_where_nobody_wants_clips_and_not_asked_for_again() {
        Api.admin().contentType("application/json").body(Map.of("store_motion_videos", false))
                .put("/api/v1/system/settings").then().statusCode(200);

        rings();

        awaitMedia("clip unwanted", "snapshot attached", "thumbnail attached");
        Api.admin().get("/api/v1/events/" + Database.value("select id from event")).then().body("video_path", nullValue())
                .body("missing_media", equalTo(List.of()));
        await().untilAsserted(() -> assertThat(MediaFolder.files()).noneMatch(file -> file.toString().endsWith(".mp4")));
    }

    /** Somebody rings, the event is described, and then it ends. */
    private void rings() {
        SimulatedEvent event = SimulatedEvent.of("ring", camera, clock.instant());
        simulator.keepToItself(event);
        handler.take(controller, List.of(Household.begins(event.id(), "ring", camera, event.start())));
        awaitMedia("snapshot attached");
        await().until(() -> Database.value("select state from event").equals("metadata_only"));
        Database.run("update event set state = 'described'");
        Instant end = event.start().plus(Duration.ofSeconds(4));
        simulator.keepToItself(event.endedAt(end));
        handler.take(controller, List.of(Household.ends(event.id(), end)));
        MovableClock.forward(Duration.ofSeconds(8));
        fetcher.tick();
    }

    private static void awaitMedia(String... outcomes) {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(Database.column(
                "select what || ' ' || outcome from protect_media where outcome is not null order by what"))
                .containsExactly(outcomes));
    }
}
