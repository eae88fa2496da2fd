package io.vigil.system.storage;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.MediaFolder;
import io.vigil.testsupport.MovableClock;
import io.vigil.testsupport.Samples;
import io.vigil.testsupport.Sightings;

@QuarkusTest
class StorageResourceTest {

    private static final String PATH = "/api/v1/system/storage";

    @Test
    void rows_say_what_the_files_take_to_the_byte() throws IOException {
        Sightings.sendClip(Sightings.camera("Gate"), "1", Samples.clip("people-room.mp4"));
        Sightings.send(Sightings.camera("Door"), "1", "person", "driveway-car.jpg");
        Sightings.awaitSettled();

        assertThat(Database.count("select sum(clip_bytes) from event")).isEqualTo(bytes(".mp4"));
        assertThat(Database.count("select sum(snapshot_bytes + thumbnail_bytes + coalesce(frames_bytes, 0)) from event"))
                .isEqualTo(bytes(".jpg"));
    }

    @Test
    void a_thumbnail_that_was_made_of_the_clip_is_measured_too() throws IOException {
        Sightings.sendClipAlone(Sightings.camera("Gate"), "1", Samples.clip("people-room.mp4"));
        Sightings.awaitSettled();

        assertThat(Database.count("select thumbnail_bytes from event")).isPositive();
        assertThat(Database.count("select thumbnail_bytes + frames_bytes from event")).isEqualTo(bytes(".jpg"));
    }

    @Test
    void tells_what_everything_takes_as_it_was_a_minute_ago() throws IOException {
        String id = Sightings.sendClip(Sightings.camera("Gate"), "1", Samples.clip("person-visits-a.mp4")).extract().path("id");
        Sightings.awaitSettled();

        JsonPath told = Api.user().get(PATH).then().statusCode(200).body("event_count", equalTo(1))
                .body("total_events", equalTo(1)).body("database_mb", greaterThan(1.0f))
                .body("media_room_mb", greaterThan(1.0f)).extract().jsonPath();

        double media = told.getDouble("thumbnails_mb") + told.getDouble("snapshots_mb") + told.getDouble("clips_mb")
                + told.getDouble("frames_mb");
        assertThat(told.getDouble("clips_mb")).isEqualTo(1.48, within(0.001));
        assertThat(media).isEqualTo((bytes(".mp4") + bytes(".jpg")) / (double) (1 << 20), within(0.03));
        assertThat(told.getDouble("total_mb")).isEqualTo(told.getDouble("database_mb") + media, within(0.03));
        Api.admin().delete("/api/v1/events/" + id).then().statusCode(204);
        Api.user().get(PATH).then().body("clips_mb", equalTo((float) told.getDouble("clips_mb")));
        MovableClock.forward(Duration.ofSeconds(61));
        Api.user().get(PATH).then().body("clips_mb", equalTo(0.0f)).body("event_count", equalTo(0));
    }

    @Test
    void readiness_says_that_media_can_be_kept() {
        List<Map<String, Object>> checks = given().get("/q/health/ready").then().statusCode(200).extract().path("checks");

        assertThat(checks).anySatisfy(check -> assertThat(check).containsEntry("name", "media").containsEntry("status", "UP")
                .containsEntry("data", Map.of("state", "ok")));
    }

    private static long bytes(String extension) throws IOException {
        long all = 0;
        for (Path file : MediaFolder.files()) {
            all += file.toString().endsWith(extension) ? Files.size(file) : 0;
        }
        return all;
    }
}
