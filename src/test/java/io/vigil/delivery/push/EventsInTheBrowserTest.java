package io.vigil.delivery.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.delivery.DeliveryService;
import io.vigil.delivery.Telling;
import io.vigil.event.EventKind;
import io.vigil.event.NoticeSink.Notice;
import io.vigil.event.NoticeSink.Stage;
import io.vigil.session.SessionContext;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;

/** From the session that records an event to the browser's screen. */
@QuarkusTest
class EventsInTheBrowserTest {

    @Inject
    DeliveryService delivery;

    @Inject
    Telling telling;

    private PushServiceStub stub;
    private Browser browser;

    @BeforeEach
    void subscribe() {
        stub = new PushServiceStub();
        browser = stub.browser();
        PushApi.subscribe(Api.user(), browser);
    }

    @AfterEach
    void stop() {
        telling.awaitDone();
        stub.close();
    }

    @Test
    void an_event_is_told_and_refined_in_its_place() {
        record(Stage.STORED, "Person detected at Front door");
        record(Stage.SETTLED, "A postman brings a parcel");

        assertThat(bodies()).containsExactly("Person detected at Front door", "A postman brings a parcel");
        assertThat(browser.read(stub.received().get(1).body()).path("tag").asText()).isEqualTo(PushApi.CAMERA.toString());
        assertThat(browser.read(stub.received().get(1).body()).path("silent").asBoolean()).isTrue();
        assertThat(states()).containsExactly("delivered");
    }

    @Test
    void a_better_text_of_an_older_event_does_not_take_a_newer_ones_place() {
        record(Stage.STORED, "Person detected at Front door");
        ring(PushApi.CAMERA, Duration.ofMillis(500), Stage.STORED, "Doorbell rings at Front door");
        record(Stage.SETTLED, "A postman walks to the door");
        ring(PushApi.CAMERA, Duration.ofMillis(500), Stage.SETTLED, "A postman rings");

        assertThat(bodies()).containsExactly("Person detected at Front door", "Doorbell rings at Front door",
                "A postman rings");
        assertThat(Database.column("""
                select d.state || ': ' || coalesce(d.last_error, '') from delivery d join notice n on n.id = d.notice_id
                where d.channel = 'push' order by n.created_at"""))
                .containsExactly("skipped: What happened later at this camera is on the screen by now", "delivered: ");
    }

    @Test
    void a_better_text_is_told_if_nothing_later_took_its_place() {
        UUID garden = UUID.randomUUID();
        record(Stage.STORED, "Person detected at Front door");
        ring(garden, Duration.ofSeconds(5), Stage.STORED, "Doorbell rings at another place");
        ring(PushApi.CAMERA, Duration.ofSeconds(-5), Stage.STORED, "Known later, but rang before");
        PushApi.put(Api.user(), "/preferences", Map.of("endpoint", browser.endpoint(), "enabled_cameras", List.of(garden)))
                .statusCode(200);
        ring(PushApi.CAMERA, Duration.ofSeconds(9), UUID.randomUUID(), Stage.STORED, "Rings, but not for this browser");
        PushApi.put(Api.user(), "/preferences", Map.of("endpoint", browser.endpoint())).statusCode(200);

        record(Stage.SETTLED, "A postman walks to the door");

        assertThat(bodies()).containsExactly("Person detected at Front door", "Doorbell rings at another place",
                "Known later, but rang before", "A postman walks to the door");
    }

    @Test
    void what_was_told_later_is_found_by_an_index() throws SQLException {
        try (Connection connection = Database.connect()) {
            // Or the table would be too small to be worth it.
            Database.column(connection, "select set_config('enable_seqscan', 'off', false)");
            assertThat(Database.column(connection, """
                    explain select 1 from notice n where n.message ->> 'cameraId' = 'a'
                        and (rtrim(n.message ->> 'occurredAt', 'Z') collate "C", n.created_at) > ('2026', now())"""))
                    .anyMatch(line -> line.contains("notice_camera_occurred"))
                    .anyMatch(line -> line.contains("Index Cond") && line.contains("rtrim"));
        }
    }

    @Test
    void a_busy_push_service_is_left_alone_as_long_as_it_asks() {
        stub.answer(429, Map.of("Retry-After", "90"), "");
        record(Stage.STORED, "Person detected at Front door");
        assertThat(states()).containsExactly("waiting");

        telling.later(Duration.ofSeconds(80));
        assertThat(stub.received()).hasSize(1);
        telling.later(Duration.ofSeconds(20));

        assertThat(bodies()).containsExactly("Person detected at Front door", "Person detected at Front door");
        assertThat(states()).containsExactly("delivered");
    }

    @Test
    void what_a_push_service_refuses_is_on_record_with_the_reason() {
        stub.answer(403, Map.of(), "InvalidVapidSubject");

        record(Stage.STORED, "Person detected at Front door");

        assertThat(states()).containsExactly("dead");
        assertThat(Database.value("select last_error from delivery where channel = 'push'")).contains("403",
                "InvalidVapidSubject");
        telling.later(Duration.ofHours(2));
        assertThat(stub.received()).hasSize(1);
    }

    @Test
    void a_browser_that_has_gone_is_not_told_again() {
        stub.answer(410);

        record(Stage.STORED, "Person detected at Front door");
        record(Stage.SETTLED, "A postman brings a parcel");

        assertThat(stub.received()).hasSize(1);
        assertThat(states()).containsExactly("gone");
        assertThat(Database.count("select count(*) from push_subscription")).isZero();
    }

    private void record(Stage stage, String text) {
        record(new Notice(stage, PushApi.EVENT, PushApi.CAMERA, "Front door", EventKind.PERSON, PushApi.HAPPENED, text));
    }

    /** The same event of a camera each time. */
    private void ring(UUID camera, Duration after, Stage stage, String text) {
        ring(camera, after, camera, stage, text);
    }

    private void ring(UUID camera, Duration after, UUID event, Stage stage, String text) {
        record(new Notice(stage, event, camera, "Front door", EventKind.RING, PushApi.HAPPENED.plus(after), text));
    }

    private void record(Notice notice) {
        SessionContext.run("test.record", () -> delivery.take(notice));
        telling.awaitDone();
    }

    private List<String> bodies() {
        return stub.received().stream().map(pushed -> browser.read(pushed.body()).path("body").asText()).toList();
    }

    private static List<String> states() {
        return Database.column("select state from delivery where channel = 'push'");
    }
}
