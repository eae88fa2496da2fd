package io.vigil.delivery.webhook.receivers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
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
import io.vigil.delivery.webhook.HookStub;
import io.vigil.delivery.webhook.Hooks;
import io.vigil.event.EventKind;
import io.vigil.event.NoticeSink.Notice;
import io.vigil.event.NoticeSink.Stage;
import io.vigil.session.SessionContext;
import io.vigil.testsupport.Api;

/** How loud receivers of the household are told what, and whether they see that it is late. */
@QuarkusTest
class ReceiverNoiseTest {

    private static final UUID EVENT = UUID.fromString("0190aaaa-0000-7000-8000-00000000000b");
    private static final UUID CAMERA = UUID.fromString("0190aaaa-0000-7000-8000-00000000000a");

    @Inject
    DeliveryService delivery;

    @Inject
    Telling telling;

    @Inject
    Clock clock;

    private HookStub stub;

    @BeforeEach
    void receivers() {
        stub = new HookStub();
        receiver("/topic", "ntfy");
        receiver("/gotify", "gotify");
        receiver("/standard", "standard");
    }

    @AfterEach
    void stop() {
        telling.awaitDone();
        stub.close();
    }

    @Test
    void an_alarm_is_loud_from_when_it_is_known_to_be_one_and_its_better_text_is_not() {
        Instant now = clock.instant();
        record(Stage.STORED, now, EventKind.AUDIO, "speech", "Speech heard at Hall");
        record(Stage.UPGRADED, now, EventKind.AUDIO, "smoke", "Smoke alarm heard at Hall");
        record(Stage.SETTLED, now, EventKind.AUDIO, "smoke", "Smoke alarm heard at Hall. An empty hall.");

        assertThat(posted("/", "priority")).containsExactly(3, 4, 2);
        assertThat(posted("/gotify/message", "priority")).containsExactly(5, 8, 2);
        assertThat(posted("/", "title")).containsOnly("Sound at Hall");
        assertThat(posted("/standard", "is_refined")).containsExactly(false, true, true);
        assertThat(posted("/standard", "is_upgrade")).containsExactly(false, true, false);
    }

    @Test
    void what_is_told_days_later_says_so() {
        Api.admin().contentType("application/json")
                .body(Map.of("timezone", "UTC", "date_format", "DD/MM/YYYY", "time_format", "24h"))
                .put("/api/v1/system/settings").then().statusCode(200);
        Instant then = clock.instant().minus(Duration.ofDays(3));
        record(Stage.STORED, then, EventKind.PERSON, null, "Person detected at Hall");

        String late = "Person at Hall ("
                + DateTimeFormatter.ofPattern("dd/MM/uuuu, HH:mm").withZone(ZoneOffset.UTC).format(then) + ")";
        assertThat(posted("/", "title")).containsExactly(late);
        assertThat(posted("/gotify/message", "title")).containsExactly(late);
        assertThat(posted("/standard", "title")).containsExactly("Person at Hall");
    }

    private void receiver(String path, String form) {
        Hooks.receiver(Map.of("name", path, "url", stub.url(path), "form", form, "subjects", List.of("event")));
    }

    private void record(Stage stage, Instant at, EventKind kind, String sound, String text) {
        SessionContext.run("test.record",
                () -> delivery.take(new Notice(stage, EVENT, CAMERA, "Hall", kind, at, text, sound)));
        telling.tick();
    }

    private List<Object> posted(String path, String field) {
        return stub.received(path).stream().<Object> map(post -> post.json().get(field)).toList();
    }
}
