package io.vigil.system.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.matchesPattern;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.vigil.media.MediaFile;
import io.vigil.media.MediaStore;
import io.vigil.system.backup.work.BackupWork;
import io.vigil.system.backup.work.Lease;
import io.vigil.system.progress.Work;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.MovableClock;
import io.vigil.testsupport.Samples;

@QuarkusTest
class BackupResourceTest {

    @Inject
    BackupWork work;

    @Inject
    MediaStore store;

    @BeforeEach
    void no_backups_of_other_tests() {
        Household.withoutBackups();
    }

    @Test
    void a_backup_tells_what_is_in_it_and_is_listed() {
        Household.furnish();

        JsonPath made = Api.admin().noContentType().post("/api/v1/system/backup").then().statusCode(200)
                .body("success", equalTo(true))
                .body("timestamp", matchesPattern("\\d{4}-\\d\\d-\\d\\d-\\d\\d-\\d\\d-\\d\\d"))
                .body("thumbnails_count", equalTo(Household.media().size())).body("settings_count", equalTo(2))
                .extract().jsonPath();

        Api.admin().get("/api/v1/system/backup/list").then().statusCode(200).body("total_count", equalTo(1))
                .body("backups[0].timestamp", equalTo(made.getString("timestamp")))
                .body("backups[0].size_bytes", equalTo(made.getInt("size_bytes")))
                .body("backups[0].database_size_bytes", equalTo(made.getInt("database_size_bytes")))
                .body("backups[0].thumbnails_count", equalTo(made.getInt("thumbnails_count")))
                .body("backups[0].created_at", matchesPattern(".*\\.\\d{3}Z"))
                .body("backups[0].download_url",
                        equalTo("/api/v1/system/backup/" + made.getString("timestamp") + "/download"));
        Api.admin().get("/api/v1/system/progress").then().body("data.find { it.work == 'backup' }.state", equalTo("completed"));
    }

    @Test
    void a_backup_has_every_row_and_the_bytes_of_every_file() {
        Household.furnish();

        Map<String, byte[]> entries = Zips.entries(Household.backup());

        Map<String, String> media = entries.entrySet().stream().filter(entry -> entry.getKey().startsWith("media/"))
                .collect(Collectors.toMap(entry -> entry.getKey().substring("media/".length()),
                        entry -> Samples.sha256(entry.getValue())));
        assertThat(media).isEqualTo(Household.media()).hasSizeGreaterThan(7);
        assertThat(new String(entries.get("rows/event.copy")).lines().count()).isEqualTo(4);
        assertThat(new String(entries.get("rows/setting.copy"))).doesNotContain("sk-not-a-real-key").contains("v1.");
        assertThat(entries).doesNotContainKey("rows/access_token.copy");
    }

    @Test
    void a_part_is_left_out_when_asked_for() {
        Household.furnish();
        Household.setting("primary_api_key", "sk-not-a-real-key");
        Household.setting("ai_provider_order", "[\"grok\"]");

        String url = Api.admin().contentType("application/json")
                .body("{\"include_thumbnails\":false,\"include_ai_config\":false,\"include_protect_config\":false}")
                .post("/api/v1/system/backup").then().statusCode(200).body("thumbnails_count", equalTo(0))
                .body("settings_count", equalTo(2)).extract().path("download_url");

        assertThat(Zips.entries(Api.admin().get(url).asByteArray())).doesNotContainKey("rows/protect_controller.copy")
                .containsKey("rows/event.copy").hasEntrySatisfying("rows/setting.copy",
                        rows -> assertThat(new String(rows)).doesNotContain("primary_", "ai_"));
    }

    @Test
    void a_file_is_fetched_whole_or_by_ranges() {
        Household.furnish();
        byte[] whole = Household.backup();
        String url = Api.admin().get("/api/v1/system/backup/list").path("backups[0].download_url");

        Response answer = Api.admin().header("Range", "bytes=100-199").get(url);

        answer.then().statusCode(206).contentType("application/zip")
                .header("Content-Range", "bytes 100-199/" + whole.length)
                .header("Content-Disposition", containsString("attachment"));
        assertThat(answer.asByteArray()).isEqualTo(Arrays.copyOfRange(whole, 100, 200));
        Api.admin().header("Range", "bytes=-100").get(url).then().statusCode(206)
                .header("Content-Range", "bytes " + (whole.length - 100) + "-" + (whole.length - 1) + "/" + whole.length);
        assertThat(Api.admin().header("Range", "bytes=-100").get(url).asByteArray())
                .isEqualTo(Arrays.copyOfRange(whole, whole.length - 100, whole.length));
        Response head = Api.admin().header("Range", "bytes=-100").head(url);
        head.then().statusCode(200).header("Content-Length", String.valueOf(whole.length)).header("Accept-Ranges", "bytes");
        assertThat(head.asByteArray()).isEmpty();
        Api.admin().header("Range", "bytes=999999999-").get(url).then().statusCode(416)
                .header("Content-Range", "bytes */" + whole.length);
        Api.admin().header("Range", "bytes=0-0").header("If-Range", "\"another\"").get(url).then().statusCode(200)
                .header("Content-Length", String.valueOf(whole.length));
    }

