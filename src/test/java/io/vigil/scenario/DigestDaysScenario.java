package io.vigil.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

import io.vigil.ai.Provider;
import io.vigil.ai.VisionStub;

/**
 * Three processes on one database live through thirty days across all changes of the clocks in two zones, and one of them is
 * killed each day about the time at which the digest is written. Each day and week has one digest, about what happened in it
 * and nothing else, and people were told of it.
 */
class DigestDaysScenario {

    private static final long SEED = 20270314;
    private static final List<Stay> STAYS = List.of(
            new Stay(ZoneId.of("America/New_York"), LocalDate.of(2027, 3, 10), 8),
            new Stay(ZoneId.of("Europe/Berlin"), LocalDate.of(2027, 3, 24), 8),
            new Stay(ZoneId.of("Europe/Berlin"), LocalDate.of(2027, 10, 27), 7),
            new Stay(ZoneId.of("America/New_York"), LocalDate.of(2027, 11, 4), 7));
    /** In its first second, about noon, and in its last second. */
    private static final int EVENTS_A_DAY = 3;
    private static final Duration TICK = Duration.ofSeconds(31);
    private static final int MODEL_MILLIS = 1500;
    /** Leases are real time, as the database has it. What was told in spring is to be on record in autumn. */
    private static final Map<String, String> SETTINGS = Map.of("VIGIL_SUMMARY_DIGEST_LEASE", "6s",
            "VIGIL_SUMMARY_DIGEST_BACKOFF", "1s", "VIGIL_SUMMARY_DIGEST_LONGEST_BACKOFF", "2s", "VIGIL_DELIVERY_KEEP", "1000d");

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    Path folder;

    private final Random random = new Random(SEED);
    private final List<PackagedVigil> processes = new ArrayList<>();
    private StoppableDatabase database;
    private MovedClock clock;
    private int kills;

    /** Days that the household lives in one zone. */
    private record Stay(ZoneId zone, LocalDate first, int days) {

        private List<LocalDate> all() {
            return first.datesUntil(first.plusDays(days)).toList();
        }

        private Instant at(LocalDate day, LocalTime time) {
            return day.atTime(time).atZone(zone).toInstant();
        }

        private Instant start(LocalDate day) {
            return day.atStartOfDay(zone).toInstant();
        }
    }

