package io.vigil.protect.fetching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vigil.protect.Household;
import io.vigil.protect.ProtectEventHandler;
import io.vigil.protect.client.Answers;
import io.vigil.protect.client.ControllerAccess;
import io.vigil.protect.client.ControllerClient;
import io.vigil.protect.client.ControllerClients;
import io.vigil.protect.simulator.ControllerSimulator;
import io.vigil.protect.simulator.SimulatedEvent;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.MediaFolder;
import io.vigil.testsupport.MovableClock;
import io.vigil.testsupport.SessionTrace;

@QuarkusTest
class MediaFetcherTest {

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
    void a_controller_with_a_camera() {
        simulator = ControllerSimulator.setup().cameras(1).start();
        camera = simulator.cameraIds().get(0);
        controller = Household.controller("House");
        Household.camera(controller, camera, "Front door");
    }

    @AfterEach
    void everything_is_over() {
        await().until(() -> fetcher.inFlight() == 0);
        lent.forget();
        if (client != null) {
            Answers.of(client.close());
        }
        simulator.close();
    }

    @Test
    void a_picture_comes_at_once_and_a_clip_after_the_end_and_then_the_event_is_described() {
        hold(Answers.both(simulator));
        SimulatedEvent event = happens("smartDetectZone", clock.instant(), "person");
        awaitMedia("snapshot attached");
        event().body("state", equalTo("received")).body("thumbnail_path", notNullValue()).body("video_path", nullValue());
        String live = Database.value("select snapshot from event");

        ends(event, Duration.ofSeconds(4));
        later(Duration.ofSeconds(8));

        awaitMedia("clip attached", "snapshot attached", "thumbnail attached");
        assertThat(Database.value("select snapshot from event")).isNotEqualTo(live);
        await().until(() -> MediaFolder.files().stream().noneMatch(file -> file.getFileName().toString().equals(live)));
        event().body("missing_media", equalTo(List.of()));
        awaitDescribed();
        Api.admin().get(event().extract().<String> path("video_path")).then().statusCode(200);
    }

