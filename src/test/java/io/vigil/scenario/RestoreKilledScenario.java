package io.vigil.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The process is killed at twenty moments of a restore, while events come in: each time all tables are as before, or all as in
 * the backup, every row has its file, no event is missing that was answered, and the next process takes the work over.
 */
class RestoreKilledScenario {

    private static final int EVENTS = 2_000;
    private static final int KILLS = 20;
    /** Kills at times from the first to the last of a restore; those after are at its switch, and the last when it is over. */
    private static final int BY_TIME = 13;
    private static final int AT_THE_SWITCH = 5;
    private static final int TAKE_OVER_EACH = 5;
    private static final int PER_SECOND = 5;
    private static final long SEED = 20_261_128;

    /** What of the household is old, and last what of it is new, each in a table of its own. */
    private static final String STATE = """
            select concat_ws(' ', (select count(*) from event where source = 'many' and description = 'old'),
                (select count(*) from camera where name = 'Old hall'), (select count(*) from setting where value like '%Old house%'),
                (select count(*) from alert_rule where name = 'Old rule'),
                (select count(*) from alert_rule where name = 'New rule'))""";
    private static final String OLD = EVENTS + " 1 1 1 0";
    private static final String NEW = "0 0 0 0 1";

    private static final String SWITCHING = """
            select count(*) from pg_stat_activity where application_name like 'vigil%' and query like '%restore_stage%'
                and (query like 'delete from public.%' or query like 'update public.%' or query like 'insert into public.%')""";

    @TempDir
    Path folder;

    private final AtomicReference<PackagedVigil> vigil = new AtomicReference<>();
    private final Random random = new Random(SEED);
    private int old;
    private int restored;

    private interface Moment {
        void await(CompletableFuture<Integer> answer) throws SQLException;
    }

    @Test
    void a_kill_at_any_moment_leaves_the_old_state_or_the_new() throws Exception {
        try (StoppableDatabase database = new StoppableDatabase(folder.resolve("database"))) {
            vigil.set(PackagedVigil.start(database.url(), folder, Map.of()).awaitReady().signIn());
            String camera = furnish(database);
            Path file = folder.resolve("backup.zip");
            vigil.get().backup(file);
            long whole = restoreWhole(database, file);
            try (SteadyEvents events = new SteadyEvents(vigil::get, camera)) {
                events.begin("during", 100_000, PER_SECOND);
                for (int kill = 0; kill < KILLS; kill++) {
                    Set<String> before = Set.copyOf(events.stored().keySet());
                    killDuring(database, file, moment(kill, whole, database));
                    assertNothingIsMissing(database, events, before);
                    endLease(kill, database);
                }
            } finally {
                vigil.get().close();
            }
        }
        System.out.printf("restore killed: %d times the old state, %d times the new%n", old, restored);
        assertThat(old).isPositive();
        assertThat(restored).isPositive();
    }

    private String furnish(StoppableDatabase database) throws Exception {
        String camera = vigil.get().camera("Front door");
        vigil.get().camera("New hall");
        assertThat(vigil.get().json("PUT", "/api/v1/system/settings", "{\"system_name\":\"New house\"}").statusCode())
                .isEqualTo(200);
        assertThat(vigil.get().json("POST", "/api/v1/alert-rules", """
                {"name":"New rule","is_enabled":false,"conditions":{},"actions":{"dashboard_notification":true}}""")
                .statusCode()).isEqualTo(201);
        ManyMedia.put(database, folder.resolve("media"), camera, EVENTS);
        // Or they would count as sent while the restore was asked for.
        for (String written : List.of("setting set updated_at = updated_at",
                "camera set created_at = created_at - interval '1 hour', updated_at = updated_at",
                "alert_rule set created_at = created_at - interval '1 hour', updated_at = updated_at")) {
            database.run("update " + written + " - interval '1 hour'");
        }
        return camera;
    }

    /** Answers how many milliseconds a restore takes that nobody kills. */
    private long restoreWhole(StoppableDatabase database, Path file) throws Exception {
        beOld(database);
        long began = System.nanoTime();
        assertThat(vigil.get().upload("/api/v1/system/restore", file).statusCode()).isEqualTo(200);
        long took = Duration.ofNanos(System.nanoTime() - began).toMillis();
        assertThat(state(database)).isEqualTo(NEW);
        assertThat(ManyMedia.missing(database, folder.resolve("media"))).isEmpty();
        System.out.printf("restore of %d events and %d files: %d ms%n", EVENTS, 2 * EVENTS, took);
        return took;
    }

