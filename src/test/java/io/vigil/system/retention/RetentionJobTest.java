package io.vigil.system.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.MediaFolder;
import io.vigil.testsupport.MovableClock;
import io.vigil.testsupport.Samples;
import io.vigil.testsupport.SessionTrace;
import io.vigil.testsupport.Sightings;
import io.vigil.testsupport.StoredEvents;

@QuarkusTest
class RetentionJobTest {

    private static final long MEGABYTE = 1 << 20;
    private static final String CLIP = "people-room.mp4";

    @Inject
    RetentionJob job;

    @Test
    void what_is_too_old_goes_with_all_its_files_and_nothing_else_does() {
        UUID camera = Sightings.camera("Gate");
        String old = Sightings.sendClip(camera, "1", Samples.clip(CLIP)).extract().path("id");
        Sightings.awaitSettled();
        List<Path> gone = MediaFolder.files();
        String young = Sightings.sendClip(camera, "2", Samples.clip(CLIP)).extract().path("id");
        Sightings.awaitSettled();
        List<Path> kept = MediaFolder.files().stream().filter(file -> !gone.contains(file)).toList();
        StoredEvents.age(old, 40);
        StoredEvents.age(young, 1);

        night();

        assertThat(gone).hasSizeGreaterThan(3);
        assertThat(StoredEvents.ids()).containsExactly(young);
        assertThat(MediaFolder.files()).containsExactlyElementsOf(kept);
        Api.admin().get("/api/v1/system/progress").then().body("data[0].work", equalTo("purge"))
                .body("data[0].state", equalTo("completed")).body("data[0].done", equalTo(1))
                .body("data[0].total", equalTo(1));
    }

    @Test
    void waits_for_the_night() {
        UUID camera = Sightings.camera("Gate");
        StoredEvents.add(camera, 2, 1);
        Database.run("update event set occurred_at = occurred_at - interval '40 days'");

        job.tick();
        job.tick();

        assertThat(StoredEvents.ids()).hasSize(2);
        assertThat(Database.count("select count(*) from progress")).isZero();
    }

    @Test
    void does_it_once_a_night_and_has_nothing_open_between_its_pages() {
        StoredEvents.add(Sightings.camera("Gate"), 1_200, 1);
        Database.run("update event set occurred_at = occurred_at - interval '40 days'");
        job.tick();
        MovableClock.forward(Duration.ofDays(1));

        SessionTrace trace = SessionTrace.of(job::tick);

        assertThat(StoredEvents.ids()).isEmpty();
        assertThat(trace.lines()).filteredOn(line -> line.startsWith("removal."))
                .hasSize(4).containsOnly("removal.page committed, 2 statements");
        job.tick();
        assertThat(Database.column("select done from progress")).containsExactly("1200");
    }

    @Test
    void clips_go_by_their_own_days_and_leave_their_event() {
        settings(Map.of("video_retention_days", 7, "retention_days", -1));
        String id = Sightings.sendClip(Sightings.camera("Gate"), "1", Samples.clip(CLIP)).extract().path("id");
        Sightings.awaitSettled();
        StoredEvents.age(id, 10);
        int files = MediaFolder.files().size();

        night();

        Api.admin().get("/api/v1/events/" + id).then().statusCode(200).body("video_path", nullValue())
                .body("thumbnail_path", notNullValue()).body("missing_media", equalTo(List.of()));
        Api.admin().get("/api/v1/events/" + id + "/frames").then().body("total_count", not(equalTo(0)));
        assertThat(MediaFolder.files()).hasSize(files - 1).noneMatch(file -> file.toString().endsWith(".mp4"));
        assertThat(Database.value("select clip_bytes from event")).isNull();
    }

    @Test
    void the_oldest_go_at_any_time_where_media_take_too_much() {
        settings(Map.of("retention_max_gb", 0.01, "retention_days", 0));
        StoredEvents.add(Sightings.camera("Gate"), 30, MEGABYTE);
        List<String> newest = StoredEvents.ids().subList(21, 30);

        job.tick();

        // 0.01 GB are 10.24 MB, of which 95 % stay.
        assertThat(StoredEvents.ids()).isEqualTo(newest);
        job.tick();
        assertThat(StoredEvents.ids()).isEqualTo(newest);
        assertThat(Database.column("select done || ' of ' || total || ' ' || state from progress"))
                .containsExactly("21 of 21 completed");
    }

    @Test
    void an_event_without_media_does_not_go_for_space() {
        settings(Map.of("retention_max_gb", 0.01));
        StoredEvents.add(Sightings.camera("Gate"), 12, MEGABYTE);
        String oldest = StoredEvents.ids().get(0);
        Database.run("update event set snapshot = null, snapshot_bytes = null where id = '" + oldest + "'");

        job.tick();

        assertThat(StoredEvents.ids()).hasSize(10).startsWith(oldest);
    }

    @Test
    void nothing_goes_by_itself_where_nobody_wants_it() {
        settings(Map.of("auto_cleanup", false, "retention_max_gb", 0.01));
        StoredEvents.add(Sightings.camera("Gate"), 30, MEGABYTE);

        night();

        assertThat(StoredEvents.ids()).hasSize(30);
    }

