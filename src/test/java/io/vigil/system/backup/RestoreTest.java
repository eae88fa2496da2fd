package io.vigil.system.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vigil.system.backup.restore.Parts;
import io.vigil.system.backup.restore.Restore;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.MovableClock;
import io.vigil.testsupport.Samples;
import io.vigil.testsupport.Sightings;

/** What is there after a restore, in a household that was used since, in an empty one, and where it goes on meanwhile. */
@QuarkusTest
class RestoreTest {

    private static final String NO_STAGE = "select count(*) from pg_namespace where nspname = 'restore_stage'";

    @Inject
    Restore restore;

    @Inject
    Clock clock;

    @TempDir
    Path folder;

    @BeforeEach
    void no_backups_of_other_tests() {
        Household.withoutBackups();
    }

    @Test
    void a_used_household_has_the_same_rows_and_bytes_again() {
        List<String> events = Household.furnish();
        byte[] backup = Household.backup();
        Map<String, List<String>> rows = Household.replacedRows();
        Map<String, String> media = Household.media();
        use(events);
        assertThat(Household.replacedRows()).isNotEqualTo(rows);

        Household.restore(backup).statusCode(200).body("success", equalTo(true)).body("events_restored", equalTo(4))
                .body("settings_restored", equalTo(2)).body("thumbnails_restored", equalTo(media.size()))
                .body("warnings", empty());

        assertThat(Household.replacedRows()).isEqualTo(rows);
        assertThat(Household.media()).containsAllEntriesOf(media);
        assertThat(Database.count(NO_STAGE)).isZero();
        assertThat(Api.admin().get("/api/v1/system/settings").<String> path("system_name")).isEqualTo("Casa");
        Api.admin().get("/api/v1/events/" + events.get(0) + "/thumbnail").then().statusCode(200);
    }

    @Test
    void an_empty_household_has_the_same_rows_and_bytes() {
        Household.furnish();
        byte[] backup = Household.backup();
        Map<String, List<String>> rows = Household.rowsButAccounts();
        Map<String, String> media = Household.media();
        Database.empty();
        Household.loseMedia();

        Household.restore(backup).statusCode(200).body("events_restored", equalTo(4));

        assertThat(Household.rowsButAccounts()).isEqualTo(rows);
        assertThat(Household.media()).isEqualTo(media);
    }

    @Test
    void a_restore_of_what_is_there_writes_no_row() {
        Household.furnish();
        byte[] backup = Household.backup();
        List<String> before = Database.column("select id || ' ' || xmin from event order by 1");

        Household.restore(backup).statusCode(200);

        assertThat(Database.column("select id || ' ' || xmin from event order by 1")).isEqualTo(before);
    }

    @Test
    void names_that_were_exchanged_since_are_exchanged_again() {
        Sightings.camera("Front door");
        Sightings.camera("Hall");
        byte[] backup = Household.backup();
        Map<String, List<String>> rows = Household.replacedRows();
        Database.run("update camera set name = 'x' where name = 'Hall'");
        Database.run("update camera set name = 'Hall' where name = 'Front door'");
        Database.run("update camera set name = 'Front door' where name = 'x'");
        MovableClock.forward(Duration.ofSeconds(20));

        Household.restore(backup).statusCode(200);

        assertThat(Household.replacedRows()).isEqualTo(rows);
    }

    @Test
    void a_part_that_is_not_asked_for_stays_as_it_is() {
        List<String> events = Household.furnish();
        byte[] backup = Household.backup();
        use(events);

        Household.upload(backup).multiPart("restore_settings", "false").post("/api/v1/system/restore").then().statusCode(200)
                .body("settings_restored", equalTo(0));
        assertThat(Api.admin().get("/api/v1/system/settings").<String> path("system_name")).isEqualTo("Changed");

        Household.upload(backup).multiPart("restore_database", "false").post("/api/v1/system/restore").then().statusCode(200)
                .body("events_restored", equalTo(0)).body("settings_restored", equalTo(2));
        assertThat(Api.admin().get("/api/v1/system/settings").<String> path("system_name")).isEqualTo("Casa");
    }

    @Test
    void nobody_is_locked_out_and_missing_accounts_come_back() {
        Api.user();
        byte[] backup = Household.backup();
        Database.run("delete from app_user where username = '" + Api.USER + "'");
        Database.run("""
                insert into app_user (id, username, password_hash, role, active, must_change_password, founder, created_at)
                values (gen_random_uuid(), 'newcomer', 'x', 'viewer', true, false, false, now())""");
        Database.run("update app_user set email = 'new@example.org' where username = '" + Api.ADMIN + "'");

        Household.restore(backup).statusCode(200);

        assertThat(Database.column("select username || coalesce(email, '') from app_user order by 1"))
                .containsExactly(Api.ADMIN + "new@example.org", "newcomer", Api.USER);
        Api.admin().get("/api/v1/auth/me").then().statusCode(200);
        Api.login(Api.USER, Api.PASSWORD).then().statusCode(200);
    }