    @Test
    void each_day_and_week_has_one_digest() throws Exception {
        clock = MovedClock.in(folder);
        clock.moveTo(STAYS.get(0).start(STAYS.get(0).first()));
        long began = System.nanoTime();
        try (StoppableDatabase server = new StoppableDatabase(folder.resolve("database"));
                VisionStub model = VisionStub.start()) {
            database = server;
            model.otherwise(VisionStub.Behaviour.says("It was a day like any other; a person came and went.")
                    .after(Duration.ofMillis(MODEL_MILLIS)));
            try {
                for (int i = 0; i < 3; i++) {
                    processes.add(start(i).awaitReady());
                }
                String camera = processes.get(0).signIn().camera("Front door");
                for (Stay stay : STAYS) {
                    live(stay, camera, model);
                }
                await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofSeconds(2)).until(this::allTold);
                report(model, began);
            } finally {
                processes.forEach(PackagedVigil::close);
            }
        }
    }

    private PackagedVigil start(int number) throws Exception {
        Map<String, String> settings = new HashMap<>(SETTINGS);
        settings.putAll(clock.environment());
        return PackagedVigil.start(database.url(), folder.resolve("process-" + number), settings, "-Xmx256m",
                "-XX:TieredStopAtLevel=1");
    }

    private void live(Stay stay, String camera, VisionStub model) throws Exception {
        clock.moveTo(stay.start(stay.first()).plusSeconds(60));
        settle();
        configure(stay, model);
        // Before the time passes in which they may be made up.
        await().atMost(Duration.ofMinutes(2))
                .until(() -> database.count("select count(*) from digest_run where state in ('due', 'writing')") == 0);
        for (LocalDate day : stay.all()) {
            for (Instant at : List.of(stay.start(day), stay.at(day, LocalTime.NOON),
                    stay.start(day.plusDays(1)).minusMillis(1))) {
                happens(camera, at);
            }
            clock.moveTo(stay.start(day.plusDays(1)).plusSeconds(60));
            settle();
            clock.moveTo(stay.at(day.plusDays(1), LocalTime.of(6, 0)));
            killOneSoon();
            awaitWritten("daily", day.toString());
            assertThat(database.count("select event_count from summary where digest_type = 'daily' and digest_period = '" + day
                    + "'")).as("events of %s in %s", day, stay.zone()).isEqualTo(EVENTS_A_DAY);
            assertThat(database.count("""
                    select extract(epoch from period_end - period_start) from summary
                    where digest_type = 'daily' and digest_period = '%s'""".formatted(day)))
                    .isEqualTo(Duration.between(stay.start(day), stay.start(day.plusDays(1))).toSeconds());
        }
    }

    private void configure(Stay stay, VisionStub model) throws Exception {
        String settings = """
                {"timezone": "%s", "digest_weekly_enabled": true, "ai_base_url_openai": "%s", "ai_api_key_openai": "key-0123",
                 "ai_provider_order": "[\\"openai\\"]"}""".formatted(stay.zone(), model.url(Provider.OPENAI));
        assertThat(processes.get(0).awaitReady().signIn().json("PUT", "/api/v1/system/settings", settings).statusCode())
                .isEqualTo(200);
    }

    private void happens(String camera, Instant at) throws SQLException {
        database.run(
                """
                        insert into event (id, camera_id, source, kind, occurred_at, created_at, state, priority, description,
                            description_source, confidence, objects_detected, source_type, is_doorbell_ring)
                        values (gen_random_uuid(), '%s', 'made', 'person', '%s', '%s', 'described', 0, 'A person passes', 'ai',
                            80, '{}', 'rtsp', false)"""
                        .formatted(camera, at, at));
    }

    /** At a random moment of the next seconds, in which the digest is claimed and written; another process takes its place. */
    private void killOneSoon() throws Exception {
        int number = random.nextInt(processes.size());
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(MODEL_MILLIS + 2000)));
        processes.get(number).kill();
        kills++;
        processes.set(number, start(number));
    }

    private void awaitWritten(String type, String period) throws Exception {
        long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (database.count("select count(*) from digest_run where state = 'created' and type = '%s' and period = '%s'"
                .formatted(type, period)) == 0) {
            assertThat(System.nanoTime()).as("%s %s is not written", type, period).isLessThan(end);
            settle();
            if (database.count("select count(*) from digest_run where state = 'writing' and wait_until > now()") == 0) {
                // Nobody is at it: the next tick comes sooner.
                clock.moveTo(clock.instant().plus(TICK));
            }
        }
    }

    /** Gives each process the time of some ticks. */
    private static void settle() {
        LockSupport.parkNanos(Duration.ofMillis(1500).toNanos());
    }

    private boolean allTold() throws Exception {
        clock.moveTo(clock.instant().plus(TICK));
        return database.count("""
                select count(*) from summary s where digest_type is not null and not exists (
                    select 1 from notice n join delivery d on d.notice_id = n.id
                    where n.key = 'digest:' || s.digest_type || ':' || s.digest_period and d.state = 'delivered')""") == 0;
    }

    /** Those that the household lived; of those between, as many are made up as the processes come to in time. */
    private static List<LocalDate> livedDays() {
        return STAYS.stream().flatMap(stay -> stay.all().stream()).toList();
    }

    private void report(VisionStub model, long began) throws SQLException {
        long days = STAYS.stream().mapToInt(Stay::days).sum();
        long digests = database.count("select count(*) from summary where digest_type in ('daily', 'weekly')");
        long keys = database.count(
                "select count(*) from (select distinct digest_type, digest_period from summary) k");
        System.out.printf("""
                digest days: %d days in 2 zones, %d kills in %d s: %d digests of %d keys (%d weekly), \
                %d runs, %d not created, %d begun more than once, %d deliveries, %d questions to the model%n""",
                days, kills, Duration.ofNanos(System.nanoTime() - began).toSeconds(), digests, keys,
                database.count("select count(*) from summary where digest_type = 'weekly'"),
                database.count("select count(*) from digest_run"),
                database.count("select count(*) from digest_run where state <> 'created'"),
                database.count("select count(*) from digest_run where attempts > 1"),
                database.count("select count(*) from delivery where state = 'delivered'"), model.received().size());
        assertThat(digests).isEqualTo(keys);
        for (LocalDate day : livedDays()) {
            assertThat(database.count("select count(*) from summary where digest_type = 'daily' and digest_period = '" + day
                    + "'")).as("digests of %s", day).isEqualTo(1);
        }
        assertThat(database.count("select count(*) from digest_run where attempts > 1")).as("taken over").isPositive();
        assertThat(database.count("select count(*) from notice where key like 'digest:%' and revision <> 1"))
                .as("told twice").isZero();
        assertThat(database.count("select count(*) from digest_run where state in ('due', 'writing', 'failed')")).isZero();
        assertThat(database.count("select count(*) from notice where key like 'digest:%'")).isEqualTo(digests);
        for (String week : List.of("2027-W10", "2027-W12", "2027-W43", "2027-W44")) {
            assertThat(database.count("select count(*) from summary where digest_type = 'weekly' and digest_period = '" + week
                    + "'")).as(week).isEqualTo(1);
        }
    }
}
