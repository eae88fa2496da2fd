package io.vigil.system.wipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.session.SessionContext;
import io.vigil.system.progress.ProgressView;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.MediaFolder;
import io.vigil.testsupport.Samples;
import io.vigil.testsupport.Sightings;
import io.vigil.testsupport.StoredEvents;

@QuarkusTest
class WipeTest {

    private static final String PATH = "/api/v1/system/data";
    private static final String CONFIRMED = PATH + "?confirm=delete-all-events";
    private static final Duration LONG = Duration.ofSeconds(30);

    /** Wiped, or hanging on an event that is. */
    private static final Set<String> GO = Set.of("event", "event_frame", "event_reanalysis", "notification", "alert",
            "protect_media", "notice", "delivery", "webhook_log", "system_notification", "ai_usage", "summary",
            "summary_feedback");

    /** Who and what the household has, what it wants, and what says nothing of any event but passes by itself. */
    private static final Set<String> STAY = Set.of("app_user", "access_token", "api_key", "device", "camera", "setting",
            "protect_controller", "protect_event", "protect_cooldown", "alert_rule", "webhook_secret", "webhook_receiver",
            "push_vapid_key", "push_subscription", "ai_budget", "ai_reservation", "reprocessing_job", "delivery_line",
            "webhook_rate", "live_message", "live_audience", "progress", "retention_run", "media_census", "digest_run",
            "digest_schedule", "backup_run");

    @Inject
    Wipe wipe;

