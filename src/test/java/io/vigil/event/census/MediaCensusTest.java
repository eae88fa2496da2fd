package io.vigil.event.census;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.media.MediaStore;
import io.vigil.session.SessionContext;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.MediaFolder;
import io.vigil.testsupport.Samples;
import io.vigil.testsupport.SessionTrace;
import io.vigil.testsupport.Sightings;
import io.vigil.testsupport.StoredEvents;

@QuarkusTest
class MediaCensusTest {

    @Inject
    MediaCensus census;

    @Inject
    MediaStore store;

    @TempDir
    Path elsewhere;

    @Test
    void finds_nothing_to_say_of_files_that_are_there() {
        clip();

        assertThat(census.lookAtAll()).isZero();
    }

    @Test
    void an_event_whose_file_is_gone_says_so_until_it_is_back() throws IOException {
        String id = clip();
        List<Path> files = MediaFolder.files();
        long bytes = bytes();
        for (int i = 0; i < files.size(); i++) {
            Files.move(files.get(i), elsewhere.resolve(String.valueOf(i)));
        }

        assertThat(census.lookAtAll()).isEqualTo(1);

        Api.admin().get("/api/v1/events/" + id).then().statusCode(200)
                .body("missing_media", equalTo(List.of("clip", "frames", "snapshot", "thumbnail")))
                .body("thumbnail_path", nullValue()).body("video_path", nullValue());
        assertThat(bytes()).isZero();
        assertThat(census.lookAtAll()).isZero();

        for (int i = 0; i < files.size(); i++) {
            Files.move(elsewhere.resolve(String.valueOf(i)), files.get(i));
        }
        assertThat(census.lookAtAll()).isEqualTo(1);
        Api.admin().get("/api/v1/events/" + id).then().body("missing_media", equalTo(List.of()))
                .body("thumbnail_path", notNullValue()).body("video_path", notNullValue());
        assertThat(bytes()).isEqualTo(bytes).isPositive();
    }

    @Test
    void one_frame_that_is_gone_is_enough() throws IOException {
        String id = clip();
        String frame = Database.value("select file from event_frame order by frame_number limit 1");
        Files.delete(MediaFolder.files().stream().filter(file -> file.endsWith(frame)).findFirst().orElseThrow());

        census.lookAtAll();

        Api.admin().get("/api/v1/events/" + id).then().body("missing_media", equalTo(List.of("frames")));
    }

    @Test
    void rests_while_files_are_held() throws IOException {
        clip();
        Database.run("update event set snapshot_bytes = null");
        Files.delete(MediaFolder.files().get(0));
        String before = Database.value("select xmin from event");
        UUID holder = UUID.randomUUID();
        store.hold(holder);

        assertThat(census.lookAtAll()).isZero();
        census.tick();

        assertThat(Database.value("select xmin from event")).isEqualTo(before);
        store.release(holder);
        assertThat(census.lookAtAll()).isPositive();
    }

    @Test
    void what_is_no_name_of_a_file_is_missing_and_no_reason_to_stop() {
        StoredEvents.add(Sightings.camera("Gate"), 2, 1);
        String id = StoredEvents.ids().get(0);
        Database.run("update event set snapshot = 'no, name', snapshot_bytes = null where id = '" + id + "'");

        assertThat(census.lookAtAll()).isEqualTo(2);

        Api.admin().get("/api/v1/events/" + id).then().body("missing_media", equalTo(List.of("snapshot")));
        assertThat(Database.count("select sum(snapshot_bytes) from event")).isZero();
    }

    @Test
    void what_was_never_kept_stays_missing() {
        String id = clip();
        Database.run("update event set clip = null, clip_bytes = null, missing_media = 'clip'");

        census.lookAtAll();

        Api.admin().get("/api/v1/events/" + id).then().body("missing_media", equalTo(List.of("clip")));
    }

    @Test
    void measures_what_nobody_measured() {
        clip();
        long bytes = bytes();
        Database.run("update event set snapshot_bytes = null, thumbnail_bytes = null, clip_bytes = null, frames_bytes = null");

        census.tick();

        assertThat(bytes()).isEqualTo(bytes);
    }

    @Test
    void walks_in_pages_and_looks_at_files_in_no_session() {
        StoredEvents.add(Sightings.camera("Gate"), 1_100, 1);

        SessionTrace trace = SessionTrace.of(() -> assertThat(census.lookAtAll()).isEqualTo(1_100));

        assertThat(trace.lines()).filteredOn(line -> line.startsWith("event.census-page")).hasSize(3);
        assertThat(Database.count("select count(*) from event where missing_media = 'snapshot' and snapshot_bytes = 0"))
                .isEqualTo(1_100);
    }

    @Test
    void goes_on_where_it_was() {
        StoredEvents.add(Sightings.camera("Gate"), 1_100, 1);

        census.tick();

        assertThat(Database.count("select count(*) from event where missing_media is not null")).isEqualTo(1_000);
        census.tick();
        assertThat(Database.count("select count(*) from event where missing_media is not null")).isEqualTo(1_100);
        assertThat(Database.value("select after from media_census")).isNotEqualTo(new UUID(0, 0).toString());
    }

    @Test
    void leaves_an_event_alone_that_names_another_file_by_now() {
        StoredEvents.add(Sightings.camera("Gate"), 1, 7);
        String id = StoredEvents.ids().get(0);
        String found = """
                [{"id": "%s", "snapshot": "another.jpg", "snapshot_bytes": 0, "gone": "snapshot",
                    "there": ""}]""".formatted(id);

        int corrected = SessionContext.call("census-test.correct", db -> CensusRows.correct(db, found));

        assertThat(corrected).isZero();
        assertThat(Database.value("select snapshot_bytes from event")).isEqualTo("7");
    }

    private static String clip() {
        String id = Sightings.sendClip(Sightings.camera("Gate"), "1", Samples.clip("people-room.mp4")).extract().path("id");
        Sightings.awaitSettled();
        return id;
    }

    private static long bytes() {
        return Database.count("""
                select coalesce(snapshot_bytes, 0) + coalesce(thumbnail_bytes, 0) + coalesce(clip_bytes, 0)
                    + coalesce(frames_bytes, 0) from event""");
    }
}
