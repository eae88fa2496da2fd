package io.vigil.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.SessionTrace;
import io.vigil.testsupport.Sightings;

/** There is one digest of each day and week, whatever happens. */
@QuarkusTest
class DigestSchedulerTest {

    @Inject
    Digests digests;

    @Inject
    DigestScheduler scheduler;

    @AfterEach
    void nothing_is_being_written() {
        digests.awaitDone();
    }

    @Test
    void writes_a_day_once_when_its_time_has_come() {
        digests.tickAt("2027-01-10T18:00:00Z");
        digests.tickAt("2027-01-11T05:59:40Z");
        assertThat(digests.written()).isEmpty();

        digests.tickAt("2027-01-11T06:00:00Z");

        assertThat(digests.written()).containsExactly("daily 2027-01-10 24 h");
        assertThat(Database.value("select period_start from summary")).startsWith("2027-01-10 00:00:00");
        assertThat(digests.told()).containsExactly("digest:daily:2027-01-10 1");
        digests.tick();
        digests.tickAt("2027-01-11T23:59:00Z");
        assertThat(digests.written()).hasSize(1);
        assertThat(digests.told()).containsExactly("digest:daily:2027-01-10 1");
    }

    @Test
    void a_tick_with_nothing_to_do_costs_two_selects() {
        digests.tickAt("2027-01-10T18:00:00Z");
        digests.tick();

        SessionTrace trace = SessionTrace.of(digests::tick);

        assertThat(trace.lines()).containsOnlyOnce("digest.look read and committed, 2 statements")
                .noneMatch(line -> line.startsWith("digest.claim") || line.startsWith("digest.note"));
    }

    @Test
    void eight_ticks_at_once_write_one() {
        digests.tickAt("2027-01-10T18:00:00Z");
        digests.at("2027-01-11T06:30:00Z");
        ExecutorService threads = Executors.newFixedThreadPool(8);

        List<CompletableFuture<Void>> all = IntStream.range(0, 8)
                .mapToObj(i -> CompletableFuture.runAsync(scheduler::tick, threads)).toList();
        all.forEach(CompletableFuture::join);
        threads.shutdown();
        digests.awaitDone();

        assertThat(digests.written()).containsExactly("daily 2027-01-10 24 h");
        assertThat(Database.column("select attempts from digest_run")).containsExactly("1");
        digests.assertOneOfEach();
    }

    @Test
    void makes_up_what_nobody_was_there_to_write_and_skips_what_is_too_old() {
        digests.tickAt("2027-01-10T18:00:00Z");

        digests.tickAt("2027-01-16T08:00:00Z");

        assertThat(digests.written()).containsExactly("daily 2027-01-13 24 h", "daily 2027-01-14 24 h",
                "daily 2027-01-15 24 h");
        assertThat(digests.runs()).containsExactly("daily 2027-01-10 skipped", "daily 2027-01-11 skipped",
                "daily 2027-01-12 skipped", "daily 2027-01-13 created", "daily 2027-01-14 created",
                "daily 2027-01-15 created");
        assertThat(digests.told()).extracting(notice -> notice.substring(0, "digest:daily:2027-01-13".length()))
                .containsExactly("digest:daily:2027-01-13", "digest:daily:2027-01-14", "digest:daily:2027-01-15");
        digests.assertOneOfEach();
    }

    @Test
    void what_came_due_before_the_schedule_was_switched_on_is_not_made_up() {
        digests.set("digest_schedule_enabled", false);
        digests.tickAt("2027-01-10T05:00:00Z");
        digests.tickAt("2027-01-11T07:00:00Z");

        digests.set("digest_schedule_enabled", true);
        digests.tick();
        digests.tickAt("2027-01-11T23:00:00Z");

        assertThat(digests.runs()).isEmpty();
        digests.tickAt("2027-01-12T06:00:00Z");
        assertThat(digests.written()).containsExactly("daily 2027-01-11 24 h");
    }

    @Test
    void settings_hold_from_the_next_tick_on() {
        digests.tickAt("2027-01-10T21:00:00Z");
        digests.set("digest_schedule_time", "20:15");
        digests.tickAt("2027-01-11T20:14:00Z");
        assertThat(digests.written()).isEmpty();
        digests.status().body("schedule_time", equalTo("20:15")).body("next_run", equalTo("2027-01-11T20:15:00.000Z"));

        digests.set("digest_schedule_time", "20:00");
        digests.tick();

        assertThat(digests.written()).containsExactly("daily 2027-01-10 24 h");
        digests.set("digest_schedule_enabled", false);
        digests.tickAt("2027-01-12T21:00:00Z");
        assertThat(digests.written()).hasSize(1);
        digests.status().body("enabled", equalTo(false)).body("next_run", nullValue());
    }

    @Test
    void another_zone_makes_no_second_digest_of_a_day_and_leaves_no_event_out() {
        digests.set("timezone", "Asia/Tokyo");
        digests.tickAt("2027-01-10T12:00:00Z");
        digests.tickAt("2027-01-10T21:00:00Z");
        Happenings.seen(Sightings.camera("Front door"), "2027-01-10T20:00:00Z", "person", "Somebody moves out");
        assertThat(digests.written()).containsExactly("daily 2027-01-10 24 h");

        digests.set("timezone", "America/New_York");
        digests.tick();
        digests.tickAt("2027-01-11T11:00:00Z");
        digests.tickAt("2027-01-12T11:00:00Z");

        assertThat(digests.written()).containsExactly("daily 2027-01-10 24 h", "daily 2027-01-11 38 h");
        assertThat(Database.column("select zone || ' ' || event_count from summary order by period_end"))
                .containsExactly("Asia/Tokyo 0", "America/New_York 1");
        assertThat(Database.column("select title from system_notification order by created_at"))
                .containsExactly("Digest of Sunday, 10 January 2027", "Digest of Monday, 11 January 2027");
        Api.user().get("/api/v1/summaries/recent").then().body("summaries.date", contains("2027-01-11"));
        digests.assertOneOfEach();
    }

