package io.vigil.delivery.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.vigil.ai.VisionStub;
import io.vigil.ai.VisionStub.Behaviour;
import io.vigil.delivery.DeliveryService;
import io.vigil.delivery.Message;
import io.vigil.delivery.Message.Subject;
import io.vigil.delivery.Telling;
import io.vigil.event.EventKind;
import io.vigil.event.NoticeSink.SpendingNotice;
import io.vigil.session.SessionContext;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.MovableClock;
import io.vigil.testsupport.Sightings;
import io.vigil.web.live.LiveSink;

/** What clients hear: all that is committed while they are connected, and nothing else. */
@QuarkusTest
class LiveMessagesTest {

    @Inject
    LiveSink live;

    @Inject
    LiveWriter writer;

    @Inject
    LiveClients clients;

    @Inject
    Telling telling;

    @Inject
    DeliveryService delivery;

    @AfterEach
    void nothing_is_left_to_tell() {
        telling.awaitDone();
        await().until(() -> clients.all().isEmpty());
    }

    @Test
    void an_event_is_told_in_full_and_so_that_lists_are_read_again() {
        UUID camera = Sightings.camera("Front door");
        try (LiveSocket client = LiveSocket.joined(clients); LiveSocket other = LiveSocket.joined(clients)) {
            String id = send(camera, "person");

            JsonPath created = client.awaitMessages("EVENT_CREATED", 1).get(0);
            assertThat(created.getString("data.id")).isEqualTo(id);
            assertThat(created.getString("data.camera_id")).isEqualTo(camera.toString());
            assertThat(created.getString("data.camera_name")).isEqualTo("Front door");
            assertThat(created.getString("data.timestamp")).isEqualTo("2026-11-24T10:00:00.000Z");
            assertThat(created.getString("data.description")).isEqualTo("Person detected at Front door");
            assertThat(created.getList("data.objects_detected")).isEqualTo(java.util.List.of("person"));
            assertThat(created.getString("data.thumbnail_path")).startsWith("/api/v1/thumbnails/2026-11-24/");
            assertThat(created.getString("data.source_type")).isEqualTo("rtsp");
            assertThat(created.getBoolean("data.is_doorbell_ring")).isFalse();
            assertThat(created.getString("timestamp")).endsWith("Z");
            JsonPath news = client.awaitMessages("NEW_EVENT", 1).get(0);
            assertThat(news.<String, String> getMap("data")).isEqualTo(Map.of("event_id", id, "camera_id", camera.toString(),
                    "description", "Person detected at Front door"));
            other.awaitMessages("EVENT_CREATED", 1);
            Sightings.awaitSettled();
        }
    }

    @Test
    void an_event_that_is_described_is_news_once_more() {
        UUID camera = Sightings.camera("Front door");
        try (VisionStub model = VisionStub.start(); LiveSocket client = LiveSocket.joined(clients)) {
            Api.admin().contentType("application/json")
                    .body(Map.of("ai_base_url_openai", model.url(), "ai_model_openai", "stub-1"))
                    .put("/api/v1/system/settings").then().statusCode(200);
            model.otherwise(Behaviour.says("A man carries a ladder. " + "It is long. ".repeat(20)));

            send(camera, "person");

            await().until(() -> client.messages("NEW_EVENT").stream()
                    .anyMatch(news -> news.getString("data.description").startsWith("A man carries a ladder.")));
            Sightings.awaitSettled();
            assertThat(client.messages("NEW_EVENT")).allMatch(news -> news.getString("data.description").length() <= 100);
            assertThat(client.messages("EVENT_CREATED")).hasSize(1);
        }
    }

    @Test
    void a_ring_is_told_as_such() {
        UUID camera = Sightings.camera("Front door");
        try (LiveSocket client = LiveSocket.joined(clients)) {
            String id = send(camera, "ring");

            JsonPath ring = client.awaitMessages("DOORBELL_RING", 1).get(0);
            assertThat(ring.<String, String> getMap("data")).isEqualTo(Map.of("camera_id", camera.toString(), "camera_name",
                    "Front door", "thumbnail_url", "/api/v1/events/" + id + "/thumbnail", "timestamp",
                    "2026-11-24T10:00:00.000Z"));
            Sightings.awaitSettled();
        }
    }

    @Test
    void an_event_of_minutes_ago_whose_text_is_another_now_is_no_new_one() {
        UUID camera = Sightings.camera("Front door");
        String id = send(camera, "ring");
        Sightings.awaitSettled();
        telling.awaitDone();
        MovableClock.forward(Duration.ofMinutes(2));
        try (LiveSocket client = LiveSocket.joined(clients)) {
            SessionContext.run("test.refine", () -> delivery.tell("event:" + id, new Message(Subject.EVENT,
                    UUID.fromString(id), camera, "Front door", EventKind.RING, Instant.parse("2026-11-24T10:00:00Z"),
                    "Somebody rings", "A man carries a ladder.", true, Map.of())));
            telling.tick();

            client.awaitMessages("NEW_EVENT", 1);
            assertThat(client.messages("EVENT_CREATED")).isEmpty();
            assertThat(client.messages("DOORBELL_RING")).isEmpty();
        }
    }

    @Test
    void an_event_that_nobody_could_hear_of_is_no_work() {
        UUID camera = Sightings.camera("Front door");

        send(camera, "person");
        Sightings.awaitSettled();
        telling.awaitDone();

        assertThat(Database.count("select count(*) from delivery where channel = 'live'")).isZero();
        assertThat(Database.count("select count(*) from live_message")).isZero();
    }

    @Test
    void what_is_told_in_a_session_is_heard_after_its_commit_and_never_if_there_is_none() {
        try (LiveSocket client = LiveSocket.joined(clients)) {
            assertThatThrownBy(() -> SessionContext.run("test.tell-live", () -> {
                live.tell("TEST", Map.of("number", 1));
                throw new IllegalStateException("On purpose");
            })).isInstanceOf(IllegalStateException.class);
            SessionContext.run("test.tell-live", () -> {
                live.tell("TEST", Map.of("number", 2));
                assertThat(writer.isIdle()).isTrue();
            });
            live.tell("TEST", Map.of("number", 3));

            assertThat(client.awaitMessages("TEST", 2)).extracting(message -> message.getInt("data.number"))
                    .containsExactly(2, 3);
        }
    }

    @Test
    void a_cap_that_is_reached_is_told_with_its_notification() {
        try (LiveSocket client = LiveSocket.joined(clients)) {
            SessionContext.run("test.spend", () -> delivery.take(new SpendingNotice("daily", LocalDate.parse("2026-11-24"), 80,
                    new BigDecimal("0.80"), new BigDecimal("1.00"), Instant.parse("2026-11-24T10:00:00Z"))));

            JsonPath alert = client.awaitMessages("COST_ALERT", 1).get(0);
            assertThat(alert.getString("data.notification.notification_type")).isEqualTo("cost_alert");
            assertThat(alert.getString("data.alert.period")).isEqualTo("daily");
            assertThat(alert.getInt("data.alert.threshold")).isEqualTo(80);
            assertThat(alert.getString("data.alert.severity")).isEqualTo("warning");
            assertThat(alert.getDouble("data.alert.current_cost")).isEqualTo(0.8);
        }
    }

    private static String send(UUID camera, String kind) {
        return Sightings.send(camera, "1", kind, "worker-hivis.jpg").statusCode(202).extract().path("id");
    }
}