    @Test
    void a_controller_keeps_its_connection_and_is_connected_anew_where_its_row_changes() {
        Household.furnish();
        byte[] backup = Household.backup();
        Database.run("update protect_controller set host = '192.0.2.8', state = 'connected', drops = 7, revision = 5");

        Household.restore(backup).statusCode(200);

        assertThat(Database.column("select host || ' ' || state || ' ' || drops || ' ' || revision from protect_controller"))
                .containsExactly("192.0.2.7 connected 7 6");
    }

    @Test
    void what_arrived_since_the_restore_was_asked_for_stays() throws Exception {
        List<String> events = Household.furnish();
        byte[] backup = Household.backup();
        Instant began = clock.instant();
        await().until(() -> clock.instant().isAfter(began.plusMillis(5)));
        String camera = Sightings.camera("Came later").toString();
        String event = Sightings.send(UUID.fromString(camera), "later", "person", Household.FIRST).statusCode(202)
                .extract().path("id");
        Household.setting("language", "German");
        Sightings.awaitSettled();

        assertThat(restore.restore(Files.write(folder.resolve("backup.zip"), backup), new Parts(true, true, true), began))
                .isPresent();

        Api.admin().get("/api/v1/events/" + event).then().statusCode(200);
        Api.admin().get("/api/v1/events/" + events.get(1)).then().statusCode(200);
        Api.admin().get("/api/v1/cameras/" + camera).then().statusCode(200);
        assertThat(Api.admin().get("/api/v1/system/settings").<String> path("language")).isEqualTo("German");
    }

    @Test
    void what_is_written_and_deleted_while_it_is_under_way_is_not_undone() throws Exception {
        List<String> events = Household.furnish();
        byte[] backup = Household.backup();
        Database.run("update event set description = 'Changed since', attempts = 9");
        CompletableFuture<ValidatableResponse> restored;
        String arrived;
        try (Connection other = Database.connect(); Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("update event set description = 'Meanwhile' where id = '" + events.get(0) + "'");
            statement.execute("delete from event where id = '" + events.get(1) + "'");

            restored = CompletableFuture.supplyAsync(() -> Household.restore(backup));
            await().until(() -> Database.count("select count(*) from pg_stat_activity where wait_event_type = 'Lock' "
                    + "and application_name = 'vigil'") > 0);
            arrived = Sightings.send(UUID.fromString(Database.value("select id from camera where name = 'Hall'")),
                    "meanwhile", "person", Household.FIRST).statusCode(202).extract().path("id");
            other.commit();
        }

        restored.join().statusCode(200);
        assertThat(Database.value("select description from event where id = '" + events.get(0) + "'")).isEqualTo("Meanwhile");
        assertThat(Database.count("select count(*) from event where id = '" + events.get(1) + "'")).isZero();
        assertThat(Database.count("select count(*) from event where id = '" + arrived + "'")).isEqualTo(1);
        assertThat(Database.value("select description from event where id = '" + events.get(2) + "'"))
                .isNotEqualTo("Changed since");
        Sightings.awaitSettled();
    }

    @Test
    void an_event_that_came_again_meanwhile_is_there_once() throws Exception {
        List<String> events = Household.furnish();
        byte[] backup = Household.backup();
        Api.admin().delete("/api/v1/events/" + events.get(0)).then().statusCode(200);
        Instant began = clock.instant();
        await().until(() -> clock.instant().isAfter(began.plusMillis(5)));
        String again = Sightings.send(UUID.fromString(Database.value("select id from camera where name = 'Front door'")),
                Household.FIRST, "person", Household.FIRST).statusCode(202).extract().path("id");
        Sightings.awaitSettled();

        Restore.Restored restored = restore.restore(Files.write(folder.resolve("backup.zip"), backup),
                new Parts(true, true, true), began).orElseThrow();

        assertThat(restored.events()).isEqualTo(3);
        assertThat(restored.warnings()).singleElement().asString().contains("event");
        assertThat(Database.column("select id from event where external_id = '" + Household.FIRST + "'"))
                .containsExactly(again);
    }

    @Test
    void secrets_of_another_key_are_told_and_restored_as_they_are() {
        Household.furnish();
        byte[] foreign = Zips.changed(Household.backup(), entries -> Zips.replace(entries, "manifest.json",
                "\"key_id\":\"[0-9a-f]{8}\"", "\"key_id\":\"0badcafe\""));

        Household.restore(foreign).statusCode(200).body("warnings[0]", containsString("0badcafe"));
    }

    private static void use(List<String> events) {
        Api.admin().delete("/api/v1/events/" + events.get(0)).then().statusCode(200);
        Sightings.send(Sightings.camera("Garden"), "new", "person", "cat-front-path.jpg",
                Samples.picture("cat-front-path.jpg")).statusCode(202);
        Database.run("update camera set name = 'Back door' where name = 'Hall'");
        Household.setting("system_name", "Changed");
        Household.setting("language", "French");
        Household.rule("Another");
        Database.run("update event set description = 'Another text' where id = '" + events.get(1) + "'");
        Sightings.awaitSettled();
        // Or they would count as sent while the restore was asked for.
        MovableClock.forward(Duration.ofSeconds(20));
    }
}
