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
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.zip.ZipFile;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.vigil.testsupport.Samples;

/**
 * A hundred thousand events with pictures are backed up in 256 MB of heap, and restored into the same household and into an
 * empty one, while fifty events a second come in and some go.
 */
class BackupUnderLoadScenario {

    private static final int EVENTS = 100_000;
    private static final int PER_SECOND = 50;
    /** For an hour; more than it takes. */
    private static final int MOST = 180_000;
    private static final String HEAP = "-Xmx256m";
    private static final String ROWS_OF_EVENTS = "rows/event.copy";
    /** What nobody writes to by himself. Other events of the backup may have waited for their description. */
    private static final List<String> SAME = List.of("rows/camera.copy", "rows/setting.copy", ROWS_OF_EVENTS,
            "rows/event_frame.copy", "rows/alert_rule.copy", "media.list");

    @TempDir
    Path folder;

    @Test
    void every_row_of_the_backup_has_its_file_and_no_event_is_lost_by_the_restore() throws Exception {
        Path file = folder.resolve("backup.zip");
        try (StoppableDatabase database = new StoppableDatabase(folder.resolve("database"));
                PackagedVigil vigil = PackagedVigil.start(database.url(), folder, Map.of(), HEAP).awaitReady().signIn()) {
            String camera = vigil.camera("Front door");
            ManyMedia.put(database, folder.resolve("media"), camera, EVENTS);
            try (SteadyEvents events = new SteadyEvents(() -> vigil, camera)) {
                events.begin("load", MOST, PER_SECOND);
                backUp(vigil, database, events, file);
                restore(vigil, database, events, file);
            }
            System.out.printf("live heap after it all: %d MiB of %s%n", vigil.liveBytes() >> 20, HEAP);
        }
        restoreIntoEmpty(file);
    }

    private void backUp(PackagedVigil vigil, StoppableDatabase database, SteadyEvents events, Path file) throws Exception {
        CompletableFuture<Void> deleting = CompletableFuture.runAsync(() -> deleteSome(vigil, database));
        long took = millis(() -> vigil.backup(file));
        deleting.join();
        System.out.printf(
                "backup, made and fetched: %d events, %d MiB, %d ms; events stored meanwhile: %d, longest wait %d ms, "
                        + "refused: %s%n",
                EVENTS, Files.size(file) >> 20, took, events.stored().size(), events.longestMillis(),
                events.refusals());
        assertThat(events.refusals()).isEmpty();
        assertThat(events.stored()).isNotEmpty();
        assertThat(withoutFile(file)).isEmpty();
        assertThat(vigil.upload("/api/v1/system/backup/validate", file).body()).contains("\"valid\":true");
    }

    private void restore(PackagedVigil vigil, StoppableDatabase database, SteadyEvents events, Path file) throws Exception {
        database.run("update event set description = 'old' where source = 'many'");
        Set<String> before = Set.copyOf(events.stored().keySet());
        long took = millis(() -> assertThat(vigil.upload("/api/v1/system/restore", file).statusCode()).isEqualTo(200));
        events.settle();
        System.out.printf("restore into the same: %d ms; events stored meanwhile: %d, longest wait %d ms, refused: %s%n", took,
                events.stored().size() - before.size(), events.longestMillis(), events.refusals());
        // Whoever is told to come again comes again; nobody waits for an answer in vain.
        assertThat(Set.of("503")).containsAll(events.refusals().keySet());
        // Those that came between the backup and the restore may have gone with it; those since are there.
        Set<String> since = new HashSet<>(events.stored().keySet());
        since.removeAll(before);
        assertThat(since).isNotEmpty();
        assertThat(database.strings("select external_id from event where external_id like 'load-%'")).containsAll(since);
        assertThat(database.count("select count(*) from event where source = 'many'"))
                .isEqualTo(count(contents(file).get(ROWS_OF_EVENTS))).isBetween(EVENTS - 100L, (long) EVENTS);
        assertThat(database.count("select count(*) from event where description = 'old'")).isZero();
        assertThat(ManyMedia.missing(database, folder.resolve("media"))).isEmpty();
    }

    private void restoreIntoEmpty(Path file) throws Exception {
        Path empty = folder.resolve("empty");
        try (StoppableDatabase database = new StoppableDatabase(folder.resolve("empty-database"));
                PackagedVigil vigil = PackagedVigil.start(database.url(), empty, Map.of(), HEAP).awaitReady().signIn()) {
            long took = millis(() -> assertThat(vigil.upload("/api/v1/system/restore", file).statusCode()).isEqualTo(200));
            System.out.printf("restore into an empty one: %d ms; live heap: %d MiB%n", took, vigil.liveBytes() >> 20);
            assertThat(ManyMedia.missing(database, empty.resolve("media"))).isEmpty();
            Path again = folder.resolve("again.zip");
            vigil.backup(again);
            assertThat(contents(again)).isEqualTo(contents(file));
        }
    }

    /** Of each part how many lines it has, and a sum of their hashes that is the same in any order. */
    private static Map<String, String> contents(Path file) throws Exception {
        Map<String, String> contents = new TreeMap<>();
        try (ZipFile zip = new ZipFile(file.toFile())) {
            for (String name : SAME) {
                long count = 0;
                long sum = 0;
                try (BufferedReader lines = lines(zip, name)) {
                    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                        if (!name.equals(ROWS_OF_EVENTS) || line.contains("\tmany\t")) {
                            count++;
                            sum += Long.parseUnsignedLong(
                                    Samples.sha256(line.getBytes(StandardCharsets.UTF_8)).substring(0, 16), 16);
                        }
                    }
                }
                contents.put(name, count + " " + Long.toHexString(sum));
            }
        }
        return contents;
    }

    private static long count(String content) {
        return Long.parseLong(content.substring(0, content.indexOf(' ')));
    }

    private static BufferedReader lines(ZipFile zip, String name) throws Exception {
        return new BufferedReader(new InputStreamReader(zip.getInputStream(zip.getEntry(name)), StandardCharsets.UTF_8));
    }

    /** The rows of the backup whose picture is not in it. */
    private static List<String> withoutFile(Path file) throws Exception {
        List<String> without = new ArrayList<>();
        try (ZipFile zip = new ZipFile(file.toFile()); BufferedReader rows = lines(zip, ROWS_OF_EVENTS)) {
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
