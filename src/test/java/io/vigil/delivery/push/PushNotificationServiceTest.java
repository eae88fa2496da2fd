package io.vigil.delivery.push;

import static io.vigil.delivery.push.PushApi.event;
import static io.vigil.delivery.push.PushApi.person;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.is;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.delivery.Message;
import io.vigil.delivery.Message.Subject;
import io.vigil.delivery.Outcome;
import io.vigil.delivery.Outgoing;
import io.vigil.delivery.push.PushServiceStub.Pushed;
import io.vigil.event.EventKind;
import io.vigil.session.SessionContext;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.MovableClock;

@QuarkusTest
class PushNotificationServiceTest {

    @Inject
    PushNotificationService service;

    @Inject
    Clock clock;

    private PushServiceStub stub;

    @BeforeEach
    void start() {
        stub = new PushServiceStub();
    }

    @AfterEach
    void stop() {
        stub.close();
    }

    @Test
    void a_push_service_can_check_who_sends_and_the_browser_alone_can_read_it() {
        Browser browser = stub.browser();
        UUID id = PushApi.subscribe(Api.user(), browser);

        assertThat(send(id, event(EventKind.PERSON, clock.instant(), "Somebody with a ladder")))
                .isInstanceOf(Outcome.Delivered.class);

        Pushed pushed = stub.only();
        assertThat(pushed.method()).isEqualTo("POST");
        assertThat(pushed.endpoint()).isEqualTo(browser.endpoint());
        assertThat(pushed.header("Content-Encoding")).isEqualTo("aes128gcm");
        assertThat(pushed.header("Urgency")).isEqualTo("normal");
        assertThat(pushed.header("Topic")).matches("[\\w-]{1,32}");
        VapidToken token = pushed.token();
        assertThat(token.isSigned()).isTrue();
        assertThat(token.algorithm()).isEqualTo("ES256");
        assertThat(token.audience()).isEqualTo(stub.origin());
        assertThat(token.subject()).isEqualTo("mailto:security@vigil.example");
        assertThat(token.expiry()).isBetween(clock.instant().plusSeconds(3600), clock.instant().plus(Duration.ofHours(24)));
        Api.user().get(PushApi.PUSH + "/vapid-public-key").then().body("public_key", is(token.key()));

        JsonNode told = browser.read(pushed.body());
        assertThat(told.path("title").asText()).isEqualTo("Person detected at Front door");
        assertThat(told.path("body").asText()).isEqualTo("Somebody with a ladder");
        assertThat(told.path("tag").asText()).isEqualTo(PushApi.CAMERA.toString());
        assertThat(told.path("renotify").asBoolean()).isTrue();
        assertThat(told.path("silent").isBoolean()).isTrue();
        assertThat(told.path("silent").asBoolean()).isFalse();
        assertThat(told.path("icon").asText()).startsWith("/icons/");
        assertThat(told.path("badge").asText()).startsWith("/icons/");
        assertThat(told.path("actions").findValuesAsText("action")).containsExactly("view", "dismiss");
        assertThat(told.has("image")).isFalse();
        JsonNode data = told.path("data");
        assertThat(data.path("event_id").asText()).isEqualTo(PushApi.EVENT.toString());
        assertThat(data.path("camera_id").asText()).isEqualTo(PushApi.CAMERA.toString());
        assertThat(data.path("camera_name").asText()).isEqualTo("Front door");
        assertThat(data.path("url").asText()).isEqualTo("/events?highlight=" + PushApi.EVENT);
        assertThat(data.path("smart_detection_type").asText()).isEqualTo("person");
        assertThat(data.has("anomaly_score")).isFalse();
    }

