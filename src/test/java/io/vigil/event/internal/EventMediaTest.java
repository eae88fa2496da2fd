package io.vigil.event.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.equalTo;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

import javax.imageio.ImageIO;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.vigil.event.internal.EventMedia.Gathered;
import io.vigil.event.internal.EventMedia.Look;
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
import io.vigil.web.ProblemException;

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
        Sightings.awaitSettled();
        Database.run("update event set snapshot = null, thumbnail = null");
        String clip = Database.value("select clip from event");

        Gathered gathered = media.gather(new Wanted(null, null, clip, look(10, Sampling.MOTION_ADAPTIVE), true));
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

        Gathered gathered = media.gather(new Wanted(snapshot, "there is one", clip, look(5, Sampling.UNIFORM), false));

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

        Gathered gathered = media.gather(new Wanted(snapshot, null, clip, look(5, Sampling.UNIFORM), true));

        assertThat(gathered.pictures()).hasSize(1);
        assertThat(gathered.failure().kind()).isEqualTo(MediaException.Kind.UNREADABLE);
        assertThat(gathered.sound()).isNull();
    }

    @Test
    void files_that_have_gone_are_missing_and_told_on_the_event() {
        String id = Sightings.send(Sightings.camera("Hall"), "1", "person", "car-white.jpg").extract().path("id");
        String gone = "0190a3c4-5b6d-7e8f-9a0b-1c2d3e4f5a6b";

        Gathered gathered = media.gather(new Wanted(gone + ".jpg", null, gone + ".mp4", look(5, Sampling.UNIFORM), true));
        record(id, gathered);

        assertThat(gathered.pictures()).isEmpty();
        Api.admin().get("/api/v1/events/" + id).then().body("missing_media", equalTo(List.of("clip", "snapshot")));
    }

    @Test
    void frames_without_room_to_keep_them_are_still_shown() {
        TestConfig config = TestConfig.ofFfmpeg();
        String clip = store.keep(Samples.clip("people-room.mp4"), MediaType.MP4).name();
        // The same folder for reading; nothing more goes into it.
        MediaStore full = TestConfig.fullStore(folder(clip));

        Gathered gathered = media(full, pictures, config)
                .gather(new Wanted(null, null, clip, look(5, Sampling.UNIFORM), false));

        assertThat(gathered.pictures()).hasSize(5);
        assertThat(gathered.frames()).isEmpty();
        assertThat(gathered.missing()).containsExactly("frames");
        assertThat(MediaFolder.files()).hasSize(1);
    }

    @Test
    void a_disk_that_breaks_leaves_no_frames_without_a_row() {
        String clip = store.keep(Samples.clip("people-room.mp4"), MediaType.MP4).name();
        for (int files : List.of(2, 3)) {
            MediaStore breaking = TestConfig.breakingStore(folder(clip), files);

            assertThatThrownBy(() -> media(breaking, pictures, TestConfig.ofFfmpeg())
                    .gather(new Wanted(null, null, clip, look(3, Sampling.UNIFORM), false)))
                    .hasMessage("The media store failed");

            assertThat(MediaFolder.files()).hasSize(1);
        }
    }

    @Test
    void a_thumbnail_that_cannot_be_made_is_missing_and_no_reason_to_start_again() {
        String clip = store.keep(Samples.clip("people-room.mp4"), MediaType.MP4).name();

        Gathered gathered = media(store, TestConfig.busyPictures(), TestConfig.ofFfmpeg())
                .gather(new Wanted(null, null, clip, look(3, Sampling.UNIFORM), false));

        assertThat(gathered.frames()).hasSize(3);
        assertThat(gathered.thumbnail()).isNull();
        assertThat(gathered.missing()).containsExactly("thumbnail");
    }

    @Test
    void a_snapshot_that_cannot_be_decoded_is_missing_and_the_clip_still_shown() {
        String snapshot = store.keep(new byte[100], MediaType.JPEG).name();
        String clip = store.keep(Samples.clip("people-room.mp4"), MediaType.MP4).name();

        Gathered gathered = media.gather(new Wanted(snapshot, "one", clip, look(3, Sampling.UNIFORM), false));

        assertThat(gathered.pictures()).hasSize(3);
        assertThat(gathered.missing()).containsExactly("snapshot");
    }

    @Test
    void a_snapshot_that_no_decoder_is_free_for_is_not_missing() throws Exception {
        ByteArrayOutputStream wide = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(2_100, 10, BufferedImage.TYPE_INT_RGB), "jpg", wide);
        String snapshot = store.keep(wide.toByteArray(), MediaType.JPEG).name();

        assertThatThrownBy(() -> media(store, TestConfig.busyPictures(), TestConfig.ofFfmpeg())
                .gather(new Wanted(snapshot, "one", null, look(3, Sampling.UNIFORM), false)))
                .isInstanceOfSatisfying(ProblemException.class, e -> assertThat(e.status()).isEqualTo(503));
    }

    @Test
    void a_clip_whose_pictures_take_too_long_is_still_heard_and_keeps_the_facts_without_the_bytes() {
        TestConfig config = TestConfig.ofFfmpeg();
        TestConfig slow = TestConfig.ofProgram(config.ffmpeg(), Duration.ofNanos(1));
        String snapshot = store.keep(Samples.picture("car-white.jpg"), MediaType.JPEG).name();
        String clip = store.keep(Samples.clip("car-horn-dog.mp4"), MediaType.MP4).name();

        Gathered gathered = new EventMedia(store, pictures, slow.frames(), config.sounds(), registry)
                .gather(new Wanted(snapshot, null, clip, look(5, Sampling.UNIFORM), true));
        Gathered facts = gathered.withoutBytes();

        assertThat(gathered.failure().kind()).isEqualTo(MediaException.Kind.LATER);
        Sound.Heard heard = (Sound.Heard) gathered.sound();
        assertThat(gathered.pictures()).hasSize(1);
        assertThat(facts.pictures()).isEmpty();
        assertThat(facts.failure()).isSameAs(gathered.failure());
        assertThat(facts.sound()).isInstanceOfSatisfying(Sound.Heard.class, told -> {
            assertThat(told.wav()).isEmpty();
            assertThat(told.durationMs()).isEqualTo(heard.durationMs());
        });
    }

    @Test
    void recorded_again_the_frames_take_the_place_of_the_earlier_ones() {
        String id = Sightings.sendClip(Sightings.camera("Hall"), "1", Samples.clip("people-room.mp4")).extract().path("id");
        Sightings.awaitSettled();
        Wanted wanted = new Wanted(null, "one", Database.value("select clip from event"), look(3, Sampling.UNIFORM), false);
        record(id, media.gather(wanted));
        List<String> first = Database.column("select file from event_frame");

        List<String> replaced = record(id, media.gather(wanted));

        assertThat(replaced).containsExactlyInAnyOrderElementsOf(first);
        assertThat(Database.column("select file from event_frame")).hasSize(3).doesNotContainAnyElementsOf(first);
    }

    @Test
    void names_that_no_file_can_have_are_missing() {
        Gathered gathered = media.gather(new Wanted("a snapshot", null, "a clip", look(3, Sampling.UNIFORM), false));

        assertThat(gathered.missing()).containsExactly("snapshot", "clip");
    }

    @Test
    void nothing_is_recorded_of_an_event_that_has_gone() {
        String clip = store.keep(Samples.clip("people-room.mp4"), MediaType.MP4).name();

        record(UUID.randomUUID().toString(), media.gather(new Wanted(null, null, clip, look(3, Sampling.UNIFORM), false)));

        assertThat(Database.count("select count(*) from event_frame")).isZero();
    }

    @Test
    void frames_and_clip_go_with_the_event_and_with_the_camera() {
        UUID camera = Sightings.camera("Hall");
        for (String external : List.of("1", "2")) {
            String id = Sightings.sendClip(camera, external, Samples.clip("people-room.mp4")).extract().path("id");
            Sightings.awaitSettled();
            String clip = Database.value("select clip from event where id = '" + id + "'");
            // As the pipeline does, which was here before.
            record(id, media.gather(new Wanted(null, "one", clip, look(4, Sampling.UNIFORM), false)))
                    .forEach(name -> store.delete(MediaFile.parse(name)));
        }
        assertThat(MediaFolder.files()).hasSize(14);

        Api.admin().delete("/api/v1/events/" + Database.value("select id from event")).then().statusCode(204);
        assertThat(MediaFolder.files()).hasSize(7);
        Api.admin().delete("/api/v1/cameras/" + camera).then().statusCode(204);

        assertThat(MediaFolder.files()).isEmpty();
        assertThat(Database.count("select count(*) from event_frame")).isZero();
    }

    private EventMedia media(MediaStore store, Pictures pictures, TestConfig config) {
        return new EventMedia(store, pictures, config.frames(), config.sounds(), registry);
    }

    /** Where the store keeps everything. */
    private Path folder(String name) {
        return store.find(MediaFile.parse(name)).orElseThrow().getParent().getParent().getParent();
    }

    private List<String> record(String id, Gathered gathered) {
        return SessionContext.call("test.record",
                db -> EventFrames.record(db, UUID.fromString(id), gathered, false, clock.instant()));
    }

    private static Look look(int frames, Sampling sampling) {
        return new Look(frames, sampling, Duration.ZERO, true, true);
    }
}
