package io.vigil.event.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.event.internal.EventMedia.Gathered;
import io.vigil.event.internal.EventMedia.Look;
import io.vigil.event.internal.EventMedia.Wanted;
import io.vigil.media.FrameExtractor.Sampling;
import io.vigil.media.MediaFile;
import io.vigil.media.MediaStore;
import io.vigil.session.SessionContext;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.Samples;
import io.vigil.testsupport.Sightings;

/** What a look into the clip changes of the event's thumbnail. */
@QuarkusTest
class EventFramesTest {

    @Inject
    EventMedia media;

    @Inject
    MediaStore store;

    @Inject
    Clock clock;

    private static final Look LOOK = new Look(3, Sampling.UNIFORM, Duration.ZERO, true, true);

    @Test
    void a_thumbnail_that_is_gone_stays_missing_when_there_are_new_frames() {
        String id = Sightings.sendClip(Sightings.camera("Hall"), "1", Samples.clip("people-room.mp4")).extract().path("id");
        Sightings.awaitSettled();
        Database.run("update event set missing_media = 'frames,thumbnail'");

        record(id, media.gather(new Wanted(null, Database.value("select thumbnail from event"),
                Database.value("select clip from event"), LOOK, false)));

        Api.admin().get("/api/v1/events/" + id).then().body("missing_media", equalTo(List.of("thumbnail")))
                .body("thumbnail_path", nullValue());
    }

    @Test
    void a_new_thumbnail_is_measured_and_not_missing_any_more() {
        String id = Sightings.sendClip(Sightings.camera("Hall"), "1", Samples.clip("people-room.mp4")).extract().path("id");
        Sightings.awaitSettled();
        Database.run("update event set thumbnail = null, thumbnail_bytes = null, missing_media = 'thumbnail'");
        Gathered gathered = media.gather(
                new Wanted(null, null, Database.value("select clip from event"), LOOK, false));

        record(id, gathered);

        Api.admin().get("/api/v1/events/" + id).then().body("missing_media", equalTo(List.of()));
        assertThat(store.size(MediaFile.parse(gathered.thumbnail())))
                .hasValue(Database.count("select thumbnail_bytes from event"));
    }

    @Test
    void a_clip_that_came_after_the_look_goes_with_the_description_where_none_is_kept() {
        String id = Sightings.sendClip(Sightings.camera("Hall"), "1", Samples.clip("people-room.mp4")).extract().path("id");
        Sightings.awaitSettled();
        Look without = new Look(3, Sampling.UNIFORM, Duration.ZERO, true, false);

        record(id, media.gather(new Wanted(Database.value("select snapshot from event"), null, null, without, false)));

        Api.admin().get("/api/v1/events/" + id).then().body("video_path", nullValue());
        assertThat(Database.value("select clip_bytes from event")).isNull();
    }

    private void record(String id, Gathered gathered) {
        SessionContext.run("event-frames-test.record",
                db -> EventFrames.record(db, UUID.fromString(id), gathered, true, clock.instant()));
    }
}
