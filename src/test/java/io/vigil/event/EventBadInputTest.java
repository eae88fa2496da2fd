package io.vigil.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.instanceOf;
import static org.hamcrest.Matchers.notNullValue;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.MediaFolder;
import io.vigil.testsupport.Samples;
import io.vigil.testsupport.Sightings;

@QuarkusTest
class EventBadInputTest {

    private static final byte[] PICTURE = Samples.picture("person-dark-top.jpg");

    @Test
    void an_unknown_camera_is_404() {
        refused(Sightings.send(UUID.randomUUID(), "1", "person", "a.jpg", PICTURE), 404);
    }

    @Test
    void a_malformed_camera_id_is_422() {
        refused(Api.admin().multiPart("external_id", "1").multiPart("kind", "person").multiPart("occurred_at", "2026-11-24")
                .multiPart("snapshot", "a.jpg", PICTURE).post("/api/v1/cameras/no-uuid/events").then(), 422);
    }

    @Test
    void a_text_file_as_snapshot_is_415() {
        refused(Sightings.send(Sightings.camera("A"), "1", "person", "a.jpg", "not a picture at all".getBytes()), 415);
    }

    @ParameterizedTest
    @ValueSource(ints = { 20, 300, 5_000, 41_000 })
    void a_truncated_jpeg_is_422(int length) {
        refused(Sightings.send(Sightings.camera("A"), "1", "person", "a.jpg", Arrays.copyOf(PICTURE, length)), 422);
    }

    @Test
    void a_snapshot_of_fifty_megabytes_is_413() throws Exception {
        UUID camera = Sightings.camera("A");
        String head = """
                --b\r\nContent-Disposition: form-data; name="external_id"\r\n\r\n1\r
                --b\r\nContent-Disposition: form-data; name="kind"\r\n\r\nperson\r
                --b\r\nContent-Disposition: form-data; name="occurred_at"\r\n\r\n2026-11-24\r
                --b\r\nContent-Disposition: form-data; name="snapshot"; filename="a.jpg"\r\n\r\n""";
        HttpRequest request = HttpRequest.newBuilder(URI.create(RestAssured.baseURI + ":" + RestAssured.port
                + "/api/v1/cameras/" + camera + "/events")).header("Authorization", "Bearer " + Api.adminToken())
                .header("Content-Type", "multipart/form-data; boundary=b")
                .POST(BodyPublishers.concat(BodyPublishers.ofString(head), BodyPublishers.ofByteArray(new byte[50 << 20]),
                        BodyPublishers.ofString("\r\n--b--\r\n")))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        await().untilAsserted(() -> assertThat(MediaFolder.files()).isEmpty());
    }

