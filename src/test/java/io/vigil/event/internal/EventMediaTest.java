package io.vigil.event.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.UUID;

import javax.imageio.ImageIO;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.vigil.event.internal.EventMedia.Gathered;
import io.vigil.event.internal.EventMedia.Wanted;
import io.vigil.media.FrameExtractor.Sampling;
import io.vigil.media.MediaException;
import io.vigil.media.MediaFile;
import io.vigil.media.MediaStore;
import io.vigil.media.MediaType;
import io.vigil.media.Pictures;
import io.vigil.media.Sound;
import io.vigil.media.TestConfig;
import io.vigil.session.SessionContext;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.MediaFolder;
import io.vigil.testsupport.Samples;
import io.vigil.testsupport.Sightings;

@QuarkusTest
class EventMediaTest {

    static final List<String> CLIPS = Samples.CLIPS;
    private static final List<String> HEARD = List.of("car-horn-dog.mp4", "person-doorbell-speech.mp4");
    private static final List<String> SILENT = List.of("car-parking-a.mp4", "synthetic-testcard-silent.mp4");

    @Inject
    EventMedia media;

    @Inject
    MediaStore store;

    @Inject
    Pictures pictures;

    @Inject
    MeterRegistry registry;

    @Inject
    Clock clock;

    @ParameterizedTest
    @FieldSource("CLIPS")
    void every_sample_goes_in_by_http_and_comes_out_with_frames_thumbnail_and_sound_facts(String name) throws Exception {
        String id = Sightings.sendClip(Sightings.camera("Hall"), name, Samples.clip(name)).statusCode(202).extract().path("id");
        Database.run("update event set snapshot = null, thumbnail = null");
        String clip = Database.value("select clip from event");

        Gathered gathered = media.gather(new Wanted(null, null, clip, 10, Sampling.MOTION_ADAPTIVE, true));
        record(id, gathered);

        assertThat(gathered.failure()).isNull();
        assertThat(gathered.pictures()).hasSizeBetween(3, 10).hasSameSizeAs(gathered.frames())
                .allSatisfy(picture -> assertThat(picture.contentType()).isEqualTo("image/jpeg"));
        if (HEARD.contains(name)) {
            assertThat(gathered.sound()).isInstanceOf(Sound.Heard.class);
        } else {
            assertThat(gathered.sound()).isInstanceOf(SILENT.contains(name) ? Sound.Silent.class : Sound.NoTrack.class);
        }
        Api.admin().get("/api/v1/events/" + id + "/frames").then().body("total_count", equalTo(gathered.frames().size()));
        assertThat(Api.admin().get("/api/v1/events/" + id + "/frames/2").then().statusCode(200).extract().asByteArray())
                .isEqualTo(gathered.pictures().get(1).bytes());
        BufferedImage thumbnail = ImageIO.read(new ByteArrayInputStream(
                Api.admin().get("/api/v1/events/" + id + "/thumbnail").then().statusCode(200).extract().asByteArray()));
        assertThat(thumbnail.getWidth()).isEqualTo(320);
        assertThat(thumbnail.getHeight()).isEqualTo(180);
        Integer durationMs = Api.admin().get("/api/v1/events/" + id).path("audio_duration_ms");
        assertThat(durationMs == null).isEqualTo(gathered.sound() instanceof Sound.NoTrack);
    }

    @Test
    void the_snapshot_comes_first() {
        String snapshot = store.keep(Samples.picture("car-white.jpg"), MediaType.JPEG).name();
        String clip = store.keep(Samples.clip("people-room.mp4"), MediaType.MP4).name();

        Gathered gathered = media.gather(new Wanted(snapshot, "there is one", clip, 5, Sampling.UNIFORM, false));

        assertThat(gathered.pictures().get(0).bytes()).isEqualTo(Samples.picture("car-white.jpg"));
        assertThat(gathered.pictures().get(0).offsetMs()).isNull();
        assertThat(gathered.pictures()).hasSize(6).hasSize(gathered.frames().size() + 1);
        assertThat(gathered.thumbnail()).isNull();
        assertThat(gathered.sound()).isNull();
    }