    private Moment moment(int kill, long whole, StoppableDatabase database) {
        if (kill < BY_TIME) {
            long millis = whole * kill / BY_TIME + 1 + random.nextInt(20);
            return answer -> await().pollDelay(Duration.ofMillis(millis)).until(() -> true);
        }
        if (kill < BY_TIME + AT_THE_SWITCH) {
            long millis = 1 + random.nextInt(60);
            return answer -> {
                database.awaitSome(SWITCHING, answer::isDone);
                await().pollDelay(Duration.ofMillis(millis)).until(() -> true);
            };
        }
        return CompletableFuture::join;
    }

    private void killDuring(StoppableDatabase database, Path file, Moment moment) throws Exception {
        beOld(database);
        assertThat(state(database)).isEqualTo(OLD);
        long began = System.nanoTime();
        CompletableFuture<Integer> answer = CompletableFuture.supplyAsync(() -> restore(file));
        moment.await(answer);
        vigil.get().kill();
        long millis = Duration.ofNanos(System.nanoTime() - began).toMillis();
        int status = answer.join();
        // What PostgreSQL has of it still, it ends one way or the other.
        await().atMost(Duration.ofMinutes(2)).until(
                () -> database.count("select count(*) from pg_stat_activity where application_name like 'vigil%'") == 0);
        String left = state(database);
        System.out.printf("killed after %d ms: answered %d, left %s%n", millis, status, left.equals(NEW) ? "new" : left);
        assertThat(status).as("cut, or done").isIn(0, 200);
        assertThat(left).isIn(OLD, NEW);
        if (status == 200) {
            assertThat(left).isEqualTo(NEW);
        }
        old += left.equals(OLD) ? 1 : 0;
        restored += left.equals(NEW) ? 1 : 0;
        vigil.set(PackagedVigil.start(database.url(), folder, Map.of()).awaitReady().signIn());
        assertThat(ManyMedia.broken(database, folder.resolve("media"))).isEmpty();
        if (left.equals(NEW)) {
            assertThat(ManyMedia.missing(database, folder.resolve("media"))).isEmpty();
        }
    }

    /** The status; 0 where the connection was cut. */
    private int restore(Path file) {
        try {
            return vigil.get().upload("/api/v1/system/restore", file).statusCode();
        } catch (IOException e) {
            return 0;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** It ends by itself within half a minute; most times it is helped, so that this comes to an end today. */
    private void endLease(int kill, StoppableDatabase database) throws Exception {
        if (kill % TAKE_OVER_EACH == TAKE_OVER_EACH - 1) {
            long began = System.nanoTime();
            await().atMost(Duration.ofSeconds(45)).pollInterval(Duration.ofMillis(500)).until(() -> vigil.get().json("POST",
                    "/api/v1/system/backup", "{\"include_database\":false,\"include_thumbnails\":false}").statusCode() == 200);
            System.out.printf("taken over %d ms after the next process was ready%n",
                    Duration.ofNanos(System.nanoTime() - began).toMillis());
        } else {
            database.run("update progress set lease_until = now() - interval '1 second' where state = 'running'");
        }
        assertThat(database.count("select count(*) from progress where state = 'running' and lease_until > now()")).isZero();
    }

    /** What was answered before the restore was asked for may have gone with it. */
    private static void assertNothingIsMissing(StoppableDatabase database, SteadyEvents events, Set<String> before)
            throws Exception {
        Map<String, String> since = new HashMap<>(events.stored());
        since.keySet().removeAll(before);
        assertThat(database.strings("select id from event")).containsAll(since.values());
    }

    /** Rows that are other than in the backup, one that it has not, and one less; and files that are lost. */
    private void beOld(StoppableDatabase database) throws Exception {
        ManyMedia.lose(database, folder.resolve("media"));
        database.run("update event set description = 'old' where source = 'many' and description <> 'old'");
        database.run("update camera set name = 'Old hall' where name = 'New hall'");
        database.run("update setting set value = replace(value, 'New house', 'Old house') where key = 'system_name'");
        database.run("""
                with gone as (delete from alert_rule where name = 'New rule' returning *)
                insert into alert_rule select (jsonb_populate_record(null::alert_rule, to_jsonb(gone)
                    || jsonb_build_object('id', gen_random_uuid(), 'name', 'Old rule'))).* from gone""");
    }

    private static String state(StoppableDatabase database) throws Exception {
        return database.strings(STATE).iterator().next();
    }
}