    @Test
    void a_backup_that_is_not_there_is_404() {
        for (String timestamp : List.of("2026-01-01-00-00-00", "nonsense", "..%2f..%2fsecret", "2026-01-01-00-00-00.zip")) {
            Api.admin().urlEncodingEnabled(false).get("/api/v1/system/backup/" + timestamp + "/download").then()
                    .statusCode(404).contentType("application/problem+json");
            Api.admin().urlEncodingEnabled(false).delete("/api/v1/system/backup/" + timestamp).then().statusCode(404);
        }
    }

    @Test
    void a_deleted_backup_is_gone() {
        Household.backup();
        String timestamp = Api.admin().get("/api/v1/system/backup/list").path("backups[0].timestamp");

        Api.admin().delete("/api/v1/system/backup/" + timestamp).then().statusCode(200);

        Api.admin().get("/api/v1/system/backup/list").then().body("backups", hasSize(0));
        Api.admin().get("/api/v1/system/backup/" + timestamp + "/download").then().statusCode(404);
    }

    @Test
    void one_is_made_at_a_time() {
        try (Lease elsewhere = work.take(Work.RESTORE, () -> {
        }).orElseThrow()) {
            Api.admin().noContentType().post("/api/v1/system/backup").then().statusCode(409);
            Household.restore(new byte[] { 1 }).statusCode(409);
            elsewhere.succeed();
        }
        Api.admin().noContentType().post("/api/v1/system/backup").then().statusCode(200);
    }

    @Test
    void work_of_a_process_that_died_keeps_nobody_waiting_for_long() {
        Database.run(
                """
                        insert into progress (id, work, state, done, started_at, updated_at, lease, lease_until)
                        values (gen_random_uuid(), 'restore', 'running', 0, now(), now(), gen_random_uuid(), now() + interval '20 s')""");
        Api.admin().noContentType().post("/api/v1/system/backup").then().statusCode(409);

        MovableClock.forward(Duration.ofSeconds(30));

        Api.admin().noContentType().post("/api/v1/system/backup").then().statusCode(200);
        Api.admin().get("/api/v1/system/progress").then().body("data.find { it.work == 'restore' }.state", equalTo("failed"));
    }

    @Test
    void what_is_deleted_while_files_are_held_leaves_its_file_to_the_sweeper() throws Exception {
        String event = Household.furnish().get(0);
        MediaFile file = MediaFile.parse(Database.value("select snapshot from event where id = '" + event + "'"));
        UUID holder = UUID.randomUUID();
        store.hold(holder);

        Api.admin().delete("/api/v1/events/" + event).then().statusCode(204);

        assertThat(store.find(file)).isPresent();
        store.release(holder);
        store.delete(file);
        assertThat(store.find(file)).isEmpty();
    }

    @Test
    void a_file_that_was_lost_before_is_told_as_missing() {
        Household.furnish();
        int files = Household.media().size();
        store.delete(MediaFile.parse(Database.value("select snapshot from event where snapshot is not null limit 1")));

        byte[] backup = Household.backup();

        Household.upload(backup).post("/api/v1/system/backup/validate").then().statusCode(200).body("valid", equalTo(true))
                .body("contents.thumbnails_count", equalTo(files - 1)).body("warnings[0]", containsString("missing"));
    }

    @Test
    void an_administrator_alone_may_use_backups() {
        Api.user().noContentType().post("/api/v1/system/backup").then().statusCode(403);
        Api.user().get("/api/v1/system/backup/list").then().statusCode(403);
        String url = Api.admin().noContentType().post("/api/v1/system/backup").then().statusCode(200).extract()
                .path("download_url");
        Api.user().get(url).then().statusCode(403);
        Api.user().head(url).then().statusCode(403);
        Api.user().delete(url.replace("/download", "")).then().statusCode(403);
        Api.key("write:events").get(url).then().statusCode(403);
        Api.anonymous().get(url).then().statusCode(401);
        Api.admin().get(url).then().statusCode(200);
    }
}
