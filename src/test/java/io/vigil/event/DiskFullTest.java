package io.vigil.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.vigil.ai.MetadataDescriber;
import io.vigil.event.EventIngest.Detection;
import io.vigil.event.EventIngest.Received;
import io.vigil.event.internal.Announcer;
import io.vigil.media.Clips;
import io.vigil.media.Pictures;
import io.vigil.media.TestConfig;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Samples;
import io.vigil.testsupport.Sightings;

/** A disk without room costs media, never events. */
@QuarkusTest
class DiskFullTest {

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

    @Test
    void the_event_is_stored_and_tells_what_is_missing() throws Exception {
        EventIngest ingest = new EventIngest(pictures, clips, TestConfig.fullStore(folder.resolve("full")), metadata,
                announcer, clock, registry);
        Path snapshot = Files.write(folder.resolve("snapshot"), Samples.picture("car-white.jpg"));
        Path clip = Files.write(folder.resolve("clip"), Samples.clip("people-room.mp4"));
        UUID camera = Sightings.camera("Gate");
        double before = missing("clip");

        Received received = ingest.receive(
                new Detection(camera, "http:" + camera, "1", EventKind.PERSON, clock.instant(), null, snapshot, clip));

        assertThat(received.isNew()).isTrue();
        Api.admin().get("/api/v1/events/" + received.event().id()).then().statusCode(200)
                .body("missing_media", equalTo(List.of("snapshot", "thumbnail", "clip"))).body("thumbnail_path", nullValue())
                .body("video_path", nullValue()).body("description", equalTo("Person detected at Gate"));
        assertThat(missing("clip")).isEqualTo(before + 1);
        try (var left = Files.walk(folder.resolve("full"))) {
            assertThat(left.filter(Files::isRegularFile)).isEmpty();
        }
    }

    private double missing(String what) {
        return registry.counter("media.missing", "what", what).count();
    }
}
