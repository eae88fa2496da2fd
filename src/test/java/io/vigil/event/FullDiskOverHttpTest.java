package io.vigil.event;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

import java.io.File;
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
import org.junit.jupiter.api.io.TempDir;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
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

    @TempDir
    Path folder;

    private UUID camera;

    @BeforeEach
    void add_a_camera() throws IOException {
        camera = Sightings.camera("Gate");
        Files.createDirectories(media);
    }

    @Test
    void events_come_in_without_their_media_and_whole_again_once_there_is_room() throws IOException {
        try (SmallDisk disk = SmallDisk.at(media.toAbsolutePath())) {
            send("1", CLIP).statusCode(202).body("missing_media", empty());
            Sightings.awaitSettled();
            readinessSays("ok");
            disk.leaveRoom(0);

            send("2", CLIP).statusCode(202).body("missing_media",
                    equalTo(List.of("snapshot", "thumbnail", "clip")));
            json("3").then().statusCode(202).body("missing_media", equalTo(List.of("snapshot", "thumbnail")));
            readinessSays("degraded");
            Sightings.awaitSettled();
            disk.clear();

            send("4", CLIP).statusCode(202).body("missing_media", empty());
            readinessSays("ok");
            Sightings.awaitSettled();
        }
        await().until(FullDiskOverHttpTest::left, List::isEmpty);
    }

    @Test
    void what_fits_nowhere_is_to_be_sent_again() throws IOException {
        try (SmallDisk disk = SmallDisk.at(media.toAbsolutePath())) {
            disk.leaveRoom(0);

            for (int i = 0; i < 3; i++) {
                send("1", new byte[5 * MEGABYTE]).statusCode(507).header("Retry-After", "30")
                        .body("code", equalTo("no_space"));
            }
            // What the refused ones took of the overflow is given back after their answers.
            await().untilAsserted(() -> send("1", CLIP).statusCode(202));
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

    /** From files, as only then the client tells the length of the form. */
    private ValidatableResponse send(String externalId, byte[] clip) throws IOException {
        File snapshot = Files.write(folder.resolve("a.jpg"), Samples.picture("car-white.jpg")).toFile();
        return Api.admin().multiPart("external_id", externalId).multiPart("kind", "person")
                .multiPart("occurred_at", "2026-11-24T10:00:00Z").multiPart("snapshot", snapshot, "image/jpeg")
                .multiPart("clip", Files.write(folder.resolve("a.mp4"), clip).toFile(), "video/mp4")
                .post("/api/v1/cameras/" + camera + "/events").then();
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
