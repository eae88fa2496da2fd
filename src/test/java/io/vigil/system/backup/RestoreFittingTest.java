package io.vigil.system.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.Sightings;

/** Rows of a backup that cannot be beside those that are there, or would mean something else here. */
@QuarkusTest
class RestoreFittingTest {

    private static final String DEVICES = "/api/v1/devices";
    private static final String PAIR = "select protect_camera_id || coalesce(cast(protect_controller_id as text), '') "
            + "from camera where name = '%s'";

    @BeforeEach
    void no_backups_of_other_tests() {
        Household.withoutBackups();
    }

    @Test
    void a_camera_that_was_added_again_since_makes_room_for_the_one_of_the_backup() {
        byte[] backup = withoutItsCamera();
        Household.waitUntilAllIsOld();

        Household.restore(backup).statusCode(200).body("events_restored", equalTo(4)).body("warnings", empty());

        assertThat(Database.column("select name from camera order by 1")).containsExactly("Front door", "Hall");
        assertThat(Database.value(PAIR.formatted("Hall"))).startsWith("aa0197f9a4");
    }

    @Test
    void a_camera_that_is_added_again_meanwhile_does_not_keep_the_old_events_out() {
        byte[] backup = withoutItsCamera();

        Household.restore(backup).statusCode(200).body("events_restored", equalTo(4)).body("warnings", empty());

        assertThat(Database.value(PAIR.formatted("Hall again"))).startsWith("aa0197f9a4");
        assertThat(Database.value(PAIR.formatted("Hall"))).isEqualTo("aa");
        assertThat(Database.count("select count(*) from event e join camera c on c.id = e.camera_id where c.name = 'Hall'"))
                .isEqualTo(1);
    }

    @Test
    void a_name_that_is_taken_meanwhile_is_kept_by_both_in_their_way() {
        Sightings.camera("Hall");
        byte[] backup = Household.backup();
        Database.run("delete from camera");
        String id = Sightings.camera("Hall").toString();

        Household.restore(backup).statusCode(200);

        assertThat(Database.value("select name from camera where id = '" + id + "'")).isEqualTo("Hall");
        assertThat(Database.value("select name from camera where id <> '" + id + "'")).startsWith("Hall (restored ");
    }

    @Test
    void a_job_that_was_under_way_is_cancelled_and_one_that_is_goes_on() {
        job("0197f9a4-0000-7000-8000-00000000000a");
        byte[] backup = Household.backup();
        Database.run("update reprocessing_job set status = 'completed', finished_at = now()");
        Household.waitUntilAllIsOld();
        job("0197f9a4-0000-7000-8000-00000000000b");
        Database.run("update reprocessing_job set created_at = now() + interval '80 seconds' where status = 'running'");

        Household.restore(backup).statusCode(200);

        assertThat(Database.column("select status from reprocessing_job where (finished_at is null) = (status = 'running') "
                + "order by id")).containsExactly("cancelled", "running");
    }

    private static void job(String id) {
        Database.run("""
                insert into reprocessing_job (id, status, only_undescribed, total, created_at, scanned_at, scanned_id)
                values ('%s', 'running', false, 5, now(), now(), gen_random_uuid())""".formatted(id));
    }

    @Test
    void money_that_was_reserved_is_free_again() {
        Database.run("insert into ai_budget (period, starts_on, settled, reserved) values ('day', '2026-11-01', 2, 3)");
        byte[] backup = Household.backup();
        Database.run("delete from ai_budget");

        Household.restore(backup).statusCode(200);

        assertThat(Database.column("select settled || ' ' || reserved from ai_budget")).containsExactly("2.000000 0.000000");
    }

    @Test
    void rows_that_are_counted_are_added_once_whatever_numbers_there_are() {
        List.of("first", "second", "third").forEach(Household::logPost);
        byte[] backup = Household.backup();
        Database.empty();
        Database.run("alter sequence webhook_log_id_seq restart");
        List.of("new first", "new second").forEach(Household::logPost);

        Household.restore(backup).statusCode(200).body("warnings", empty());
        Household.restore(backup).statusCode(200).body("warnings", empty());

        assertThat(Database.column("select recipient from webhook_log order by id")).containsExactly("new first", "new second",
                "first", "second", "third");
    }