    @Test
    void a_zone_that_went_out_of_use_has_no_quiet_hours() {
        Browser browser = stub.browser();
        UUID id = PushApi.subscribe(Api.user(), browser);
        prefer(browser, Map.of("endpoint", browser.endpoint(), "quiet_hours_enabled", true, "quiet_hours_start", "00:00",
                "quiet_hours_end", "23:59", "timezone", "UTC"));
        Database.run("update push_subscription set timezone = 'Mars/Olympus'");

        assertThat(recipients(person("Text"))).containsExactly(id.toString());
        assertThat(send(id, person("Text"))).isInstanceOf(Outcome.Delivered.class);
    }

    @Test
    void a_browser_cannot_read_what_is_for_another() {
        Browser one = stub.browser();
        Browser other = stub.browser();
        send(PushApi.subscribe(Api.user(), one), person("For one"));
        send(PushApi.subscribe(Api.user(), other), person("For the other"));

        byte[] first = stub.received().get(0).body();
        byte[] second = stub.received().get(1).body();
        assertThat(one.read(first).path("body").asText()).isEqualTo("For one");
        assertThat(other.read(second).path("body").asText()).isEqualTo("For the other");
        assertThatThrownBy(() -> other.read(first)).isInstanceOf(IllegalArgumentException.class);
        assertThat(new String(first, StandardCharsets.ISO_8859_1)).doesNotContain("For one");
    }