    @Test
    void waits_for_a_backup() {
        settings(Map.of("retention_max_gb", 0.01));
        StoredEvents.add(Sightings.camera("Gate"), 30, MEGABYTE);
        running("backup", "now() + interval '1 minute'", 0);

        job.tick();

        assertThat(StoredEvents.ids()).hasSize(30);
    }

    @Test
    void waits_for_no_backup_that_died() {
        settings(Map.of("retention_max_gb", 0.01));
        StoredEvents.add(Sightings.camera("Gate"), 30, MEGABYTE);
        running("backup", "now() - interval '1 second'", 0);

        job.tick();

        assertThat(StoredEvents.ids()).hasSize(9);
    }

    @Test
    void goes_on_where_a_process_died() {
        StoredEvents.add(Sightings.camera("Gate"), 3, 1);
        Database.run("update event set occurred_at = occurred_at - interval '40 days'");
        running("purge", "now() - interval '1 second'", 7);
        Database.run("insert into retention_run (id, ran_at) values (1, now())");

        job.tick();

        assertThat(StoredEvents.ids()).isEmpty();
        assertThat(Database.column("select done || ' ' || state from progress")).containsExactly("10 completed");
    }

    @Test
    void leaves_it_to_the_process_that_is_at_it() {
        StoredEvents.add(Sightings.camera("Gate"), 3, 1);
        Database.run("update event set occurred_at = occurred_at - interval '40 days'");
        running("purge", "now() + interval '1 day 1 minute'", 7);
        Database.run("insert into retention_run (id, ran_at) values (1, now())");
        MovableClock.forward(Duration.ofDays(1));

        job.tick();

        assertThat(StoredEvents.ids()).hasSize(3);
    }

    @Test
    void of_many_replicas_one_does_it() {
        StoredEvents.add(Sightings.camera("Gate"), 700, 1);
        Database.run("update event set occurred_at = occurred_at - interval '40 days'");
        job.tick();
        MovableClock.forward(Duration.ofDays(1));

        CompletableFuture.allOf(Stream.generate(() -> CompletableFuture.runAsync(job::tick)).limit(3)
                .toArray(CompletableFuture[]::new)).join();

        assertThat(StoredEvents.ids()).isEmpty();
        assertThat(Database.column("select done || ' ' || state from progress")).containsExactly("700 completed");
    }

    @Test
    void a_clock_that_jumps_far_ahead_takes_nothing_away_until_the_night_and_may_be_right_by_then() {
        settings(Map.of("retention_max_gb", 0.01));
        StoredEvents.add(Sightings.camera("Gate"), 10, MEGABYTE);
        Database.run("update event set external_id = 'first' || external_id");
        job.tick();

        MovableClock.forward(Duration.ofDays(4000));
        job.tick();
        StoredEvents.add(Sightings.camera("Porch"), 2, MEGABYTE);
        job.tick();
        MovableClock.forward(Duration.ofMinutes(5));
        job.tick();

        // Of twelve MB what is too much, and not one for its age.
        assertThat(StoredEvents.ids()).hasSize(9);
        MovableClock.forward(Duration.ofDays(-4000));
        night();
        assertThat(StoredEvents.ids()).hasSize(9);
    }

    @Test
    void what_nobody_cleaned_up_for_days_goes_in_the_next_night_once() {
        StoredEvents.add(Sightings.camera("Gate"), 3, 1);
        Database.run("update event set occurred_at = occurred_at - interval '40 days'");
        Database.run("insert into retention_run (id, ran_at) values (1, now() - interval '50 hours')");

        job.tick();

        assertThat(StoredEvents.ids()).hasSize(3);
        night();
        assertThat(StoredEvents.ids()).isEmpty();
        assertThat(Database.count("select count(*) from progress")).isOne();
    }

    @Test
    void a_clock_ahead_of_the_databases_makes_nothing_too_old() {
        StoredEvents.add(Sightings.camera("Gate"), 3, 1);
        Database.run("update event set occurred_at = occurred_at - interval '40 days'");
        MovableClock.forward(Duration.ofDays(3));

        night();
        job.tick();

        assertThat(StoredEvents.ids()).hasSize(3);
        assertThat(Database.count("select count(*) from progress")).isZero();
    }

    @Test
    void a_purge_that_was_begun_by_age_is_not_gone_on_with_by_a_clock_that_jumped() {
        StoredEvents.add(Sightings.camera("Gate"), 3, 1);
        running("purge", "now() - interval '1 second'", 7);
        Database.run("insert into retention_run (id, ran_at) values (1, now())");
        MovableClock.forward(Duration.ofDays(400));

        job.tick();

        assertThat(StoredEvents.ids()).hasSize(3);
        assertThat(Database.column("select done || ' ' || state from progress")).containsExactly("7 completed");
    }

    /** The first tick begins to count; a day later it is due. */
    private void night() {
        job.tick();
        MovableClock.forward(Duration.ofDays(1));
        job.tick();
    }

    private static void settings(Map<String, ?> values) {
        Api.admin().contentType("application/json").body(values).put("/api/v1/system/settings").then().statusCode(200);
    }

    private static void running(String work, String leaseUntil, int done) {
        Database.run("""
                insert into progress (id, work, state, done, started_at, updated_at, lease, lease_until)
                values (gen_random_uuid(), '%s', 'running', %d, now(), now(), gen_random_uuid(), %s)""".formatted(work, done,
                leaseUntil));
    }
}
