package io.vigil.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import java.util.Arrays;
import java.util.List;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.vigil.media.MediaFile;
import io.vigil.media.MediaStore;
import io.vigil.media.MediaType;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.Samples;
import io.vigil.testsupport.SessionTrace;
import io.vigil.testsupport.Sightings;

@QuarkusTest
class EventMediaResourceTest {

    private static final byte[] CLIP = Samples.clip("people-room.mp4");
    private static final int LENGTH = CLIP.length;

    @Inject
    MediaStore store;

    private String event;

    @BeforeEach
    void an_event_with_a_clip() {
        event = Sightings.sendClip(Sightings.camera("Hall"), "1", CLIP).statusCode(202).extract().path("id");
        // Or telling people of it would be counted with what a request costs.
        Sightings.awaitTold();
        Database.run("delete from event_frame");
        // Who asks is known from here on.
        Api.admin().get("/api/v1/auth/me").then().statusCode(200);
    }

    @Test
    void the_whole_video_tells_that_it_has_ranges() {
        Response answer = Api.admin().get("/api/v1/events/" + event + "/video");

        answer.then().statusCode(200).contentType("video/mp4").header("Accept-Ranges", "bytes")
                .header("Content-Length", String.valueOf(LENGTH)).header("Content-Range", nullValue());
        assertThat(answer.asByteArray()).isEqualTo(CLIP);
        assertThat(answer.header("ETag")).matches("\"[0-9a-f-]{36}\"");
    }

    @ParameterizedTest
    @CsvSource({ "bytes=0-0, 0, 0", "bytes=0-99, 0, 99", "bytes=100-, 100, -1", "bytes=-500, -500, -1",
            "bytes=10-999999999, 10, -1", "bytes=-999999999, 0, -1", "Bytes=5-6, 5, 6", "bytes= 7-8 , 7, 8" })
    void one_range_is_206(String range, int from, int to) {
        int first = from < 0 ? LENGTH + from : from;
        int last = to < 0 ? LENGTH - 1 : to;

        Response answer = ranged(range);

        answer.then().statusCode(206).contentType("video/mp4")
                .header("Content-Range", "bytes " + first + "-" + last + "/" + LENGTH)
                .header("Content-Length", String.valueOf(last - first + 1));
        assertThat(answer.asByteArray()).isEqualTo(Arrays.copyOfRange(CLIP, first, last + 1));
    }

    @ParameterizedTest
    @ValueSource(strings = { "bytes=-0", "bytes=999999999-", "bytes=141476-", "bytes=141476-141480" })
    void a_range_that_is_not_there_is_416_and_tells_the_length(String range) {
        ranged(range).then().statusCode(416).header("Content-Range", "bytes */" + LENGTH)
                .contentType("application/problem+json").body("status", equalTo(416));
    }

    @ParameterizedTest
    @ValueSource(strings = { "bytes=0-1,5-6", "bytes=5-4", "bytes=", "bytes=-", "bytes=a-b", "lines=1-2", "0-5", "bytes=1",
            "bytes=99999999999999999999-" })
    void several_ranges_and_nonsense_are_answered_with_the_whole(String range) {
        assertThat(ranged(range).then().statusCode(200).extract().asByteArray()).hasSize(LENGTH);
    }

    @Test
    void a_range_is_only_given_of_the_video_it_is_meant_for() {
        String tag = Api.admin().get("/api/v1/events/" + event + "/video").header("ETag");

        for (String other : List.of("\"another\"", "W/" + tag, "Tue, 24 Nov 2026 10:00:00 GMT")) {
            Api.admin().header("Range", "bytes=0-9").header("If-Range", other).get("/api/v1/events/" + event + "/video").then()
                    .statusCode(200).header("Content-Length", String.valueOf(LENGTH));
        }
        Api.admin().header("Range", "bytes=0-9").header("If-Range", tag).get("/api/v1/events/" + event + "/video").then()
                .statusCode(206).header("Content-Length", "10");
        Api.admin().header("If-None-Match", tag).get("/api/v1/events/" + event + "/video").then().statusCode(304);
    }

    @Test
    void head_tells_the_length_and_knows_no_ranges() {
        Api.admin().header("Range", "bytes=0-9").head("/api/v1/events/" + event + "/video").then().statusCode(200)
                .header("Content-Length", String.valueOf(LENGTH)).header("Accept-Ranges", "bytes");
        assertThat(Api.admin().get("/api/v1/events/" + event + "/video").asByteArray()).hasSize(LENGTH);
    }

