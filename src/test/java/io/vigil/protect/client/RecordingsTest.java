package io.vigil.protect.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Future;
import io.vigil.protect.client.ControllerException.Kind;
import io.vigil.protect.simulator.ControllerSimulator;
import io.vigil.protect.simulator.SimulatedEvent;
import io.vigil.testsupport.Samples;

@QuarkusTest
class RecordingsTest {

    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");
    private static final String CAMERA = "586ab7c2bb6423c3fdd47e95";
    private static final String OFFLINE = "76227b20c37b2ff0abdc9d4d";

    @Inject
    ControllerClients clients;

    private ControllerSimulator controller;
    private ControllerClient client;

    @BeforeEach
    void start() {
        controller = ControllerSimulator.start();
        client = clients.open(Answers.local(controller), Answers.QUICK);
    }

    @AfterEach
    void stop() {
        Answers.of(client.close());
        controller.close();
    }

    @Test
    void history_is_read_page_by_page_and_told_oldest_first() {
        List<EventChange> all = Answers.of(client.history(LONG_AGO, START, 1_000));

        assertThat(all).hasSize(189).extracting(EventChange::start).isSorted();
        assertThat(all).extracting(EventChange::id).doesNotHaveDuplicates();
        assertThat(all).allMatch(EventChange::isHistory).extracting(EventChange::type)
                .containsOnly("motion", "smartDetectZone", "ring");
        assertThat(controller.counters().requests("events")).isEqualTo(2);
    }

    @Test
    void of_a_history_that_is_too_long_the_newest_part_is_told() {
        List<EventChange> all = Answers.of(client.history(LONG_AGO, START, 1_000));

        assertThat(Answers.of(client.history(LONG_AGO, START, 120))).isEqualTo(all.subList(69, 189));
    }

    @Test
    void an_event_of_the_past_is_told_whole() {
        SimulatedEvent person = SimulatedEvent.zone(CAMERA, START, "person").scored(87).endedAt(START.plusSeconds(9));
        controller.keepToItself(person);

        assertThat(Answers.of(client.history(START.minusSeconds(1), START.plusSeconds(1), 10))).containsExactly(
                new EventChange(person.id(), "smartDetectZone", START, START.plusSeconds(9), CAMERA, List.of("person"), 87,
                        true));
    }

    @Test
    void events_of_which_nobody_knows_the_start_come_last() {
        SimulatedEvent first = SimulatedEvent.ring(CAMERA, START).endedAt(START.plusSeconds(1));
        SimulatedEvent second = SimulatedEvent.ring(CAMERA, START.plusSeconds(20)).endedAt(START.plusSeconds(21));
        SimulatedEvent vague = SimulatedEvent.ring(CAMERA, null).endedAt(START.plusSeconds(9));
        List.of(vague, second, first).forEach(controller::keepToItself);

        assertThat(Answers.of(client.history(START.minusSeconds(1), START.plusSeconds(60), 10)))
                .extracting(EventChange::id).containsExactly(first.id(), second.id(), vague.id());
    }

    @Test
    void the_picture_of_an_event_is_not_there_until_it_is() throws IOException {
        SimulatedEvent person = controller.tell(SimulatedEvent.zone(CAMERA, START, "person"));
        assertThat(Answers.failure(client.thumbnail(person.id())).kind()).isEqualTo(Kind.NOT_YET);
        controller.end(person, START.plusSeconds(5));
        controller.faults().lateThumbnails(1);
        assertThat(Answers.failure(client.thumbnail("e-" + person.id())).kind()).isEqualTo(Kind.NOT_YET);

        Path picture = Answers.of(client.thumbnail("e-" + person.id()));

        assertThat(picture).hasBinaryContent(Samples.picture("person-grey-cardigan.jpg"));
        Files.delete(picture);
    }

    @Test
    void a_clip_is_not_there_until_it_is() throws IOException {
        controller.faults().lateClips(404, 502);

        assertThat(Answers.failure(clip()).kind()).isEqualTo(Kind.NOT_YET);
        assertThat(Answers.failure(clip()).kind()).isEqualTo(Kind.NOT_YET);
        Path clip = Answers.of(clip());

        assertThat(clip).hasBinaryContent(Samples.clip("people-room.mp4"));
        Files.delete(clip);
    }

    @Test
    void a_clip_that_breaks_off_is_asked_for_again_and_leaves_no_file() throws IOException {
        long before = files();
        controller.faults().cutClips(true);
        Kind cut = Answers.failure(clip()).kind();
        controller.faults().clear();
        controller.faults().wrongClipLength(true);
        Kind tooShort = Answers.failure(clip()).kind();

        assertThat(cut).isEqualTo(Kind.NOT_YET);
        assertThat(tooShort).isEqualTo(Kind.NOT_YET);
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void a_picture_without_its_end_is_asked_for_again_and_leaves_no_file() throws IOException {
        long before = files();
        controller.faults().cutPictures(true);

        assertThat(Answers.failure(client.snapshot(CAMERA)).kind()).isEqualTo(Kind.NOT_YET);
        assertThat(files()).isEqualTo(before);
        controller.faults().clear();
        Files.delete(Answers.of(client.snapshot(CAMERA)));
    }

    @Test
    void a_web_page_in_place_of_a_picture_is_none() throws IOException {
        long before = files();
        Answers.of(client.cameras());
        controller.faults().answerHtml(1);

        assertThat(Answers.failure(client.snapshot(CAMERA)).kind()).isEqualTo(Kind.GARBLED);
        assertThat(files()).isEqualTo(before);
    }

    @Test
    void either_api_shows_what_a_camera_sees_now() throws IOException {
        ControllerClient official = clients.open(Answers.official(controller));
        for (ControllerClient each : List.of(client, official)) {
            Path picture = Answers.of(each.snapshot(CAMERA));
            assertThat(picture).hasBinaryContent(Samples.picture("empty-room.jpg"));
            Files.delete(picture);
            Files.delete(Answers.of(each.preview(CAMERA)));
            assertThat(Answers.failure(each.snapshot(OFFLINE)).kind()).isEqualTo(Kind.NOT_YET);
        }
        assertThat(Answers.failure(official.snapshot("nobody")).kind()).isEqualTo(Kind.GONE);
        Answers.of(official.close());
    }

    @Test
    void without_an_account_there_are_no_recordings() {
        ControllerClient official = clients.open(Answers.official(controller));

        assertThat(official.hasRecordings()).isFalse();
        assertThat(Answers.failure(official.history(LONG_AGO, START, 10)).kind()).isEqualTo(Kind.GONE);
        assertThat(Answers.failure(official.thumbnail("any")).kind()).isEqualTo(Kind.GONE);
        assertThat(Answers.failure(official.clip(CAMERA, LONG_AGO, START)).kind()).isEqualTo(Kind.GONE);
        Answers.of(official.close());
    }

    private Future<Path> clip() {
        return client.clip(CAMERA, START, START.plus(Duration.ofSeconds(10)));
    }

    private static long files() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith("vigil-protect")).count();
        }
    }
}
