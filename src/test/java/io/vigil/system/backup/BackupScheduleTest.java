package io.vigil.system.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.startsWith;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.arc.All;
import io.quarkus.test.junit.QuarkusTest;
import io.vigil.media.MediaStore;
import io.vigil.settings.SealedColumn;
import io.vigil.settings.Settings;
import io.vigil.system.alerts.SystemAlerts;
import io.vigil.system.backup.restore.Stage;
import io.vigil.system.backup.work.BackupWork;
import io.vigil.testsupport.Api;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.MovableClock;

/** The household's daily backup: once a day, on one process, late rather than never; and what is cleared away. */
@QuarkusTest
class BackupScheduleTest {

    private static final DateTimeFormatter HOUR = DateTimeFormatter.ofPattern("HH:mm");
    private static final String LIST = "/api/v1/system/backup/list";

    @Inject
    BackupSchedule schedule;

    @Inject
    ScheduledRuns runs;

    @Inject
    Backups backups;

    @Inject
    BackupFolder folder;

    @Inject
    BackupConfig config;

    @Inject
    BackupWork work;

    @Inject
    Stage stage;

    @Inject
    MediaStore store;

    @All
    @Inject
    List<SealedColumn> sealed;

    @Inject
    SystemAlerts alerts;

    @Inject
    Settings settings;

    @Inject
    ObjectMapper json;

    @Inject
    Clock clock;

    @TempDir
    Path temporary;

    @BeforeEach
    void no_backups_of_other_tests() {
        Household.withoutBackups();
    }

    @ParameterizedTest
    @CsvSource({ "2026-11-28T03:00+01:00[Europe/Berlin], 03:00, 2026-11-28",
            "2026-11-28T02:59:59+01:00[Europe/Berlin], 03:00, 2026-11-27",
            "2026-11-28T08:00+01:00[Europe/Berlin], 23:59, 2026-11-27",
            "2026-03-29T03:15+02:00[Europe/Berlin], 02:30, 2026-03-28",
            "2026-03-29T03:30+02:00[Europe/Berlin], 02:30, 2026-03-29",
            "2026-10-25T02:30+02:00[Europe/Berlin], 02:30, 2026-10-25",
            "2026-10-25T02:15+01:00[Europe/Berlin], 02:30, 2026-10-25",
            "2026-01-01T00:00+14:00[Pacific/Kiritimati], 00:01, 2025-12-31" })
    void the_day_is_the_one_whose_hour_came_last(ZonedDateTime now, LocalTime hour, LocalDate day) {
        assertThat(BackupSchedule.dueDay(now, hour)).isEqualTo(day);
    }

    @Test
    void it_is_made_when_it_is_switched_on_and_then_once_a_day() {
        set("{\"auto_backup_time\":\"00:00\"}");
        schedule.tick();
        made(0);
        set("{\"auto_backup_enabled\":true}");

        schedule.tick();
        schedule.tick();
        made(1);

        MovableClock.forward(Duration.ofDays(1));
        schedule.tick();
        made(2);
    }

    @Test
    void an_hour_that_came_while_no_process_was_there_is_made_up_for() {
        // One that comes in two minutes, so that the one before was nearly a day ago; which of two days that is does not matter.
        ZonedDateTime soon = clock.instant().atZone(ZoneOffset.UTC).plusMinutes(2);
        LocalDate due = soon.toLocalDate().minusDays(1);
        set("{\"auto_backup_enabled\":true,\"auto_backup_time\":\"" + HOUR.format(soon) + "\"}");
        Database.run("insert into backup_run (id, made_on) values (1, date '" + due.minusDays(1) + "')");

        schedule.tick();

        made(1);
        assertThat(Database.value("select made_on from backup_run")).isEqualTo(due.toString());
    }

    @Test
    void it_goes_on_after_a_clock_that_was_years_ahead() {
        set("{\"auto_backup_enabled\":true,\"auto_backup_time\":\"00:00\"}");
        Database.run(
                "insert into backup_run (id, made_on, tried_at) values (1, current_date + 3000, now() + interval '8 years')");

        schedule.tick();
        made(1);
        schedule.tick();
        made(1);
    }