    @Test
    void every_table_goes_or_stays_on_purpose() {
        Set<String> decided = new TreeSet<>(GO);
        decided.addAll(STAY);

        assertThat(new TreeSet<>(Database.column("""
                select tablename from pg_tables where schemaname = 'public' and tablename <> 'flyway_schema_history'""")))
                .isEqualTo(decided);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "?confirm=", "?confirm=true", "?confirm=DELETE-ALL-EVENTS" })
    void removes_nothing_unless_it_is_confirmed_and_says_how(String query) {
        StoredEvents.add(Sightings.camera("Gate"), 2, 1);

        Api.admin().delete(PATH + query).then().statusCode(400).body("code", equalTo("confirmation_required"))
                .body("detail", containsString("?confirm=delete-all-events"));

        assertThat(StoredEvents.ids()).hasSize(2);
    }

    @Test
    void is_for_administrators() {
        Api.user().delete(CONFIRMED).then().statusCode(403);
    }

    @Test
    void events_go_with_what_was_written_of_them_and_the_household_stays() {
        UUID camera = Sightings.camera("Gate");
        Sightings.sendClip(camera, "1", Samples.clip("people-room.mp4"));
        Sightings.send(camera, "2", "person", "driveway-car.jpg");
        Sightings.awaitSettled();
        StoredEvents.add(camera, 3, 1);
        Database.run("""
                insert into ai_usage (id, at, provider, model, kind, input_tokens, output_tokens, cost, counted)
                values (gen_random_uuid(), now(), 'openai', 'x', 'vision', 1, 1, 0.1, true)""");
        Database.run("insert into ai_budget (period, starts_on, settled) values ('day', current_date, 0.1)");
        Database.run("""
                insert into system_notification (id, notice_key, sent_as, notification_type, severity, title, message, read,
                    dismissed, created_at)
                select gen_random_uuid(), type, gen_random_uuid(), type, 'info', 'A', 'B', false, false, now()
                from unnest(array['digest', 'cost_alert']) type""");
        assertThat(Database.count("select count(*) from notice")).isPositive();
        List<String> users = Database.column("select id from app_user");

        Api.admin().delete(CONFIRMED).then().statusCode(200).body("deleted_count", equalTo(5))
                .body("success", equalTo(true)).body("progress.state", equalTo("completed"));

        for (String table : List.of("event", "event_frame", "notice", "delivery", "ai_usage")) {
            assertThat(Database.count("select count(*) from " + table)).as(table).isZero();
        }
        assertThat(MediaFolder.files()).isEmpty();
        assertThat(Database.column("select notification_type from system_notification")).containsExactly("cost_alert");
        assertThat(Database.column("select settled from ai_budget")).isNotEmpty();
        assertThat(Database.column("select id from camera")).containsExactly(camera.toString());
        assertThat(Database.column("select id from app_user")).isEqualTo(users);
        Sightings.send(camera, "3", "person", "driveway-car.jpg").statusCode(202);
    }

    @Test
    void what_models_cost_without_a_cap_is_forgotten_and_counts_towards_a_cap_all_the_same() {
        for (String at : List.of("now()", "now()", "now() - interval '40 days'")) {
            insert(WipedTable.USAGE, at, false);
        }
        Api.user().get("/api/v1/system/ai-usage?days=90").then().body("total_requests", equalTo(3));

        Api.admin().delete(CONFIRMED).then().statusCode(200);

        Api.user().get("/api/v1/system/ai-usage?days=90").then().body("total_requests", equalTo(0));
        Api.user().get("/api/v1/ai/usage?start_date=2020-01-01").then().statusCode(200);
        assertThat(Database.count("select count(*) from ai_usage")).isZero();
        Api.admin().contentType("application/json").body(Map.of("ai_daily_cost_cap", 0.2, "ai_monthly_cost_cap", 1))
                .put("/api/v1/system/settings").then().statusCode(200);
        Api.user().get("/api/v1/system/ai-cost-status").then().body("daily_cost", equalTo(0.2f))
                .body("monthly_cost", equalTo(0.2f)).body("is_paused", equalTo(true));
    }

    @Test
    void one_that_takes_long_goes_on_in_the_background() {
        StoredEvents.add(Sightings.camera("Gate"), 1_200, 1);

        ProgressView begun = wipe.wipe(Duration.ZERO);
        assertThat(begun.state()).isEqualTo("running");
        wipe.tick();

        assertThat(StoredEvents.ids()).isEmpty();
        Api.admin().get("/api/v1/system/progress").then().body("data[0].state", equalTo("completed"))
                .body("data[0].done", equalTo(1_200)).body("data[0].id", equalTo(begun.id().toString()));
    }

    @Test
    void goes_on_where_a_process_died_and_keeps_what_came_later() {
        StoredEvents.add(Sightings.camera("Gate"), 5, 1);
        running("wipe", "now() - interval '150 minutes'", "now() - interval '1 second'");

        wipe.tick();

        // Those of one and two hours ago came after it began.
        assertThat(StoredEvents.ids()).hasSize(2);
        assertThat(Database.column("select done || ' ' || state from progress")).containsExactly("3 completed");
    }

    @Test
    void what_a_clock_that_was_ahead_wrote_goes_too_and_what_comes_later_stays() {
        UUID camera = Sightings.camera("Gate");
        StoredEvents.add(camera, 3, 1);
        Database.run("update event set created_at = now() + interval '1 day', external_id = 'ahead' || external_id");
        insert(WipedTable.NOTICE, "now() + interval '1 day'", true);

        wipe.wipe(Duration.ZERO);
        StoredEvents.add(camera, 1, 2);
        Database.run("update event set created_at = now() + interval '1 second' where snapshot_bytes = 2");
        wipe.tick();

        assertThat(Database.column("select snapshot_bytes from event")).containsExactly("2");
        assertThat(Database.count("select count(*) from notice")).isZero();
    }

    @ParameterizedTest
    @EnumSource(WipedTable.class)
    void of_each_table_goes_what_tells_of_events_and_was_there(WipedTable table) {
        insert(table, "now() - interval '2 hours'", true);
        insert(table, "now() - interval '2 hours'", false);
        insert(table, "now()", true);
        Instant anHourAgo = Instant.now().minus(Duration.ofHours(1));

        boolean isAll = table == WipedTable.SUMMARY || table == WipedTable.USAGE;
        assertThat(removed(table, anHourAgo)).isEqualTo(isAll ? 2 : 1);

        assertThat(removed(table, anHourAgo)).isZero();
        assertThat(removed(table, anHourAgo.plus(Duration.ofHours(2)))).isOne();
    }

    private static int removed(WipedTable table, Instant until) {
        return SessionContext.call("wipe-test.page", db -> table.removePage(db, until, ZoneOffset.UTC, 500));
    }

    /** @param isTold whether it tells of events; every summary does, and all usage goes */
    private static void insert(WipedTable table, String at, boolean isTold) {
        Database.run(switch (table) {
            case NOTICE -> """
                    insert into notice (id, key, event_id, message, revision, attempts, created_at, updated_at)
                    values (gen_random_uuid(), cast(gen_random_uuid() as text), %s, '{"subject": "COST"}', 0, 0, %s, now())"""
                    .formatted(isTold ? "gen_random_uuid()" : "null", at);
            case WEBHOOK_LOG -> """
                    insert into webhook_log (sent_as, notice_key, recipient, event_id, url, status_code, response_time_ms,
                        retry_count, success, created_at, tried_at)
                    values (gen_random_uuid(), 'a', 'b', %s, 'http://c', 200, 1, 0, true, %s, now())"""
                    .formatted(isTold ? "gen_random_uuid()" : "null", at);
            case DIGESTS_SHOWN ->
                """
                        insert into system_notification (id, notice_key, sent_as, notification_type, severity, title, message, read,
                            dismissed, created_at)
                        values (gen_random_uuid(), cast(gen_random_uuid() as text), gen_random_uuid(), '%s', 'info', 'A', 'B', false,
                            false, %s)"""
                        .formatted(isTold ? "digest" : "cost_alert", at);
            case SUMMARY -> """
                    insert into summary (id, summary_text, period_start, period_end, zone, cameras, event_count, by_type,
                        by_camera, alert_count, ring_count, statistical, ai_cost, basis, generated_at)
                    values (gen_random_uuid(), 'A', now() - interval '1 day', clock_timestamp(), 'UTC', '', 0, '{}', '{}', 0, 0,
                        false, 0, '{}', %s)""".formatted(at);
            case USAGE -> """
                    insert into ai_usage (id, at, provider, model, kind, input_tokens, output_tokens, cost, counted)
                    values (gen_random_uuid(), %s, 'openai', 'x', 'vision', 1, 1, 0.1, %s)""".formatted(at, isTold);
        });
    }

    private static void running(String work, String startedAt, String leaseUntil) {
        Database.run("""
                insert into progress (id, work, state, done, started_at, updated_at, lease, lease_until)
                values (gen_random_uuid(), '%s', 'running', 0, %s, now(), gen_random_uuid(), %s)""".formatted(work, startedAt,
                leaseUntil));
    }
}
