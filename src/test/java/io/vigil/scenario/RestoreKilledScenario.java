package io.vigil.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The process is killed at twenty moments of a restore, while events come in: each time all rows of the backup are as before,
 * or all as in the backup, every row has its file, and no event is missing that was answered.
 */
class RestoreKilledScenario {

    private static final int EVENTS = 2_000;
    private static final int KILLS = 20;
    private static final int PER_SECOND = 20;
    private static final long SEED = 20_261_128;

    @TempDir
    Path folder;

    private final AtomicReference<PackagedVigil> vigil = new AtomicReference<>();
    private int old;
    private int restored;

    @Test
    void a_kill_at_any_moment_leaves_the_old_state_or_the_new() throws Exception {
        Random random = new Random(SEED);
        try (StoppableDatabase database = new StoppableDatabase(folder.resolve("database"))) {
            vigil.set(PackagedVigil.start(database.url(), folder, Map.of()).awaitReady().signIn());
            String camera = vigil.get().camera("Front door");
            ManyMedia.put(database, folder.resolve("media"), camera, EVENTS);
            Path file = folder.resolve("backup.zip");
            vigil.get().backup(file);
            long whole = restoreWhole(database, file);
            try (SteadyEvents events = new SteadyEvents(vigil::get, camera)) {
                events.begin("during", 100_000, PER_SECOND);
                for (int kill = 0; kill < KILLS; kill++) {
                    Set<String> before = Set.copyOf(events.stored().keySet());
                    killDuring(database, file, whole * kill / (KILLS - 4) + random.nextInt(20));
                    assertNothingIsMissing(database, events, before);
                }
            } finally {
                vigil.get().close();
            }
        }
        System.out.printf("restore killed: %d times the old state, %d times the new%n", old, restored);
        assertThat(old).isPositive();
    }

    /** Answers how many milliseconds a restore takes that nobody kills. */
    private long restoreWhole(StoppableDatabase database, Path file) throws Exception {
        beOld(database);
        long began = System.nanoTime();
        assertThat(vigil.get().upload("/api/v1/system/restore", file).statusCode()).isEqualTo(200);
        long took = Duration.ofNanos(System.nanoTime() - began).toMillis();
        assertThat(countOld(database)).isZero();
        System.out.printf("restore of %d events and %d files: %d ms%n", EVENTS, 2 * EVENTS, took);
        return took;
    }

    private void killDuring(StoppableDatabase database, Path file, long afterMillis) throws Exception {
        beOld(database);
        CompletableFuture<Integer> answer = CompletableFuture.supplyAsync(() -> restore(file));
        await().pollDelay(Duration.ofMillis(Math.max(1, afterMillis))).until(() -> true);
        vigil.get().kill();
        int status = answer.join();
        long left = countOld(database);
        System.out.printf("killed after %d ms: answered %d, %d of %d rows old%n", afterMillis, status, left, EVENTS);
        assertThat(left).isIn(0L, (long) EVENTS);
        if (status == 200) {
            assertThat(left).isZero();
        }
        old += left == 0 ? 0 : 1;
        restored += left == 0 ? 1 : 0;
        vigil.set(PackagedVigil.start(database.url(), folder, Map.of()).awaitReady().signIn());
        assertThat(ManyMedia.missing(database, folder.resolve("media"))).isEmpty();
        // The lease of the process that died ends by itself.
        database.run("update progress set lease_until = now() - interval '1 second' where state = 'running'");
    }

    private int restore(Path file) {
        try {
            HttpResponse<String> answer = vigil.get().upload("/api/v1/system/restore", file);
            return answer.statusCode();
        } catch (IOException e) {
            return 0;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** What was answered before the restore was asked for may have gone with it. */
    private static void assertNothingIsMissing(StoppableDatabase database, SteadyEvents events, Set<String> before)
            throws Exception {
        Map<String, String> since = new HashMap<>(events.stored());
        since.keySet().removeAll(before);
        assertThat(database.strings("select id from event")).containsAll(since.values());
    }

    private static void beOld(StoppableDatabase database) throws Exception {
        database.run("update event set description = 'old' where source = 'many'");
    }

    private static long countOld(StoppableDatabase database) throws Exception {
        return database.count("select count(*) from event where source = 'many' and description = 'old'");
    }
}