    @Test
    void of_several_processes_one_makes_it() {
        set("{\"auto_backup_enabled\":true,\"auto_backup_time\":\"00:00\"}");
        BackupSchedule another = new BackupSchedule(backups, folder, work, new ScheduledRuns(clock), stage, alerts,
                settings, clock);

        CompletableFuture.allOf(CompletableFuture.runAsync(schedule::tick), CompletableFuture.runAsync(another::tick)).join();

        made(1);
    }

    @Test
    void one_that_failed_is_tried_again_after_an_hour() throws IOException {
        set("{\"auto_backup_enabled\":true,\"auto_backup_time\":\"00:00\"}");
        Path noFolder = Files.createFile(temporary.resolve("file")).resolve("backups");
        BackupFolder broken = new BackupFolder(Household.keptIn(noFolder), json);
        new BackupSchedule(new Backups(broken, work, store, new BackupContent(store, sealed, json, "1.0.0"), settings, clock),
                broken, work, runs, stage, alerts,
                settings, clock).tick();
        assertThat(Database.value("select state || ' ' || error from progress where work = 'backup'"))
                .startsWith("failed The disk failed");
        assertThat(store.isHeld()).isFalse();
        LocalDate day = clock.instant().atZone(ZoneOffset.UTC).toLocalDate();
        await().untilAsserted(() -> Api.admin().get("/api/v1/system-notifications").then().statusCode(200)
                .body("data.title", contains("The backup of " + day + " failed"))
                .body("data[0].message", startsWith("The disk failed"))
                .body("data[0].severity", equalTo("warning")));

        schedule.tick();
        made(0);

        MovableClock.forward(Duration.ofMinutes(61));
        schedule.tick();
        made(1);
    }

    @Test
    void people_are_told_of_one_that_the_database_did_not_give() {
        set("{\"auto_backup_enabled\":true,\"auto_backup_time\":\"00:00\"}");
        Database.run("alter table webhook_log rename to elsewhere");
        try {
            schedule.tick();
        } finally {
            Database.run("alter table elsewhere rename to webhook_log");
        }

        assertThat(Database.value("select state from progress where work = 'backup'")).isEqualTo("failed");
        await().untilAsserted(() -> Api.admin().get("/api/v1/system-notifications").then().statusCode(200)
                .body("data[0].message", startsWith("The database failed")));
        MovableClock.forward(Duration.ofMinutes(61));
        schedule.tick();
        made(1);
    }

    @Test
    void what_a_process_left_that_died_over_a_backup_goes() throws IOException {
        Path directory = Files.createDirectories(config.directory().toAbsolutePath());
        String part = "vigil-" + UUID.randomUUID() + ".zip.part";
        for (String name : new String[] { part, part + ".names", part + ".list", "vigil-2026-01-01-00-00-00.json" }) {
            Files.writeString(directory.resolve(name), "left");
        }
        store.hold(UUID.randomUUID());
        Database.run(
                """
                        insert into progress (id, work, state, done, started_at, updated_at, lease, lease_until)
                        values (gen_random_uuid(), 'backup', 'running', 0, now(), now(), gen_random_uuid(), now() + interval '20 s')""");
        schedule.tick();
        assertThat(Database.value("select state from progress")).isEqualTo("running");
        assertThat(left(directory)).hasSize(4);

        MovableClock.forward(Duration.ofSeconds(30));
        schedule.tick();
        assertThat(Database.value("select state from progress")).isEqualTo("failed");
        assertThat(store.isHeld()).isTrue();

        MovableClock.forward(Duration.ofMinutes(5));
        assertThat(store.isHeld()).isFalse();

        MovableClock.forward(Duration.ofHours(1));
        schedule.tick();
        assertThat(left(directory)).isEmpty();
        Api.admin().noContentType().post("/api/v1/system/backup").then().statusCode(200);
        made(1);
    }

    private static String[] left(Path directory) {
        return directory.toFile().list((folder, name) -> name.startsWith("vigil-"));
    }

    private static void set(String settings) {
        Api.admin().contentType("application/json").body(settings).put("/api/v1/system/settings").then().statusCode(200);
    }

    private static void made(int count) {
        Api.admin().get(LIST).then().statusCode(200).body("backups", hasSize(count));
    }
}
