package io.vigil.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.vigil.ai.MetadataDescriber;
import io.vigil.event.EventIngest.Detection;
import io.vigil.event.internal.Announcer;
import io.vigil.media.Clips;
import io.vigil.media.Pictures;
import io.vigil.media.TestConfig;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.Samples;
import io.vigil.testsupport.Sightings;
import io.vigil.testsupport.SmallDisk;

/** A real disk of 16 MB that fills up under events, and has room again. */
@QuarkusTest
class MediaDiskFullTest {

    @Inject
    Pictures pictures;

    @Inject
    Clips clips;

    @Inject
    MetadataDescriber metadata;

    @Inject
    Announcer announcer;

    @Inject
    Clock clock;

    @Inject
    MeterRegistry registry;

    @TempDir
    Path folder;

    @TempDir
    Path uploads;

    private EventIngest ingest;
    private UUID camera;

    @BeforeEach
    void add_a_camera() {
        camera = Sightings.camera("Gate");
    }

    @Test
    void events_come_in_without_what_does_not_fit_and_whole_again_once_it_does() throws IOException {
        try (SmallDisk disk = SmallDisk.at(folder)) {
            ingest = new EventIngest(pictures, clips, TestConfig.storeAt(folder.resolve("media")), metadata, announcer, clock,
                    registry);
            EventView whole = receive("1");
            disk.leaveRoom(100_000);

            List<EventView> some = List.of(receive("2"), receive("3"), receive("4"));
            disk.leaveRoom(0);
            EventView none = receive("5");
            disk.clear();
            EventView again = receive("6");

            assertThat(whole.missingMedia()).isEmpty();
            assertThat(some).allSatisfy(event -> assertThat(event.missingMedia()).containsExactly("snapshot", "clip"));
            assertThat(none.missingMedia()).containsExactly("snapshot", "thumbnail", "clip");
            assertThat(again.missingMedia()).isEmpty();
            assertThat(Database.count("select count(*) from event")).isEqualTo(6);
            assertThat(disk.open()).isEmpty();
            assertThat(disk.files()).allSatisfy(file -> assertThat(file.toString()).doesNotContain("incoming"));
            assertThat(disk.files()).hasSize(named());
        }
    }

    private EventView receive(String externalId) throws IOException {
        Path snapshot = Files.write(uploads.resolve("snapshot"), Samples.picture("driveway-car.jpg"));
        Path clip = Files.write(uploads.resolve("clip"), Samples.clip("people-room.mp4"));
        return ingest.receive(
                new Detection(camera, "http:" + camera, externalId, EventKind.PERSON, clock.instant(), null, snapshot, clip))
                .event();
    }

    /** How many files rows name. */
    private static int named() {
        return (int) Database.count("select count(snapshot) + count(thumbnail) + count(clip) from event");
    }
}
