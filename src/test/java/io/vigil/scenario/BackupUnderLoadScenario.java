package io.vigil.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.zip.ZipFile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A hundred thousand events with pictures are backed up in 256 MB of heap, and restored, while fifty events a second come in
 * and
 * some go.
 */
class BackupUnderLoadScenario {

    private static final int EVENTS = 100_000;
    private static final int PER_SECOND = 50;

    @TempDir
    Path folder;

    @Test
    void every_row_of_the_backup_has_its_file_and_no_event_is_lost_by_the_restore() throws Exception {
        try (StoppableDatabase database = new StoppableDatabase(folder.resolve("database"));
                PackagedVigil vigil = PackagedVigil.start(database.url(), folder, Map.of(), "-Xmx256m").awaitReady()
                        .signIn()) {
            String camera = vigil.camera("Front door");
            ManyMedia.put(database, folder.resolve("media"), camera, EVENTS);
            try (SteadyEvents events = new SteadyEvents(() -> vigil, camera)) {
                events.begin("load", 1_000_000, PER_SECOND);
                CompletableFuture<Void> deleting = CompletableFuture.runAsync(() -> deleteSome(vigil, database));
                Path file = folder.resolve("backup.zip");
                long took = millis(() -> vigil.backup(file));
                System.out.printf("backup: %d events, %d MiB, %d ms; events stored meanwhile: %d%n", EVENTS,
                        Files.size(file) >> 20, took, events.stored().size());
                assertThat(withoutFile(file)).isEmpty();
                deleting.join();

                Set<String> before = Set.copyOf(events.stored().keySet());
                database.run("update event set description = 'old' where source = 'many'");
                long restoring = millis(() -> assertThat(vigil.upload("/api/v1/system/restore", file).statusCode())
                        .isEqualTo(200));
                System.out.printf("restore: %d ms; events stored meanwhile: %d%n", restoring,
                        events.stored().size() - before.size());
                // Those that came between the backup and the restore may have gone with it; those since are there.
                Set<String> since = new HashSet<>(events.stored().keySet());
                Set<String> there = database.strings("select external_id from event where external_id like 'load-%'");
                assertThat(database.count("select count(*) from event where source = 'many'")).isBetween(EVENTS - 100L,
                        (long) EVENTS);
                assertThat(database.count("select count(*) from event where description = 'old'")).isZero();
                since.removeAll(before);
                assertThat(there).containsAll(since);
                assertThat(ManyMedia.missing(database, folder.resolve("media"))).isEmpty();
            }
        }
    }

    /** The rows of the backup whose picture is not in it. */
    private static List<String> withoutFile(Path file) throws Exception {
        List<String> without = new ArrayList<>();
        try (ZipFile zip = new ZipFile(file.toFile());
                BufferedReader rows = new BufferedReader(new InputStreamReader(
                        zip.getInputStream(zip.getEntry("rows/event.copy")), StandardCharsets.UTF_8))) {
            for (String row = rows.readLine(); row != null; row = rows.readLine()) {
                for (String value : row.split("\t")) {
                    if (value.endsWith(".jpg") && zip.getEntry("media/" + value) == null) {
                        without.add(value);
                    }
                }
            }
        }
        return without;
    }

    private static void deleteSome(PackagedVigil vigil, StoppableDatabase database) {
        try {
            for (String id : database.strings("select id from event where source = 'many' order by occurred_at limit 100")) {
                vigil.json("DELETE", "/api/v1/events/" + id, "");
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private interface Step {
        void run() throws Exception;
    }

    private static long millis(Step step) throws Exception {
        long began = System.nanoTime();
        step.run();
        return Duration.ofNanos(System.nanoTime() - began).toMillis();
    }
}