    @Test
    void a_clip_that_cannot_be_read_leaves_the_snapshot_and_says_why() {
        String snapshot = store.keep(Samples.picture("car-white.jpg"), MediaType.JPEG).name();
        String clip = store.keep(new byte[100], MediaType.MP4).name();

        Gathered gathered = media.gather(new Wanted(snapshot, null, clip, 5, Sampling.UNIFORM, true));

        assertThat(gathered.pictures()).hasSize(1);
        assertThat(gathered.failure().kind()).isEqualTo(MediaException.Kind.UNREADABLE);
        assertThat(gathered.fallbackReason()).isEqualTo("multi_frame:unreadable");
        assertThat(gathered.sound()).isNull();
    }

    @Test
    void files_that_have_gone_are_missing_and_told_on_the_event() {
        String id = Sightings.send(Sightings.camera("Hall"), "1", "person", "car-white.jpg").extract().path("id");
        String gone = "0190a3c4-5b6d-7e8f-9a0b-1c2d3e4f5a6b";

        Gathered gathered = media.gather(new Wanted(gone + ".jpg", null, gone + ".mp4", 5, Sampling.UNIFORM, true));
        record(id, gathered);

        assertThat(gathered.pictures()).isEmpty();
        Api.admin().get("/api/v1/events/" + id).then().body("missing_media", equalTo(List.of("snapshot", "clip")));
    }

    @Test
    void frames_without_room_to_keep_them_are_still_shown(@TempDir Path folder) {
        TestConfig config = TestConfig.ofFfmpeg();
        String clip = store.keep(Samples.clip("people-room.mp4"), MediaType.MP4).name();
        // The same folder for reading; nothing more goes into it.
        MediaStore full = TestConfig
                .fullStore(store.find(MediaFile.parse(clip)).orElseThrow().getParent().getParent().getParent());

        Gathered gathered = new EventMedia(full, pictures, config.frames(), config.sounds(), registry)
                .gather(new Wanted(null, null, clip, 5, Sampling.UNIFORM, false));

        assertThat(gathered.pictures()).hasSize(5);
        assertThat(gathered.frames()).isEmpty();
        assertThat(gathered.missing()).containsExactly("frames");
        assertThat(MediaFolder.files()).hasSize(1);
    }

    @Test
    void recorded_again_the_frames_take_the_place_of_the_earlier_ones() {
        String id = Sightings.sendClip(Sightings.camera("Hall"), "1", Samples.clip("people-room.mp4")).extract().path("id");
        Wanted wanted = new Wanted(null, "one", Database.value("select clip from event"), 3, Sampling.UNIFORM, false);
        record(id, media.gather(wanted));
        List<String> first = Database.column("select file from event_frame");

        List<String> replaced = record(id, media.gather(wanted));

        assertThat(replaced).containsExactlyInAnyOrderElementsOf(first);
        assertThat(Database.column("select file from event_frame")).hasSize(3).doesNotContainAnyElementsOf(first);
    }

    @Test
    void nothing_is_recorded_of_an_event_that_has_gone() {
        String clip = store.keep(Samples.clip("people-room.mp4"), MediaType.MP4).name();

        record(UUID.randomUUID().toString(), media.gather(new Wanted(null, null, clip, 3, Sampling.UNIFORM, false)));

        assertThat(Database.count("select count(*) from event_frame")).isZero();
    }

    @Test
    void frames_and_clip_go_with_the_event_and_with_the_camera() {
        UUID camera = Sightings.camera("Hall");
        for (String external : List.of("1", "2")) {
            String id = Sightings.sendClip(camera, external, Samples.clip("people-room.mp4")).extract().path("id");
            String clip = Database.value("select clip from event where id = '" + id + "'");
            record(id, media.gather(new Wanted(null, "one", clip, 4, Sampling.UNIFORM, false)));
        }
        assertThat(MediaFolder.files()).hasSize(14);

        Api.admin().delete("/api/v1/events/" + Database.value("select id from event")).then().statusCode(204);
        assertThat(MediaFolder.files()).hasSize(7);
        Api.admin().delete("/api/v1/cameras/" + camera).then().statusCode(204);

        assertThat(MediaFolder.files()).isEmpty();
        assertThat(Database.count("select count(*) from event_frame")).isZero();
    }

    private List<String> record(String id, Gathered gathered) {
        return SessionContext.call("test.record",
                db -> EventFrames.record(db, UUID.fromString(id), gathered, clock.instant()));
    }
}