    @Test
    void numbers_go_on_from_the_highest_that_was_given() {
        Household.furnish();
        byte[] backup = Household.backup();
        long given = Database.count("select nextval('webhook_log_id_seq') from generate_series(1, 5) order by 1 desc");
        Household.restore(backup).statusCode(200);
        assertThat(Database.count("select nextval('webhook_log_id_seq')")).isEqualTo(given + 1);

        Database.run("delete from webhook_log");
        Database.run("alter sequence webhook_log_id_seq restart");
        Household.restore(backup).statusCode(200);
        assertThat(Database.count("select nextval('webhook_log_id_seq') - max(id) from webhook_log")).isEqualTo(1);
    }

    @Test
    void browsers_are_told_things_by_a_new_machine_too() {
        String key = key();
        subscription();
        byte[] backup = Household.backup();
        Database.empty();
        assertThat(key()).isNotEqualTo(key);

        Household.restore(backup).statusCode(200).body("warnings", not(hasItem(containsString("browsers"))));

        assertThat(key()).isEqualTo(key);
        assertThat(Database.count("select count(*) from push_subscription")).isEqualTo(1);
    }

    @Test
    void browsers_that_subscribed_to_other_keys_have_to_do_so_anew() {
        key();
        subscription();
        byte[] backup = Household.backup();
        Database.empty();
        String key = key();
        subscription();
        String id = Database.value("select id from push_subscription");

        Household.restore(backup).statusCode(200).body("warnings", hasItem(containsString("1 browsers have to subscribe")));

        assertThat(key()).isEqualTo(key);
        assertThat(Database.column("select id from push_subscription")).containsExactly(id);
    }

    @Test
    void keys_that_cannot_be_opened_here_stay_away() {
        key();
        subscription();
        Database.run("update push_vapid_key set private_key = regexp_replace(private_key, '[.].*[.]', '.0badcafe.')");
        byte[] foreign = Household.backup();
        Database.empty();
        String key = key();

        Household.restore(foreign).statusCode(200).body("warnings", hasItem(containsString("1 browsers have to subscribe")));

        assertThat(key()).isEqualTo(key);
        assertThat(Database.count("select count(*) from push_subscription")).isZero();
    }

    @Test
    void what_a_user_had_is_the_ones_who_has_that_name_here() {
        Api.user().contentType("application/json").body(Map.of("device_id", "phone-1", "platform", "ios")).post(DEVICES).then()
                .statusCode(201);
        key();
        subscription();
        Api.newKey("read:events");
        String admin = idOf(Api.ADMIN);
        String user = idOf(Api.USER);
        byte[] backup = Household.backup();
        Database.empty();
        Api.user();
        assertThat(List.of(idOf(Api.ADMIN), idOf(Api.USER))).doesNotContain(admin, user);

        Household.restore(backup).statusCode(200).body("warnings", empty());

        Api.user().get(DEVICES).then().statusCode(200).body("devices.device_id", contains("phone-1"));
        assertThat(Database.column("select user_id from push_subscription union all select user_id from device"))
                .containsExactly(idOf(Api.USER), idOf(Api.USER));
        assertThat(Database.column("select created_by from api_key")).containsExactly(idOf(Api.ADMIN));
        assertThat(Database.count("select count(*) from app_user")).isEqualTo(2);
    }

    private static String idOf(String name) {
        return Database.value("select id from app_user where username = '" + name + "'");
    }

    private static String key() {
        return Api.admin().get("/api/v1/push/vapid-public-key").then().statusCode(200).extract().path("public_key");
    }

    /** Of somebody whom a new machine does not know. */
    private static void subscription() {
        Api.user();
        Database.run("""
                insert into push_subscription (id, user_id, endpoint, p256dh, auth, created_at, quiet_hours_enabled, timezone,
                    sound_enabled)
                select gen_random_uuid(), id, 'https://push.invalid/' || gen_random_uuid(), '', '', now(), false, 'UTC', true
                from app_user where username = '%s'""".formatted(Api.USER));
    }

    /** A backup of a household whose camera was deleted since, with its events, and added again. */
    private static byte[] withoutItsCamera() {
        Household.furnish();
        Database.run("update camera set protect_controller_id = (select id from protect_controller), protect_camera_id = 'aa' "
                + "where name = 'Hall'");
        byte[] backup = Household.backup();
        Database.run("delete from camera where name = 'Hall'");
        UUID again = Sightings.camera("Hall again");
        Database.run("update camera set protect_controller_id = (select id from protect_controller), protect_camera_id = 'aa' "
                + "where id = '" + again + "'");
        return backup;
    }
}