    @Test
    void whoever_asks_for_a_day_after_a_move_gets_all_of_it() {
        digests.set("timezone", "Asia/Tokyo");
        digests.tickAt("2027-01-10T12:00:00Z");
        digests.tickAt("2027-01-10T21:00:00Z");
        digests.set("timezone", "America/New_York");
        digests.at("2027-01-12T08:00:00Z");

        digests.trigger("{}").statusCode(200).body("digest.period_start", equalTo("2027-01-10T15:00:00.000Z"));

        digests.awaitDone();
        assertThat(digests.written()).containsExactly("daily 2027-01-10 24 h", "daily 2027-01-11 38 h");
    }

    @Test
    void a_day_that_was_begun_is_written_in_the_zone_in_which_it_was_begun() {
        digests.set("timezone", "Asia/Tokyo");
        digests.tickAt("2027-01-10T12:00:00Z");
        digests.at("2027-01-10T21:00:00Z");
        Database.run("alter table event rename to event_away");
        try {
            digests.tick();
        } finally {
            Database.run("alter table event_away rename to event");
        }
        digests.set("timezone", "America/New_York");
        digests.waitsAreOver();

        digests.tick();

        assertThat(Database.column("select zone || ' ' || summary_text from summary"))
                .containsExactly("Asia/Tokyo Nothing was recorded on Sunday, 10 January 2027.");
    }

    @Test
    void a_process_with_older_settings_does_not_switch_the_schedule_off() {
        digests.tickAt("2027-01-10T18:00:00Z");
        digests.set("digest_schedule_enabled", false);

        digests.tick();

        assertThat(Database.count("select count(*) from digest_schedule")).isEqualTo(1);
        digests.tickAt("2027-01-10T18:02:00Z");
        assertThat(Database.count("select count(*) from digest_schedule")).isZero();
    }

    @Test
    void a_week_has_one_too_if_it_is_wanted() {
        digests.set("digest_weekly_enabled", true);
        digests.set("digest_weekly_day", "wednesday");
        digests.tickAt("2026-12-29T10:00:00Z");
        digests.tickAt("2026-12-30T06:00:00Z");
        digests.tickAt("2027-01-05T10:00:00Z");
        assertThat(digests.written()).contains("weekly 2026-W52 168 h").doesNotContain("weekly 2026-W53 168 h");

        digests.tickAt("2027-01-06T06:00:00Z");

        assertThat(digests.written()).contains("weekly 2026-W53 168 h", "daily 2027-01-05 24 h");
        assertThat(Database.value("select period_start from summary where digest_period = '2026-W53'"))
                .startsWith("2026-12-28 00:00:00");
        digests.assertOneOfEach();
    }

    @Test
    void a_failure_is_told_and_tried_again() {
        digests.tickAt("2027-01-10T18:00:00Z");
        digests.at("2027-01-11T06:00:00Z");
        Database.run("alter table event rename to event_away");
        try {
            digests.tick();
            digests.tick();
        } finally {
            Database.run("alter table event_away rename to event");
        }
        assertThat(Database.column("select type || state || attempts from digest_run")).containsExactly("dailydue1");
        digests.status().body("last_status", equalTo("error")).body("last_error", containsString("Unexpected"))
                .body("last_run", containsString("2027-01-11T06:00:0"));
        digests.tick();
        assertThat(digests.written()).isEmpty();

        digests.waitsAreOver();
        digests.tick();

        assertThat(digests.written()).containsExactly("daily 2027-01-10 24 h");
        digests.status().body("last_status", equalTo("success")).body("last_error", nullValue())
                .body("next_run", equalTo("2027-01-12T06:00:00.000Z"));
        digests.assertOneOfEach();
    }

    @Test
    void what_fails_again_and_again_is_given_up_until_somebody_asks() {
        digests.tickAt("2027-01-10T18:00:00Z");
        digests.at("2027-01-11T06:00:00Z");
        Database.run("alter table event rename to event_away");
        try {
            digests.tick();
            Database.run("update digest_run set attempts = 11");
            digests.waitsAreOver();
            digests.tick();
        } finally {
            Database.run("alter table event_away rename to event");
        }
        digests.tick();
        assertThat(digests.runs()).containsExactly("daily 2027-01-10 failed");
        digests.status().body("last_status", equalTo("error"));

        digests.trigger("{}").statusCode(200).body("skipped", equalTo(false));

        assertThat(digests.written()).containsExactly("daily 2027-01-10 24 h");
        digests.status().body("last_status", equalTo("success"));
    }

    @Test
    void a_process_that_died_while_it_wrote_costs_a_lease_and_no_digest() {
        digests.tickAt("2027-01-10T18:00:00Z");
        digests.at("2027-01-11T06:00:00Z");
        Database.run("""
                insert into digest_run (type, period, starts_at, ends_at, due_at, zone, state, attempts, lease, wait_until)
                values ('daily', '2027-01-10', '2027-01-10T00:00:00Z', '2027-01-11T00:00:00Z', '2027-01-11T06:00:00Z',
                    'UTC', 'writing', 1, gen_random_uuid(), now() + interval '5 minutes')""");
        digests.tick();
        assertThat(digests.written()).isEmpty();

        digests.waitsAreOver();
        digests.tick();

        assertThat(digests.written()).containsExactly("daily 2027-01-10 24 h");
        assertThat(Database.value("select attempts from digest_run")).isEqualTo("2");
        digests.assertOneOfEach();
    }
}
