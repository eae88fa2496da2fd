package io.vigil.delivery.push;

import static io.vigil.delivery.push.PushApi.event;
import static io.vigil.delivery.push.PushApi.person;
import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.delivery.Message;
import io.vigil.delivery.Message.Subject;
import io.vigil.delivery.Outcome;
import io.vigil.event.EventKind;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.MovableClock;

/** What a push service is told beside the message: for whom, how long, how urgent, and instead of what. */
@QuarkusTest
class PushHeadersTest {

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
    void a_push_service_finds_itself_in_the_token_however_its_name_is_written() {
        Browser browser = new Browser(stub.browser().endpoint().replace("localhost", "LocalHost"));

        send(PushApi.subscribe(Api.user(), browser), person("Text"));

        assertThat(stub.only().token().audience()).isEqualTo(stub.origin());
    }

    @Test
    void what_waits_for_a_device_is_the_newest_of_a_camera() {
        UUID id = PushApi.subscribe(Api.user(), stub.browser());
        send(id, person("One"));
        send(id, person("Two"));
        send(id, new Message(Subject.EVENT, PushApi.EVENT, UUID.randomUUID(), "Garden", EventKind.PERSON, PushApi.HAPPENED,
                "Title", "Three", false, Map.of()));

        List<String> topics = stub.received().stream().map(pushed -> pushed.header("Topic")).toList();
        assertThat(topics.get(1)).isEqualTo(topics.get(0));
        assertThat(topics.get(2)).isNotEqualTo(topics.get(0));
    }

    @Test
    void what_waits_for_a_device_does_so_for_the_rest_of_its_time() {
        UUID id = PushApi.subscribe(Api.user(), stub.browser());
        Instant now = clock.instant();

        assertThat(send(id, event(EventKind.PERSON, now.minus(Duration.ofHours(3)), "Old")))
                .isInstanceOf(Outcome.Delivered.class);
        assertThat(send(id, event(EventKind.PERSON, now.plus(Duration.ofHours(3)), "Of a camera whose clock is wrong")))
                .isInstanceOf(Outcome.Delivered.class);
        assertThat(send(id, event(EventKind.RING, now.minus(Duration.ofHours(4)), "Too old")))
                .isEqualTo(new Outcome.Skipped("Too old to be told"));

        assertThat(stub.received()).hasSize(2);
        assertThat(Integer.parseInt(stub.received().get(0).header("TTL"))).isBetween(3000, 3600);
        assertThat(stub.received().get(1).header("TTL")).isEqualTo("14400");
    }

    @Test
    void what_is_about_the_past_ages_from_when_it_was_known() {
        UUID id = PushApi.subscribe(Api.user(), stub.browser());
        Message digest = new Message(Subject.DIGEST, null, null, null, null, clock.instant().minus(Duration.ofHours(9)),
                "Your day", "Two people", true, Map.of());

        assertThat(send(id, digest)).isInstanceOf(Outcome.Delivered.class);
        MovableClock.forward(Duration.ofHours(4));
        assertThat(send(id, digest)).isInstanceOf(Outcome.Skipped.class);
    }

    @ParameterizedTest
    @CsvSource({ "RING,high", "AUDIO,normal", "PERSON,normal", "PACKAGE,normal", "MOTION,low" })
    void the_urgent_wakes_the_device(EventKind kind, String urgency) {
        UUID id = PushApi.subscribe(Api.user(), stub.browser());

        send(id, event(kind, "Text"));

        assertThat(stub.only().header("Urgency")).isEqualTo(urgency);
    }

    private Outcome send(UUID id, Message message) {
        return PushApi.send(service, id, message);
    }
}