    @Test
    void a_clip_that_is_not_ready_is_asked_for_again() {
        hold(Answers.both(simulator));
        simulator.faults().lateClips(404, 502);
        SimulatedEvent event = happens("smartDetectZone", clock.instant(), "vehicle");
        awaitMedia("snapshot attached");
        ends(event, Duration.ofSeconds(4));

        later(Duration.ofSeconds(8));
        await().until(() -> attempts("clip") >= 1 && fetcher.inFlight() == 0);
        assertThat(Database.value("select last_error from protect_media where what = 'clip'")).isNotBlank();
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            later(Duration.ofSeconds(fetcher.inFlight() == 0 ? 3 : 0));
            return outcomes().contains("clip attached");
        });
        awaitMedia("clip attached", "snapshot attached", "thumbnail attached");
        awaitDescribed();
    }

    @Test
    void a_clip_that_never_comes_is_given_up_with_the_reason_on_record_and_the_event_goes_on() {
        hold(Answers.both(simulator));
        simulator.faults().lateClips(404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404, 404);
        SimulatedEvent event = happens("smartDetectZone", clock.instant(), "vehicle");
        awaitMedia("snapshot attached");
        ends(event, Duration.ofSeconds(4));
        later(Duration.ofSeconds(8));
        await().until(() -> attempts("clip") >= 1 && fetcher.inFlight() == 0);
        later(Duration.ofMinutes(3));

        awaitMedia("clip given_up", "snapshot attached", "thumbnail attached");
        event().body("missing_media", equalTo(List.of("clip"))).body("thumbnail_path", notNullValue());
        awaitDescribed();
    }

    @Test
    void an_event_without_a_picture_of_now_gets_its_own_once_it_has_one() {
        hold(Answers.both(simulator));
        simulator.faults().snapshotsFail(true);
        simulator.faults().lateThumbnails(1);
        SimulatedEvent event = happens("smartDetectZone", clock.instant(), "animal");
        await().until(() -> attempts("snapshot") >= 1 && fetcher.inFlight() == 0);
        later(Duration.ofSeconds(12));
        await().until(() -> outcomes().contains("snapshot given_up") && fetcher.inFlight() == 0);
        ends(event, Duration.ofSeconds(12));
        later(Duration.ofSeconds(5));
        await().until(() -> attempts("thumbnail") >= 1 && outcomes().contains("clip attached") && fetcher.inFlight() == 0);
        later(Duration.ofSeconds(5));

        awaitMedia("clip attached", "snapshot given_up", "thumbnail attached");
        event().body("missing_media", equalTo(List.of())).body("thumbnail_path", notNullValue());
        awaitDescribed();
    }

    @Test
    void without_recordings_and_without_a_picture_the_event_is_there_all_the_same() {
        hold(Answers.official(simulator));
        simulator.faults().snapshotsFail(true);
        happens("ring", clock.instant());
        await().until(() -> attempts("snapshot") >= 1 && fetcher.inFlight() == 0);
        event().body("state", equalTo("received")).body("smart_detection_type", equalTo("ring"));
        later(Duration.ofSeconds(12));

        awaitMedia("snapshot given_up");
        event().body("missing_media", equalTo(List.of("snapshot"))).body("thumbnail_path", nullValue());
        awaitDescribed();
    }

    @Test
    void an_event_of_the_past_gets_its_own_picture_and_clip() {
        hold(Answers.both(simulator));
        Instant start = clock.instant().minusSeconds(600);
        SimulatedEvent event = SimulatedEvent.zone(camera, start, "person").endedAt(start.plusSeconds(9));
        simulator.keepToItself(event);
        handler.take(controller, List.of(Household.past(event.id(), event.type(), camera, start, event.end(), "person")));

        awaitMedia("clip attached", "thumbnail attached");
        assertThat(simulator.counters().snapshots()).isZero();
        awaitDescribed();
    }

    @Test
    void nothing_is_kept_for_an_event_that_is_gone() {
        hold(Answers.both(simulator));
        simulator.faults().delay(Duration.ofMillis(500));
        happens("smartDetectZone", clock.instant(), "person");
        await().until(() -> fetcher.inFlight() > 0);
        Api.admin().delete("/api/v1/events/" + event().extract().path("id")).then().statusCode(204);
        await().until(() -> fetcher.inFlight() == 0);

        assertThat(MediaFolder.files()).isEmpty();
    }

    @Test
    void a_picture_that_was_fetched_is_attached_once_the_database_can_be_written_again() throws Exception {
        hold(Answers.official(simulator));
        simulator.faults().delay(Duration.ofMillis(500));
        happens("smartDetectZone", clock.instant(), "person");
        await().until(() -> fetcher.inFlight() > 0);
        try (var other = Database.connect(); var statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("lock table event in exclusive mode");
            await().atMost(Duration.ofSeconds(20)).until(MediaFetcherTest::somebodyWaits);
            await().atMost(Duration.ofSeconds(20)).until(() -> !somebodyWaits());
            other.rollback();
        }

        awaitMedia("snapshot attached");
        assertThat(simulator.counters().snapshots()).isEqualTo(1);
        awaitDescribed();
    }

    private static boolean somebodyWaits() {
        return Database.count("select count(*) from pg_locks where not granted and relation = 'event'::regclass") > 0;
    }

    @Test
    void what_is_told_live_gets_a_picture_of_now_though_the_controllers_clock_is_wrong() {
        hold(Answers.official(simulator));
        happens("smartDetectZone", clock.instant().minus(Duration.ofHours(3)), "person");

        awaitMedia("snapshot attached");
        awaitDescribed();
    }

    @Test
    void nothing_to_do_costs_no_write() {
        assertThat(SessionTrace.of(fetcher::tick).statements()).containsOnlyKeys("protect.look-for-media");
    }

    @Test
    void of_many_at_once_few_are_asked_for_and_all_are_had() {
        hold(Answers.local(simulator));
        simulator.faults().delay(Duration.ofMillis(100));
        Instant now = clock.instant();
        for (int i = 0; i < 10; i++) {
            happens("motion", now);
        }

        await().atMost(Duration.ofSeconds(20)).until(() -> {
            assertThat(fetcher.inFlight()).isLessThanOrEqualTo(5);
            return Database.count("select count(*) from event where snapshot is not null") == 10;
        });
    }

    @Test
    void a_controller_that_is_not_connected_is_asked_once_it_is() {
        lent.hold(controller, null);
        happens("motion", clock.instant());
        later(Duration.ofSeconds(1));
        assertThat(attempts("snapshot")).isZero();

        hold(Answers.both(simulator));
        later(Duration.ofSeconds(1));

        awaitMedia("snapshot attached");
    }

    private void hold(ControllerAccess access) {
        client = clients.open(access, Answers.QUICK);
        lent.hold(controller, client);
    }

    private SimulatedEvent happens(String type, Instant start, String... detections) {
        SimulatedEvent event = SimulatedEvent.of(type, camera, start, detections);
        simulator.keepToItself(event);
        handler.take(controller, List.of(Household.begins(event.id(), type, camera, start, detections)));
        return event;
    }

    private void ends(SimulatedEvent event, Duration after) {
        Instant end = event.start().plus(after);
        simulator.keepToItself(event.endedAt(end));
        handler.take(controller, List.of(Household.ends(event.id(), end)));
    }

    private void later(Duration step) {
        MovableClock.forward(step);
        fetcher.tick();
    }

    private static long attempts(String what) {
        return Database.count("select coalesce(max(attempts), 0) from protect_media where what = '" + what + "'");
    }

    private static List<String> outcomes() {
        return Database.column("select what || ' ' || outcome from protect_media where outcome is not null order by what");
    }

    private static void awaitMedia(String... outcomes) {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(outcomes()).containsExactly(outcomes));
    }

    private static ValidatableResponse event() {
        String id = Database.value("select cast(id as text) from event");
        return Api.admin().get("/api/v1/events/" + id).then().statusCode(200);
    }

    private static void awaitDescribed() {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(
                () -> assertThat(Database.column("select state from event")).containsOnly("metadata_only"));
    }
}
