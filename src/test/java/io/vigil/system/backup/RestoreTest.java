package io.vigil.system.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.MovableClock;
import io.vigil.testsupport.Samples;
import io.vigil.testsupport.Sightings;

/** What is there after a restore, in a household that was used since and in an empty one. */
@QuarkusTest
class RestoreTest {

    private static final String NO_STAGE = "select count(*) from pg_namespace where starts_with(nspname, 'restore_stage')";

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
        Household.waitUntilAllIsOld();

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
        Household.waitUntilAllIsOld();

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
        Household.waitUntilAllIsOld();

        Household.restore(backup).statusCode(200);

        assertThat(Database.column("select host || ' ' || state || ' ' || drops || ' ' || revision from protect_controller"))
                .containsExactly("192.0.2.7 connected 7 6");
    }

    @Test
    void a_controller_is_asked_again_for_what_it_saw_since() {
        Household.furnish();
        Database.run("update protect_controller set reconciled_until = '2026-11-01T10:00:00Z'");
        byte[] backup = Household.backup();
        Database.run("update protect_controller set reconciled_until = '2026-11-28T10:00:00Z'");
        Household.waitUntilAllIsOld();

        Household.restore(backup).statusCode(200);

        assertThat(Database.count("""
                select count(*) from protect_controller where reconciled_until = '2026-11-01T10:00:00Z' and revision = 2"""))
                .isEqualTo(1);
    }

    @Test
    void a_backup_of_an_older_version_leaves_what_it_did_not_know_as_it_is() {
        List<String> events = Household.furnish();
        byte[] older = Zips.changed(Household.backup(), entries -> {
            Zips.withoutTable(entries, "webhook_receiver");
            Zips.withoutColumn(entries, "event", "missing_media");
            Zips.withoutColumn(entries, "camera", "ai_prompt");
        });
        Database.run("""
                insert into webhook_receiver (id, name, url, form, subjects, enabled, headers, created_at, updated_at)
                values (gen_random_uuid(), 'Pager', 'https://example.org/', 'ntfy', '{}', true, '{}', now(), now())""");
        use(events);

        Household.restore(older).statusCode(200).body("events_restored", equalTo(4));

        assertThat(Database.count("select count(*) from event where missing_media is null")).isEqualTo(4);
        assertThat(Database.column("select name from camera order by 1")).containsExactly("Front door", "Hall");
        assertThat(Database.column("select name from webhook_receiver")).containsExactly("Pager");
    }

    @Test
    void a_backup_without_what_is_needed_here_is_refused() {
        Household.furnish();
        byte[] older = Zips.changed(Household.backup(), entries -> Zips.withoutColumn(entries, "event", "kind"));

        Household.restore(older).statusCode(400).body("detail", containsString("no column kind"));
    }

    @Test
    void progress_tells_of_a_restore_and_of_one_that_was_refused() {
        Household.furnish();
        byte[] backup = Household.backup();

        Household.restore(backup).statusCode(200);
        progress().body("data[1].state", equalTo("completed")).body("data[1].percent", equalTo(100.0f));
        MovableClock.forward(Duration.ofSeconds(1));
        Household.restore(Zips.changed(backup, entries -> entries.remove("media.list"))).statusCode(400);

        progress().body("data[1].state", equalTo("failed")).body("data[1].step", equalTo("check"))
                .body("data[1].error", containsString("missing"));
    }

    private static ValidatableResponse progress() {
        return Api.admin().get("/api/v1/system/progress").then().statusCode(200).body("data.work",
                contains("backup", "restore"));
    }

    @Test
    void only_administrators_restore() {
        byte[] backup = Household.backup();

        for (String path : List.of("/api/v1/system/restore", "/api/v1/system/backup/validate")) {
            Api.user().multiPart("file", "backup.zip", backup, "application/zip").post(path).then().statusCode(403);
        }
    }

    @Test
    void secrets_of_another_key_are_told_and_restored_as_they_are() {
        Household.furnish();
        Household.ruleWithSecret("Calls");
        String strange = """
                update alert_rule set actions = cast(regexp_replace(cast(actions as text), 'v1[.][0-9a-f]{8}', 'v1.0badcafe')
                    as jsonb) where name = 'Calls'""";
        Database.run(strange);
        byte[] backup = Household.backup();

        Household.restore(backup).statusCode(200).body("warnings[0]", containsString("here, 0badcafe:"));

        assertThat(Database.value("select actions from alert_rule where name = 'Calls'")).contains("v1.0badcafe.");
    }

    private static void use(List<String> events) {
        Api.admin().delete("/api/v1/events/" + events.get(0)).then().statusCode(204);
        Sightings.send(Sightings.camera("Garden"), "new", "person", "cat-front-path.jpg",
                Samples.picture("cat-front-path.jpg")).statusCode(202);
        Database.run("update camera set name = 'Back door' where name = 'Hall'");
        Household.setting("system_name", "Changed");
        Household.setting("language", "French");
        Household.rule("Another");
        Database.run("update event set description = 'Another text' where id = '" + events.get(1) + "'");
        Sightings.awaitSettled();
        Household.waitUntilAllIsOld();
    }
}
