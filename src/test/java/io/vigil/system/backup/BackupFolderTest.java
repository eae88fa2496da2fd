package io.vigil.system.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;

import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.MovableClock;

/** Which backups are kept, and what else may lie in their folder. */
@QuarkusTest
class BackupFolderTest {

    @Inject
    BackupConfig config;

    @BeforeEach
    void no_backups_of_other_tests() {
        Household.withoutBackups();
    }

    @Test
    void only_the_newest_so_many_are_kept() {
        Api.admin().contentType("application/json").body("{\"backup_retention_count\":2}").put("/api/v1/system/settings")
                .then().statusCode(200);
        List<String> made = new ArrayList<>();

        for (int i = 0; i < 4; i++) {
            made.add(Api.admin().noContentType().post("/api/v1/system/backup").then().statusCode(200).extract()
                    .path("timestamp"));
        }

        Api.admin().get("/api/v1/system/backup/list").then().body("backups.timestamp", contains(made.get(3), made.get(2)));
    }

    @Test
    void the_last_one_with_everything_is_kept_whatever_else_is_made() {
        Household.furnish();
        Api.admin().contentType("application/json").body("{\"backup_retention_count\":1}").put("/api/v1/system/settings")
                .then().statusCode(200);
        String whole = Api.admin().noContentType().post("/api/v1/system/backup").then().statusCode(200).extract()
                .path("timestamp");
        String last = null;

        for (String part : List.of("include_database", "include_thumbnails")) {
            last = Api.admin().contentType("application/json").body("{\"" + part + "\":false}").post("/api/v1/system/backup")
                    .then().statusCode(200).extract().path("timestamp");
        }

        Api.admin().get("/api/v1/system/backup/list").then().body("backups.timestamp", contains(last, whole));
    }

    @Test
    void the_one_just_made_is_kept_whatever_the_clock_said_before() {
        Api.admin().contentType("application/json").body("{\"backup_retention_count\":2}").put("/api/v1/system/settings")
                .then().statusCode(200);
        MovableClock.forward(Duration.ofDays(2));
        Api.admin().noContentType().post("/api/v1/system/backup").then().statusCode(200);
        String ahead = Api.admin().noContentType().post("/api/v1/system/backup").then().statusCode(200).extract()
                .path("timestamp");
        MovableClock.forward(Duration.ofDays(-2));

        JsonPath made = Api.admin().noContentType().post("/api/v1/system/backup").then().statusCode(200).extract().jsonPath();

        Api.admin().get(made.getString("download_url")).then().statusCode(200);
        Api.admin().get("/api/v1/system/backup/list").then()
                .body("backups.timestamp", contains(made.getString("timestamp"), ahead));
    }

    @Test
    void a_file_in_the_folder_that_is_no_backup_hides_no_other() throws Exception {
        Household.furnish();
        Household.backup();
        String timestamp = Api.admin().get("/api/v1/system/backup/list").path("backups[0].timestamp");
        Path directory = config.directory().toAbsolutePath();
        byte[] whole = Files.readAllBytes(directory.resolve("vigil-" + timestamp + ".zip"));
        try {
            Files.write(directory.resolve("vigil-2026-01-01-00-00-00.zip"), Arrays.copyOf(whole, whole.length / 2));
            Files.write(directory.resolve("vigil-2026-01-01-00-00-01.zip"), new byte[0]);
            Files.writeString(directory.resolve("vigil-2026-01-01-00-00-02.json"), "{}");
            Files.writeString(directory.resolve("vigil-" + timestamp + ".json"), "{\"format\":1}");

            Api.admin().get("/api/v1/system/backup/list").then().statusCode(200)
                    .body("backups.timestamp", contains(timestamp));
            Api.admin().get("/api/v1/system/backup/2026-01-01-00-00-00/download").then().statusCode(404);
            Api.admin().get("/api/v1/system/backup/2026-01-01-00-00-02/download").then().statusCode(404);
        } finally {
            for (int i = 0; i < 3; i++) {
                Api.admin().delete("/api/v1/system/backup/2026-01-01-00-00-0" + i);
            }
        }
    }

    @Test
    void a_download_goes_on_to_its_end_when_the_backup_is_deleted() throws Exception {
        Household.furnish();
        byte[] whole = Household.backup();
        String url = Api.admin().get("/api/v1/system/backup/list").path("backups[0].download_url");
        HttpRequest request = HttpRequest.newBuilder(URI.create(RestAssured.baseURI + ":" + RestAssured.port + url))
                .header("Authorization", "Bearer " + Api.adminToken()).build();

        byte[] fetched;
        try (InputStream answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofInputStream()).body()) {
            byte[] first = answer.readNBytes(10);
            Api.admin().delete(url.replace("/download", "")).then().statusCode(200);
            fetched = ByteBuffer.allocate(whole.length).put(first).put(answer.readAllBytes()).array();
        }

        assertThat(fetched).isEqualTo(whole);
        Api.admin().get(url).then().statusCode(404);
    }
}
