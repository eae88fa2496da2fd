package io.vigil.delivery.push;

import static org.assertj.core.api.Assertions.assertThat;

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

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.delivery.DeliveryService;
import io.vigil.delivery.Telling;
import io.vigil.event.EventKind;
import io.vigil.event.NoticeSink.Notice;
import io.vigil.event.NoticeSink.Stage;
import io.vigil.session.SessionContext;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;

/** What is heard, and in what place it is shown, if an event is more than was told or comes late. */
@QuarkusTest
class UpgradesInTheBrowserTest {

    private static final UUID LATER = UUID.fromString("0190aaaa-0000-7000-8000-00000000000c");

    @Inject
    DeliveryService delivery;

    @Inject
    Telling telling;

    @Inject
    Clock clock;

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
    void what_turns_out_to_be_more_is_heard_again_and_its_better_text_is_not() {
        record(Stage.STORED, EventKind.MOTION, null, "Motion detected at Front door");
        record(Stage.UPGRADED, EventKind.PERSON, null, "Person detected at Front door");
        record(Stage.UPGRADED, EventKind.PERSON, null, "Person detected at Front door");
        record(Stage.SETTLED, EventKind.PERSON, null, "A postman brings a parcel");

        assertThat(heard()).containsExactly("Motion detected at Front door: true", "Person detected at Front door: true",
                "A postman brings a parcel: false");
        assertThat(pushed()).extracting(told -> told.path("silent").asBoolean()).containsExactly(false, false, true);
        // A device that was away for a moment hears once what it is, and has the better text beside.
        assertThat(stub.received().get(1).header("Topic")).isEqualTo(stub.received().get(0).header("Topic"))
                .isNotEqualTo(stub.received().get(2).header("Topic"));
    }

    @Test
    void the_same_text_in_the_end_is_no_news_after_an_upgrade() {
        record(Stage.STORED, EventKind.AUDIO, "speech", "Speech heard at Front door");
        record(Stage.UPGRADED, EventKind.AUDIO, "smoke", "Smoke alarm heard at Front door");
        record(Stage.SETTLED, EventKind.AUDIO, "smoke", "Smoke alarm heard at Front door");

        assertThat(heard()).containsExactly("Speech heard at Front door: true", "Smoke alarm heard at Front door: true");
        assertThat(stub.received()).extracting(pushed -> pushed.header("Urgency")).containsExactly("normal", "high");
    }

    @Test
    void an_upgrade_that_a_better_text_overtakes_on_its_way_is_heard_with_that() {
        record(Stage.STORED, EventKind.MOTION, null, "Motion detected at Front door");
        stub.answer(500);
        record(Stage.UPGRADED, EventKind.PERSON, null, "Person detected at Front door");
        record(Stage.SETTLED, EventKind.PERSON, null, "A postman brings a parcel");
        telling.later(Duration.ofMinutes(1));
        record(Stage.SETTLED, EventKind.PERSON, null, "A postman brings two parcels");

        assertThat(heard()).containsExactly("Motion detected at Front door: true", "Person detected at Front door: true",
                "A postman brings a parcel: true", "A postman brings two parcels: false");
    }

    @Test
    void what_was_not_told_for_a_later_event_is_told_if_it_is_more() {
        record(Stage.STORED, EventKind.MOTION, null, "Motion detected at Front door");
        ring();
        record(Stage.SETTLED, EventKind.MOTION, null, "Leaves move");
        record(Stage.UPGRADED, EventKind.PERSON, null, "Person detected at Front door");

        assertThat(heard()).containsExactly("Motion detected at Front door: true", "Doorbell ring at Front door: true",
                "Person detected at Front door: true");
        assertThat(pushed().get(2).path("tag").asText()).isEqualTo(PushApi.EVENT.toString());
    }

    @Test
    void a_first_word_that_comes_late_leaves_the_place_to_what_happened_later() {
        stub.answer(500);
        record(Stage.STORED, EventKind.PERSON, null, "Person detected at Front door");
        ring();
        telling.later(Duration.ofMinutes(1));
        record(Stage.SETTLED, EventKind.PERSON, null, "A postman walks to the door");

        assertThat(heard()).containsExactly("Person detected at Front door: true", "Doorbell ring at Front door: true",
                "Person detected at Front door: true");
        assertThat(pushed()).extracting(told -> told.path("tag").asText()).containsExactly(PushApi.CAMERA.toString(),
                PushApi.CAMERA.toString(), PushApi.EVENT.toString());
        assertThat(stub.received().get(2).header("Topic")).isNotEqualTo(stub.received().get(1).header("Topic"));
        assertThat(Database.column("select state from delivery where channel = 'push' order by state"))
                .containsExactly("delivered", "skipped");
    }

    @Test
    void what_is_told_late_says_when_it_was() {
        Api.admin().contentType("application/json")
                .body(Map.of("timezone", "Asia/Tokyo", "date_format", "YYYY-MM-DD", "time_format", "24h"))
                .put("/api/v1/system/settings").then().statusCode(200);
        Instant now = clock.instant();
        Instant late = now.minus(Duration.ofMinutes(3));
        record(notice(PushApi.EVENT, now, Stage.STORED, EventKind.PERSON, null, "Now"));
        record(notice(LATER, late, Stage.STORED, EventKind.PERSON, null, "Then"));

        ZoneId tokyo = ZoneId.of("Asia/Tokyo");
        boolean isSameDay = late.atZone(tokyo).toLocalDate().equals(clock.instant().atZone(tokyo).toLocalDate());
        String when = DateTimeFormatter.ofPattern(isSameDay ? "HH:mm" : "uuuu-MM-dd, HH:mm").withZone(tokyo).format(late);
        assertThat(pushed()).extracting(told -> told.path("title").asText()).containsExactly("Person at Front door",
                "Person at Front door (" + when + ")");
    }

    @Test
    void whoever_chose_objects_hears_alarms_and_no_other_sound() {
        PushApi.put(Api.user(), "/preferences", Map.of("endpoint", browser.endpoint(), "enabled_object_types",
                List.of("package"))).statusCode(200);

        record(Stage.STORED, EventKind.AUDIO, "bark", "Dog barking heard at Front door");
        assertThat(stub.received()).isEmpty();
        record(Stage.UPGRADED, EventKind.AUDIO, "glass_break", "Breaking glass heard at Front door");

        assertThat(heard()).containsExactly("Breaking glass heard at Front door: true");
    }

    private void record(Stage stage, EventKind kind, String sound, String text) {
        record(notice(PushApi.EVENT, PushApi.HAPPENED, stage, kind, sound, text));
    }

    private void ring() {
        record(notice(LATER, PushApi.HAPPENED.plusMillis(500), Stage.STORED, EventKind.RING, null,
                "Doorbell ring at Front door"));
    }

    private static Notice notice(UUID event, Instant at, Stage stage, EventKind kind, String sound, String text) {
        return new Notice(stage, event, PushApi.CAMERA, "Front door", kind, at, text, sound);
    }

    private void record(Notice notice) {
        SessionContext.run("test.record", () -> delivery.take(notice));
        telling.awaitDone();
    }

    private List<JsonNode> pushed() {
        return stub.received().stream().map(one -> browser.read(one.body())).toList();
    }

    /** Each text, and whether it is heard again. */
    private List<String> heard() {
        return pushed().stream().map(told -> told.path("body").asText() + ": " + told.path("renotify").asBoolean()).toList();
    }
}
