package io.vigil.protect.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Future;
import io.vigil.protect.client.ControllerException.Kind;
import io.vigil.protect.client.live.Complaints;
import io.vigil.protect.simulator.Channel;
import io.vigil.protect.simulator.ControllerSimulator;
import io.vigil.protect.simulator.Recording;
import io.vigil.protect.simulator.SimulatedEvent;
import io.vigil.testsupport.HeardLog;

@QuarkusTest
class LiveStreamTest {

    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final String CAMERA = "586ab7c2bb6423c3fdd47e95";
    private static final String OTHER = "f0cd15b8bed9e38899286a8c";

    @Inject
    ControllerClients clients;

    private final Heard heard = new Heard();
    private ControllerSimulator controller;
    private ControllerClient client;

    @BeforeEach
    void start() {
        controller = ControllerSimulator.start();
    }

    @AfterEach
    void stop() {
        Answers.of(client.close());
        await().until(() -> controller.counters().open() == 0);
        controller.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void tells_what_happens_in_order_and_on_one_thread(boolean isOfficial) {
        open(isOfficial);

        SimulatedEvent person = controller.tell(SimulatedEvent.zone(CAMERA, START, "person"));
        controller.tell(person.seeing("person", "package"));
        controller.end(person, START.plusSeconds(9));
        SimulatedEvent ring = controller.tell(SimulatedEvent.ring(OTHER, START.plusSeconds(20)));

        await().until(() -> heard.events().size() == 4);
        assertThat(heard.ids()).containsExactly(person.id(), person.id(), person.id(), ring.id());
        assertThat(heard.events().get(0)).satisfies(first -> {
            assertThat(first.type()).isEqualTo("smartDetectZone");
            assertThat(first.start()).isEqualTo(START);
            assertThat(first.end()).isNull();
            assertThat(first.device()).isEqualTo(CAMERA);
            assertThat(first.detections()).containsExactly("person");
            assertThat(first.isHistory()).isFalse();
        });
        assertThat(heard.events().get(1).detections()).containsExactly("person", "package");
        assertThat(heard.events().get(2).end()).isEqualTo(START.plusSeconds(9));
        assertThat(heard.threads()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void tells_which_cameras_come_and_go_in_lists_too(boolean isOfficial) {
        open(isOfficial);

        controller.device("DISCONNECTED", CAMERA);
        controller.device("CONNECTED", CAMERA, OTHER);
        controller.removeCamera(OTHER);

        await().until(() -> heard.online().size() >= 4);
        assertThat(heard.online()).containsExactly("-" + CAMERA, "+" + CAMERA, "+" + OTHER, "-" + OTHER);
    }

    @Test
    void tells_all_that_was_recorded_of_either_api() {
        open(true);
        controller.play(Recording.allOfficial());
        await().until(() -> heard.events().size() == 25 && heard.online().size() == 3);
        Answers.of(client.close());
        Heard of = new Heard();
        client = clients.open(Answers.local(controller), Answers.QUICK);
        Answers.of(client.open(of));

        controller.play(Recording.household());

        await().until(() -> of.events().size() == 17);
        assertThat(of.events()).filteredOn(change -> "ring".equals(change.type())).singleElement()
                .satisfies(ring -> assertThat(ring.device()).isEqualTo("1c9a2db4df6efda47a3509be"));
        assertThat(of.events()).extracting(EventChange::type).contains("smartDetectZone", "motion", "lightMotion");
        assertThat(of.ends()).isEmpty();
    }

    @Test
    void what_is_told_before_all_of_the_stream_is_open_is_heard() {
        client = clients.open(Answers.official(controller));
        controller.faults().delay(Duration.ofSeconds(1));
        Future<LiveStream> opened = client.open(heard);
        await().until(() -> controller.counters().open(Channel.EVENTS) == 1);

        SimulatedEvent early = controller.tell(SimulatedEvent.motion(CAMERA, START));

        await().until(() -> heard.ids().contains(early.id()));
        assertThat(Answers.of(opened)).isNotNull();
        assertThat(heard.ids()).containsExactly(early.id());
    }

    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void messages_that_make_no_sense_are_passed_over_with_a_line_per_class_at_most(boolean isOfficial) {
        open(isOfficial);
        try (HeardLog log = HeardLog.of(Complaints.class)) {
            for (int i = 0; i < 200; i++) {
                if (isOfficial) {
                    controller
                            .sendText(Channel.EVENTS,
                                    List.of("{", "[]", "", "{\"type\":\"add\",\"item\":{\"modelKey\":\"event\"}}",
                                            "{\"type\":\"add\",\"item\":{\"id\":\"u\",\"modelKey\":\"unheardOf\"}}")
                                            .get(i % 5));
                } else {
                    controller.sendBinary(Channel.UPDATES, new byte[i]);
                    controller.sendText(Channel.UPDATES, "text");
                }
            }
            SimulatedEvent last = controller.tell(SimulatedEvent.motion(CAMERA, START));

            await().until(() -> heard.ids().contains(last.id()));
            assertThat(heard.ids()).containsExactly(last.id());
            assertThat(log.saying("(json)")).hasSizeLessThanOrEqualTo(1);
            assertThat(log.saying("cannot be read")).hasSizeLessThanOrEqualTo(6);
        }
        assertThat(heard.ends()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void a_socket_that_says_nothing_is_closed_though_nobody_answers(boolean isOfficial) {
        LiveStream stream = open(isOfficial, Answers.IMPATIENT);
        long heardLast = stream.lastHeardNanos();
        await().until(() -> stream.lastHeardNanos() - heardLast > 0);
        assertThat(controller.counters().pings()).isPositive();

        controller.faults().silent(true);

        await().atMost(Duration.ofSeconds(10)).until(() -> heard.ends().size() == 1);
        assertThat(heard.ends()).singleElement().asString().contains("Nothing was heard");
        await().untilAsserted(() -> assertThat(controller.counters().open()).isZero());
        Answers.of(stream.close());
        assertThat(heard.ends()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void a_stream_that_is_dropped_or_cut_or_closed_is_over_once(boolean isOfficial) {
        Channel channel = isOfficial ? Channel.EVENTS : Channel.UPDATES;
        open(isOfficial);
        controller.drop();
        await().until(() -> heard.ends().size() == 1);
        Answers.of(client.open(heard));
        controller.closeStreams(channel, 1001, "until later");
        await().until(() -> heard.ends().size() == 2);
        Answers.of(client.open(heard));
        controller.faults().cutNextFrames(1);
        controller.tell(SimulatedEvent.motion(CAMERA, START));
        await().until(() -> heard.ends().size() == 3);

        assertThat(heard.ends().get(1)).contains("1001", "until later");
        await().untilAsserted(() -> assertThat(controller.counters().open()).isZero());
        assertThat(controller.counters().mostOpen(channel)).isEqualTo(1);
    }

    @Test
    void a_stream_of_two_channels_is_over_when_one_is() {
        open(true);
        controller.closeStreams(Channel.DEVICES, 1000, "");

        await().until(() -> heard.ends().size() == 1);
        await().untilAsserted(() -> assertThat(controller.counters().open()).isZero());
    }

    @Test
    void a_stream_that_cannot_be_opened_whole_leaves_nothing_open() {
        client = clients.open(Answers.official(controller), Answers.QUICK);
        controller.accounts().changeKey("another");

        assertThat(Answers.failure(client.open(heard)).kind()).isEqualTo(Kind.REFUSED);
        assertThat(heard.ends()).isEmpty();
        await().untilAsserted(() -> assertThat(controller.counters().open()).isZero());
    }

    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void a_paused_stream_keeps_what_is_told_for_later(boolean isOfficial) {
        LiveStream stream = open(isOfficial, Answers.IMPATIENT);
        stream.pause();
        controller.tell(SimulatedEvent.motion(CAMERA, START));
        // Longer than a silence would be suffered: the controller is not to blame.
        await().during(Duration.ofSeconds(1)).until(() -> heard.events().size() <= 1 && heard.ends().isEmpty());

        stream.resume();

        await().until(() -> heard.events().size() == 1);
        assertThat(heard.ends()).isEmpty();
    }

    @Test
    void goes_on_where_it_was_and_begins_anew_where_the_controller_does_not_know_that_any_more() {
        open(false);
        controller.tell(SimulatedEvent.motion(CAMERA, START));
        await().until(() -> heard.events().size() == 1);
        assertThat(controller.counters().requests("bootstrap")).isEqualTo(1);
        controller.drop();
        await().until(() -> heard.ends().size() == 1);
        Answers.of(client.open(heard));
        controller.tell(SimulatedEvent.motion(CAMERA, START.plusSeconds(30)));
        await().until(() -> heard.events().size() == 2);
        assertThat(controller.counters().requests("bootstrap")).isEqualTo(1);

        controller.stop();
        await().until(() -> heard.ends().size() == 2);
        controller.comeBack("7.3.0");
        Answers.of(client.open(heard));
        await().until(() -> heard.ends().size() == 3);
        Answers.of(client.open(heard));
        controller.tell(SimulatedEvent.motion(CAMERA, START.plusSeconds(60)));

        await().until(() -> heard.events().size() == 3);
        assertThat(heard.ends().get(2)).contains("lastUpdateId");
        assertThat(controller.counters().requests("bootstrap")).isEqualTo(2);
    }

    private LiveStream open(boolean isOfficial) {
        return open(isOfficial, Answers.QUICK);
    }

    private LiveStream open(boolean isOfficial, Limits limits) {
        client = clients.open(isOfficial ? Answers.official(controller) : Answers.local(controller), limits);
        return Answers.of(client.open(heard));
    }
}