    @Test
    void a_refined_text_takes_the_first_ones_place_without_a_sound() {
        Browser browser = stub.browser();
        UUID id = PushApi.subscribe(Api.user(), browser);

        send(id, person("Person detected at Front door"));
        PushApi.send(service, new Outgoing(UUID.randomUUID(), PushApi.NOTICE, id.toString(), 1, true, PushApi.HAPPENED,
                person("A postman rings")));

        JsonNode first = browser.read(stub.received().get(0).body());
        JsonNode refined = browser.read(stub.received().get(1).body());
        assertThat(refined.path("tag")).isEqualTo(first.path("tag"));
        assertThat(refined.path("silent").asBoolean()).isTrue();
        assertThat(refined.path("renotify").asBoolean()).isFalse();
        assertThat(refined.path("body").asText()).isEqualTo("A postman rings");
        // A device that was away for a moment gets both, and hears the first.
        assertThat(stub.received().get(1).header("Topic")).isNotEqualTo(stub.received().get(0).header("Topic"));
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            100, 0, 100
            101, 0, 100
            500, 0, 100
            0, 50, 100
            # The cut would go through a character that is two of Java's.
            96, 10, 99
            """)
    void a_long_text_is_cut_between_characters(int plain, int pairs, int length) {
        Browser browser = stub.browser();
        UUID id = PushApi.subscribe(Api.user(), browser);
        String text = "x".repeat(plain) + "\uD83D\uDC08".repeat(pairs);

        send(id, person(text));

        String body = browser.read(stub.only().body()).path("body").asText();
        assertThat(body).hasSize(length);
        String kept = body.endsWith("...") ? body.substring(0, length - 3) : body;
        assertThat(text).startsWith(kept);
        assertThat(Character.isHighSurrogate(kept.charAt(kept.length() - 1))).isFalse();
    }

    @Test
    void what_is_about_no_event_is_told_too() {
        Browser browser = stub.browser();
        UUID id = PushApi.subscribe(Api.user(), browser);

        send(id, new Message(Subject.DIGEST, null, null, null, null, PushApi.HAPPENED, "Your day", "Two people", true,
                Map.of()));

        JsonNode told = browser.read(stub.only().body());
        assertThat(told.path("title").asText()).isEqualTo("Your day");
        assertThat(told.path("tag").asText()).isEqualTo(PushApi.NOTICE);
        assertThat(told.path("data").path("url").asText()).startsWith("/");
        assertThat(told.path("data").has("event_id")).isFalse();
    }

    @Test
    void a_message_is_for_those_who_want_it_now() {
        Browser all = stub.browser();
        Browser packages = stub.browser();
        Browser elsewhere = stub.browser();
        Browser quiet = stub.browser();
        String allId = PushApi.subscribe(Api.admin(), all).toString();
        String packagesId = PushApi.subscribe(Api.user(), packages).toString();
        PushApi.subscribe(Api.user(), elsewhere);
        String quietId = PushApi.subscribe(Api.user(), quiet).toString();
        prefer(packages, Map.of("endpoint", packages.endpoint(), "enabled_object_types", List.of("package")));
        prefer(elsewhere, Map.of("endpoint", elsewhere.endpoint(), "enabled_cameras", List.of(UUID.randomUUID())));
        prefer(quiet, quietNow(quiet, Duration.ofMinutes(-5), Duration.ofMinutes(5)));

        assertThat(recipients(event(EventKind.PERSON, "Text"))).containsExactly(allId);
        assertThat(recipients(event(EventKind.PACKAGE, "Text"))).containsExactlyInAnyOrder(allId, packagesId);
        assertThat(recipients(event(EventKind.RING, "Text"))).containsExactlyInAnyOrder(allId, packagesId);
        assertThat(recipients(event(EventKind.MOTION, "Text"))).containsExactly(allId);

        MovableClock.forward(Duration.ofMinutes(10));
        assertThat(recipients(event(EventKind.MOTION, "Text"))).containsExactlyInAnyOrder(allId, quietId);

        Database.run("update app_user set active = false where username = '" + Api.ADMIN + "'");
        assertThat(recipients(event(EventKind.MOTION, "Text"))).containsExactly(quietId);
    }

    @Test
    void wishes_count_at_the_moment_of_sending_too() {
        Browser browser = stub.browser();
        UUID id = PushApi.subscribe(Api.user(), browser);
        prefer(browser, quietNow(browser, Duration.ofMinutes(5), Duration.ofMinutes(15)));
        assertThat(send(id, person("Before"))).isInstanceOf(Outcome.Delivered.class);

        MovableClock.forward(Duration.ofMinutes(10));
        assertThat(send(id, person("Quiet"))).isEqualTo(new Outcome.Skipped("These are quiet hours"));

        MovableClock.forward(Duration.ofMinutes(10));
        assertThat(send(id, person("After"))).isInstanceOf(Outcome.Delivered.class);

        prefer(browser, Map.of("endpoint", browser.endpoint(), "enabled_cameras", List.of()));
        assertThat(send(id, person("No camera"))).isInstanceOf(Outcome.Skipped.class);

        Database.run("update app_user set active = false");
        assertThat(send(id, person("Nobody"))).isEqualTo(new Outcome.Skipped("The user is deactivated"));
        assertThat(stub.received()).hasSize(2);
    }

    @Test
    void a_silent_browser_is_told_without_a_sound() {
        Browser browser = stub.browser();
        UUID id = PushApi.subscribe(Api.user(), browser);
        prefer(browser, Map.of("endpoint", browser.endpoint(), "sound_enabled", false));

        send(id, event(EventKind.RING, "Text"));

        JsonNode told = browser.read(stub.only().body());
        assertThat(told.path("silent").asBoolean()).isTrue();
        assertThat(told.path("renotify").asBoolean()).isTrue();
    }

    /** From and to so long after now. */
    private Map<String, Object> quietNow(Browser browser, Duration from, Duration to) {
        DateTimeFormatter wall = DateTimeFormatter.ofPattern("HH:mm").withZone(ZoneId.of("Asia/Tokyo"));
        Instant now = clock.instant();
        return Map.of("endpoint", browser.endpoint(), "quiet_hours_enabled", true, "quiet_hours_start",
                wall.format(now.plus(from)), "quiet_hours_end", wall.format(now.plus(to)), "timezone", "Asia/Tokyo");
    }

    private void prefer(Browser browser, Map<String, Object> preferences) {
        PushApi.put(Api.user(), "/preferences", preferences).statusCode(200);
    }

    private List<String> recipients(Message message) {
        return SessionContext.call("test.recipients", db -> service.recipients(db, message));
    }

    private Outcome send(UUID id, Message message) {
        return PushApi.send(service, id, message);
    }
}