    @ParameterizedTest
    @CsvSource({ "/api/v1/events, 10485761", "/api/v1/cameras/0/events, 240000000",
            "/api/v1/system/restore, 2147483649", "/api/v1/system/backup/validate, 2147483649" })
    void a_body_too_large_for_its_route_is_413_before_any_of_it_is_read(String path, long length) throws Exception {
        try (Socket socket = new Socket("localhost", RestAssured.port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                            + "Authorization: Bearer " + Api.adminToken() + "\r\nContent-Length: " + length + "\r\n\r\n")
                            .getBytes());
            String answer = new String(socket.getInputStream().readAllBytes());
            assertThat(answer).startsWith("HTTP/1.1 413").contains("application/problem+json", "\"detail\":\"A");
        }
    }

    @Test
    void a_form_that_does_not_tell_its_length_is_cut_off_once_it_is_too_large() throws Exception {
        byte[] chunk = ("100000\r\n" + "x".repeat(1 << 20) + "\r\n").getBytes();
        try (Socket socket = new Socket("localhost", RestAssured.port)) {
            socket.getOutputStream().write(("POST /api/v1/cameras/0/events HTTP/1.1\r\nHost: localhost\r\n"
                    + "Content-Type: multipart/form-data; boundary=b\r\nAuthorization: Bearer " + Api.adminToken()
                    + "\r\nTransfer-Encoding: chunked\r\n\r\n").getBytes());

            // More than an event may have; a backup may have four times as much.
            assertThatThrownBy(() -> {
                for (int mebibytes = 0; mebibytes < 500; mebibytes++) {
                    socket.getOutputStream().write(chunk);
                }
            }).isInstanceOf(IOException.class);
        }
    }

    @Test
    void an_empty_snapshot_is_refused() {
        refused(Sightings.send(Sightings.camera("A"), "1", "person", "a.jpg", new byte[0]), 415);
    }

    @ParameterizedTest
    @CsvSource({ "external_id,kind", "kind,occurred_at", "occurred_at,kind", "snapshot,kind" })
    void a_missing_field_is_422_and_named(String missing, String ignored) {
        UUID camera = Sightings.camera("A");
        io.restassured.specification.RequestSpecification request = Api.admin();
        if (!missing.equals("external_id")) {
            request.multiPart("external_id", "1");
        }
        if (!missing.equals("kind")) {
            request.multiPart("kind", "person");
        }
        if (!missing.equals("occurred_at")) {
            request.multiPart("occurred_at", "2026-11-24");
        }
        if (!missing.equals("snapshot")) {
            request.multiPart("snapshot", "a.jpg", PICTURE);
        }
        refused(request.post("/api/v1/cameras/" + camera + "/events").then(), 422).body("errors[0].loc[1]", equalTo(missing));
    }

    @ParameterizedTest
    @ValueSource(strings = { "{", "[]", "\"text\"", "{\"camera_id\": 7}", "{\"camera_id\": \"x\"}", "null", "",
            "{\"timestamp\": \"yesterday\"}", "{\"objects_detected\": {}}" })
    void malformed_json_is_422(String body) {
        refused(Api.admin().contentType("application/json").body(body).post("/api/v1/events").then(), 422);
    }

    @Test
    void values_out_of_range_are_all_named_and_not_repeated() {
        String answer = refused(Api.admin().contentType("application/json").body("""
                {"camera_id": "%s", "timestamp": "2026-11-24", "confidence": 4711, "objects_detected": ["s3cret-word"],
                 "source_type": "carrier-pigeon"}""".formatted(UUID.randomUUID())).post("/api/v1/events").then(), 422)
                .extract().asString();
        assertThat(answer).contains("confidence", "objects_detected", "source_type").doesNotContain("4711", "s3cret-word",
                "carrier-pigeon");
    }

    @ParameterizedTest
    @ValueSource(strings = { "limit=0", "limit=501", "limit=x", "offset=-1", "camera_id=1", "start_time=soon",
            "min_confidence=101", "object_types=person,ghost", "source_type=x", "smart_detection_type=x", "analysis_mode=x",
            "anomaly_severity=x", "time_range=2h", "sort_order=up", "cursor=abc", "has_thumbnail=maybe" })
    void an_unknown_filter_value_is_422_and_never_dropped(String query) {
        refused(Api.admin().get("/api/v1/events?" + query).then(), 422);
    }

    @ParameterizedTest
    @ValueSource(strings = { "(", "'", "\"", "a:b & | !", "%", "\\", "*", "person) or 1=1" })
    void any_search_text_is_words_and_never_an_error(String text) {
        Api.admin().queryParam("search", text).get("/api/v1/events").then().statusCode(200);
    }

    @Test
    void a_malformed_event_id_is_422_and_an_unknown_one_404() {
        refused(Api.admin().get("/api/v1/events/1").then(), 422);
        refused(Api.admin().get("/api/v1/events/" + UUID.randomUUID()).then(), 404);
        refused(Api.admin().delete("/api/v1/events/" + UUID.randomUUID()).then(), 404);
        refused(Api.admin().get("/api/v1/events/" + UUID.randomUUID() + "/thumbnail").then(), 404);
    }

    @ParameterizedTest
    @ValueSource(strings = { "../../pom.xml", "..%2f..%2fpom.xml", "%2e%2e/x.jpg", "a.jpg", ".jpg", "x" })
    void a_thumbnail_name_that_is_not_ours_is_404(String name) {
        refused(Api.admin().urlEncodingEnabled(false).get("/api/v1/thumbnails/2026-11-24/" + name).then(), 404);
    }

    @Test
    void a_bad_picture_in_json_is_400() {
        UUID camera = Sightings.camera("A");
        for (String picture : List.of("!!!", "bm90IGEgcGljdHVyZQ==", "/9j/4AAQSkZJRgABAQ==")) {
            refused(Api.admin().contentType("application/json").body(json(camera, "\"thumbnail_base64\": \"" + picture + "\""))
                    .post("/api/v1/events").then(), 400);
        }
        refused(Api.admin().contentType("application/json").body(json(camera, "\"thumbnail_path\": \"/etc/passwd\""))
                .post("/api/v1/events").then(), 422);
    }

    @Test
    void an_idempotency_key_that_is_too_long_is_422() {
        UUID camera = Sightings.camera("A");
        refused(Api.admin().contentType("application/json").header("Idempotency-Key", "k".repeat(256))
                .body(json(camera, "\"alert_triggered\": false")).post("/api/v1/events").then(), 422);
    }

    @Test
    void a_lock_that_is_held_too_long_is_503_with_a_time_to_come_back() throws Exception {
        UUID camera = Sightings.camera("A");
        try (Connection other = Database.connect(); Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("lock table event in access exclusive mode");
            Sightings.send(camera, "1", "person", "a.jpg", PICTURE).statusCode(503).header("Retry-After", notNullValue());
        }
        assertThat(MediaFolder.files()).isEmpty();
    }

    private static String json(UUID camera, String more) {
        return "{\"camera_id\": \"%s\", \"timestamp\": \"2026-11-24\", \"confidence\": 1, \"objects_detected\": [\"person\"], %s}"
                .formatted(camera, more);
    }

    private static ValidatableResponse refused(ValidatableResponse answer, int status) {
        answer.statusCode(status).contentType("application/problem+json").body("detail", instanceOf(String.class))
                .body("status", equalTo(status)).body("request_id", instanceOf(String.class));
        assertThat(Database.count("select count(*) from event")).isZero();
        // What was uploaded goes when the exchange is over, which may be after its answer.
        await().untilAsserted(() -> assertThat(MediaFolder.files()).isEmpty());
        return answer;
    }
}
