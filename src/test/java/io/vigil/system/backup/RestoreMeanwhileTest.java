package io.vigil.system.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
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
import io.vigil.testsupport.Sightings;

/** A restore takes a while, and the household goes on. */
@QuarkusTest
class RestoreMeanwhileTest {

    private static final String LATER = "later";

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
    void what_arrived_since_the_restore_was_asked_for_stays() throws Exception {
        List<String> events = Household.furnish();
        byte[] backup = Household.backup();
        Instant began = clock.instant();
        String camera = Sightings.camera("Came later").toString();
        String event = send(UUID.fromString(camera), 202);
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
    void what_arrived_less_than_a_minute_before_stays_too() {
        Household.furnish();
        byte[] backup = Household.backup();
        Household.waitUntilAllIsOld();
        String event = send(camera("Hall"), 202);
        Household.setting("language", "German");
        Sightings.awaitSettled();
        MovableClock.forward(Duration.ofSeconds(50));

        Household.restore(backup).statusCode(200);

        Api.admin().get("/api/v1/events/" + event).then().statusCode(200);
        assertThat(Api.admin().get("/api/v1/system/settings").<String> path("language")).isEqualTo("German");

        Household.waitUntilAllIsOld();
        Household.restore(backup).statusCode(200);

        Api.admin().get("/api/v1/events/" + event).then().statusCode(404);
        assertThat(Api.admin().get("/api/v1/system/settings").<String> path("language")).isNotEqualTo("German");
    }

    @Test
    void an_event_that_came_again_since_it_was_asked_for_stays() throws Exception {
        Household.furnish();
        byte[] backup = Household.backup();
        UUID hall = camera("Hall");
        String told = send(hall, 202);
        Household.waitUntilAllIsOld();
        Instant began = clock.instant();
        assertThat(send(hall, 200)).isEqualTo(told);

        assertThat(restore.restore(Files.write(folder.resolve("backup.zip"), backup), new Parts(true, true, true), began))
                .isPresent();

        Api.admin().get("/api/v1/events/" + told).then().statusCode(200);
    }

    @Test
    void what_either_machine_spent_of_a_period_is_spent() {
        Household.furnish();
        Database.run("delete from ai_budget");
        Database.run("insert into ai_budget (period, starts_on, settled) values ('month', '2026-11-01', 9), "
                + "('day', '2026-11-02', 1), ('day', '2026-11-03', 2)");
        byte[] backup = Household.backup();
        Database.run("delete from ai_budget where starts_on = '2026-11-03'");
        Database.run("update ai_budget set settled = case period when 'month' then 0.01 else 3 end");
        Household.waitUntilAllIsOld();

        Household.restore(backup).statusCode(200);

        assertThat(Database.column("select period || ' ' || trim_scale(settled) from ai_budget order by starts_on"))
                .containsExactly("month 9", "day 3", "day 2");
    }

    @Test
    void what_is_written_and_deleted_while_it_is_under_way_is_not_undone() throws Exception {
        List<String> events = Household.furnish();
        byte[] backup = Household.backup();
        Database.run("update event set description = 'Changed since', attempts = 9");
        Household.waitUntilAllIsOld();
        CompletableFuture<ValidatableResponse> restored;
        String arrived;
        try (Connection other = Database.connect(); Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("update event set description = 'Meanwhile' where id = '" + events.get(0) + "'");
            statement.execute("delete from event where id = '" + events.get(1) + "'");

            restored = CompletableFuture.supplyAsync(() -> Household.restore(backup));
            Meanwhile.awaitWaiting();
            arrived = send(camera("Hall"), 202);
            other.commit();
        }

        restored.join().statusCode(200);
        assertThat(Database.value("select description from event where id = '" + events.get(0) + "'")).isEqualTo("Meanwhile");
        assertThat(count(events.get(1))).isZero();
        assertThat(count(arrived)).isEqualTo(1);
        assertThat(Database.value("select description from event where id = '" + events.get(2) + "'"))
                .isNotEqualTo("Changed since");
        Sightings.awaitSettled();
    }

    @Test
    void an_event_that_came_again_meanwhile_is_there_once() throws Exception {
        List<String> events = Household.furnish();
        byte[] backup = Household.backup();
        Api.admin().delete("/api/v1/events/" + events.get(0)).then().statusCode(204);
        Instant began = clock.instant();
        String again = Sightings.send(camera("Front door"), Household.FIRST, "person", Household.FIRST).statusCode(202)
                .extract().path("id");
        Sightings.awaitSettled();

        Restore.Restored restored = restore.restore(Files.write(folder.resolve("backup.zip"), backup),
                new Parts(true, true, true), began).orElseThrow();

        assertThat(restored.events()).isEqualTo(3);
        assertThat(restored.warnings()).singleElement().asString().contains("event");
        assertThat(Database.column("select id from event where external_id = '" + Household.FIRST + "'"))
                .containsExactly(again);
    }

    @Test
    void what_is_new_and_in_the_backup_and_deleted_meanwhile_stays_away() throws Exception {
        List<String> events = Household.furnish();
        byte[] backup = Household.backup();

        Meanwhile.restoredWhile(Meanwhile.FIRST_TO_GO, backup,
                () -> Api.admin().delete("/api/v1/events/" + events.get(1)).then().statusCode(204));

        assertThat(count(events.get(1))).isZero();
        assertThat(count(events.get(2))).isEqualTo(1);
    }

    @Test
    void events_of_a_camera_that_gets_its_name_back_are_taken_meanwhile() throws Exception {
        List<String> events = Household.furnish();
        byte[] backup = Household.backup();
        UUID hall = camera("Hall");
        Database.run("update camera set name = 'Back door' where name = 'Hall'");
        Database.run("update protect_controller set name = 'Cellar'");
        Database.run("update event set description = 'Changed since'");
        Household.waitUntilAllIsOld();

        Meanwhile.restoredWhile("select 1 from event where id = '" + events.get(0) + "' for update", backup, () -> {
            assertThat(count(send(hall, 202))).isEqualTo(1);
            Database.run("""
                    set lock_timeout = '1s'; insert into protect_event (controller_id, native_id, end_assumed, detections,
                        parts, created_at, updated_at)
                    select id, 'n', false, '{}', '{}', now(), now() from protect_controller; reset lock_timeout""");
        });

        assertThat(Database.column("select name from camera order by 1")).containsExactly("Front door", "Hall");
        assertThat(Database.column("select name from protect_controller")).containsExactly("Attic");
        assertThat(Database.count("select count(*) from event where description = 'Changed since'")).isZero();
        assertThat(Database.count("select count(*) from event where external_id = '" + LATER + "'")).isEqualTo(1);
        Sightings.awaitSettled();
    }

    @Test
    void a_rule_that_is_met_meanwhile_becomes_the_one_of_the_backup_and_keeps_its_count() throws Exception {
        Household.furnish();
        byte[] backup = Household.backup();
        Database.run("update alert_rule set name = 'Changed since'");
        Household.waitUntilAllIsOld();

        Meanwhile.restoredWhile(Meanwhile.FIRST_TO_GO, backup, () -> Database.run(
                "update alert_rule set trigger_count = trigger_count + 1, last_triggered_at = now()"));

        assertThat(Database.column("select name || ' ' || trigger_count from alert_rule")).containsExactly("Everything 1");
    }

    @Test
    void who_lost_the_work_to_another_leaves_what_is_that_ones_alone() throws Exception {
        byte[] backup = Household.backup();
        CompletableFuture<ValidatableResponse> restored;
        try (Connection other = Database.connect(); Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("lock table digest_run in access exclusive mode");

            restored = CompletableFuture.supplyAsync(() -> Household.restore(backup));
            Meanwhile.awaitWaiting();
            Database.run("create schema restore_stage_other");
            Database.run("update progress set lease = gen_random_uuid() where work = 'restore' and state = 'running'");
            other.rollback();
        }

        restored.join().statusCode(409);
        assertThat(Database.column("select nspname from pg_namespace where starts_with(nspname, 'restore_stage')"))
                .containsExactly("restore_stage_other");
        assertThat(Database.column("select state from progress where work = 'restore'")).containsExactly("running");
        Database.run("drop schema restore_stage_other");
    }

    @Test
    void progress_tells_what_it_is_at() throws Exception {
        Household.furnish();
        byte[] backup = Household.backup();

        Meanwhile.restoredWhile(Meanwhile.FIRST_TO_GO, backup, () -> await().untilAsserted(
                () -> Api.admin().get("/api/v1/system/progress").then().body("data[1].work", equalTo("restore"))
                        .body("data[1].state", equalTo("running")).body("data[1].step", equalTo("switch"))));
    }

    @Test
    void who_loses_the_work_before_the_commit_changes_nothing() throws Exception {
        Household.furnish();
        byte[] backup = Household.backup();
        Household.setting("system_name", "Changed");
        Household.waitUntilAllIsOld();

        Meanwhile.restoreWhile(Meanwhile.FIRST_TO_GO, backup, () -> Database.run(
                "update progress set lease = gen_random_uuid() where work = 'restore' and state = 'running'"))
                .statusCode(409);

        assertThat(Api.admin().get("/api/v1/system/settings").<String> path("system_name")).isEqualTo("Changed");
        assertThat(Database.count("select count(*) from system_notification")).isEqualTo(1);
    }

    private static String send(UUID camera, int status) {
        return Sightings.send(camera, LATER, "person", Household.FIRST).statusCode(status).extract().path("id");
    }

    private static UUID camera(String name) {
        return UUID.fromString(Database.value("select id from camera where name = '" + name + "'"));
    }

    private static long count(String event) {
        return Database.count("select count(*) from event where id = '" + event + "'");
    }
}