    @Test
    void a_download_is_a_file_of_that_name() {
        Response answer = Api.admin().get("/api/v1/events/" + event + "/video/download");

        answer.then().statusCode(200).contentType("video/mp4").header("Content-Disposition",
                "attachment; filename=\"vigil-event-" + event + ".mp4\"");
        assertThat(answer.asByteArray()).isEqualTo(CLIP);
    }

    @Test
    void the_event_tells_the_path_of_its_video_exactly_when_there_is_one() {
        Api.admin().get("/api/v1/events/" + event).then().body("video_path", equalTo("/api/v1/events/" + event + "/video"))
                .body("missing_media", empty());
        String without = Sightings.send(Sightings.camera("Attic"), "2", "person", "car-white.jpg").extract().path("id");
        Api.admin().get("/api/v1/events/" + without).then().body("video_path", nullValue());
        notFound("/api/v1/events/" + without + "/video");
        notFound("/api/v1/events/" + without + "/video/download");
    }

    @Test
    void a_video_costs_one_read_and_its_bytes_go_out_without_a_session() {
        assertThat(SessionTrace.of(() -> ranged("bytes=0-9").then().statusCode(206)).lines())
                .containsExactly("video.find read and committed, 1 statement");
    }

    @Test
    void frames_are_listed_and_served() {
        byte[] picture = Samples.picture("empty-room.jpg");
        MediaFile file = store.keep(picture, MediaType.JPEG);
        Database.run("""
                insert into event_frame values ('%s', '%s', 2, '%s', 1500, 768, 432, %d, '2026-11-24T10:00:00Z'),
                    (gen_random_uuid(), '%s', 1, '0190a3c4-5b6d-7e8f-9a0b-1c2d3e4f5a6b.jpg', 500, 768, 432, 7, now())"""
                .formatted(file.id(), event, file.name(), picture.length, event));
        String path = "/api/v1/events/" + event + "/frames";

        assertThat(SessionTrace.of(() -> Api.admin().get(path).then().statusCode(200)
                .body("event_id", equalTo(event)).body("total_count", equalTo(2))
                .body("total_size_bytes", equalTo(picture.length + 7)).body("frames.frame_number", equalTo(List.of(1, 2)))
                .body("frames[1].id", equalTo(file.id().toString())).body("frames[1].event_id", equalTo(event))
                .body("frames[1].frame_path", equalTo(file.name())).body("frames[1].timestamp_offset_ms", equalTo(1500))
                .body("frames[1].width", equalTo(768)).body("frames[1].height", equalTo(432))
                .body("frames[1].file_size_bytes", equalTo(picture.length))
                .body("frames[1].created_at", equalTo("2026-11-24T10:00:00.000Z"))
                .body("frames[1].url", equalTo(path + "/2"))).lines())
                .containsExactly("frame.list read and committed, 1 statement");

        Api.admin().get("/api/v1/events/" + event).then().body("frame_timestamps", equalTo(List.of(0.5f, 1.5f)));
        Api.admin().get("/api/v1/events").then().body("events[0].frame_timestamps", nullValue());
        Response frame = Api.admin().get(path + "/2");
        frame.then().statusCode(200).contentType("image/jpeg").header("Cache-Control", "private, max-age=86400")
                .header("Content-Disposition", "inline");
        assertThat(frame.asByteArray()).isEqualTo(picture);
        notFound(path + "/1");
        notFound(path + "/3");
        notFound(path + "/0");
    }

    @Test
    void an_event_without_frames_has_none_and_an_unknown_one_is_404() {
        Api.admin().get("/api/v1/events/" + event + "/frames").then().statusCode(200).body("frames", empty())
                .body("total_count", equalTo(0)).body("total_size_bytes", equalTo(0));
        String unknown = "/api/v1/events/" + UUID.randomUUID();
        for (String path : List.of("/frames", "/frames/1", "/video", "/video/download")) {
            notFound(unknown + path);
        }
        Api.admin().get("/api/v1/events/x/frames").then().statusCode(422);
    }

    @Test
    void media_are_for_those_who_may_read_events() {
        for (String path : List.of("/frames", "/frames/1", "/video", "/video/download", "/thumbnail")) {
            Api.anonymous().get("/api/v1/events/" + event + path).then().statusCode(401);
            Api.key("write:events").get("/api/v1/events/" + event + path).then().statusCode(403);
            assertThat(Api.key("read:events").get("/api/v1/events/" + event + path).statusCode()).isIn(200, 404);
        }
    }

    private static ValidatableResponse notFound(String path) {
        return Api.admin().get(path).then().statusCode(404).contentType("application/problem+json");
    }

    private Response ranged(String range) {
        return Api.admin().header("Range", range).get("/api/v1/events/" + event + "/video");
    }
}
