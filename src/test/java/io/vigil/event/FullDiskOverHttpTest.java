package io.vigil.event;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Samples;
import io.vigil.testsupport.Sightings;
import io.vigil.testsupport.SmallDisk;

/** The media disk of the running service is full: uploads, which are on it too, cost media and no events. */
@QuarkusTest
class FullDiskOverHttpTest {

    private static final byte[] CLIP = Samples.clip("people-room.mp4");
    private static final int MEGABYTE = 1 << 20;
    private static final int ALMOST_NOTHING = 16 << 10;

    @ConfigProperty(name = "vigil.media.directory")
    Path media;

    private UUID camera;

    @BeforeEach
    void add_a_camera() throws IOException {
        camera = Sightings.camera("Gate");
        Files.createDirectories(media);
    }

    @Test
    void events_come_in_without_their_media_and_whole_again_once_there_is_room() {
        try (SmallDisk disk = SmallDisk.at(media.toAbsolutePath())) {
            Sightings.sendClip(camera, "1", CLIP).statusCode(202).body("missing_media", empty());
            Sightings.awaitSettled();
            readinessSays("ok");
            disk.leaveRoom(0);

            Sightings.sendClip(camera, "2", CLIP).statusCode(202).body("missing_media",
                    equalTo(List.of("snapshot", "thumbnail", "clip")));
            json("3").then().statusCode(202).body("missing_media", equalTo(List.of("snapshot", "thumbnail")));
            readinessSays("degraded");
            Sightings.awaitSettled();
            disk.clear();

            Sightings.sendClip(camera, "4", CLIP).statusCode(202).body("missing_media", empty());
            readinessSays("ok");
            Sightings.awaitSettled();
        }
        await().until(FullDiskOverHttpTest::left, List::isEmpty);
    }

    @Test
    void what_fits_nowhere_is_to_be_sent_again() {
        try (SmallDisk disk = SmallDisk.at(media.toAbsolutePath())) {
            disk.leaveRoom(0);

            for (int i = 0; i < 3; i++) {
                Sightings.sendClip(camera, "1", new byte[5 * MEGABYTE]).statusCode(507).header("Retry-After", "30")
                        .body("code", equalTo("no_space"));
            }
            Sightings.sendClip(camera, "1", CLIP).statusCode(202);
            Sightings.awaitSettled();
        }
    }

    @Test
    void a_disk_that_fills_up_under_an_upload_is_told_as_such() throws IOException {
        String key = Api.newKey("write:events");
        try (SmallDisk disk = SmallDisk.at(media.toAbsolutePath()); Socket socket = new Socket("localhost", RestAssured.port)) {
            byte[] file = new byte[MEGABYTE + ALMOST_NOTHING];
            String part = "--x\r\nContent-Disposition: form-data; name=\"snapshot\"; filename=\"a.jpg\"\r\n\r\n";
            String end = "\r\n--x--\r\n";
            socket.getOutputStream().write(("POST /api/v1/cameras/" + camera + "/events HTTP/1.1\r\nHost: localhost\r\n"
                    + "Connection: close\r\nX-API-Key: " + key + "\r\nContent-Type: multipart/form-data; boundary=x\r\n"
                    + "Content-Length: " + (part.length() + file.length + end.length()) + "\r\n\r\n" + part)
                    .getBytes(US_ASCII));
            socket.getOutputStream().write(file, 0, MEGABYTE);
            await().until(() -> disk.files().stream().anyMatch(upload -> upload.toFile().length() > MEGABYTE - ALMOST_NOTHING));
            disk.leaveRoom(0);

            socket.getOutputStream().write(file, MEGABYTE, ALMOST_NOTHING);
            socket.getOutputStream().write(end.getBytes(US_ASCII));

            String answer = new String(socket.getInputStream().readAllBytes(), US_ASCII);
            assertThat(answer).startsWith("HTTP/1.1 507 ").containsIgnoringCase("retry-after: 30");
            await().until(() -> disk.files().isEmpty() && disk.open().isEmpty());
        }
    }

    private Response json(String externalId) {
        return Api.admin().contentType("application/json")
                .body(Map.of("camera_id", camera, "timestamp", "2026-11-24T10:00:00Z", "confidence", 80, "objects_detected",
                        List.of("person"), "external_id", externalId, "thumbnail_base64",
                        Base64.getEncoder().encodeToString(Samples.picture("car-white.jpg"))))
                .post("/api/v1/events");
    }

    private static void readinessSays(String state) {
        given().get("/q/health/ready").then().statusCode(200).body("checks.find { it.name == 'media' }.data.state",
                equalTo(state));
    }

    /** Uploads beside the media disk. */
    private static List<Path> left() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return files.filter(file -> file.getFileName().toString().startsWith("resteasy-reactive")).toList();
        }
    }
}
