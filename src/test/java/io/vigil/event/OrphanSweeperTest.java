package io.vigil.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.inject.Inject;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.media.MediaFile;
import io.vigil.media.MediaStore;
import io.vigil.media.MediaType;
import io.vigil.media.internal.OrphanSweeper;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.MediaFolder;
import io.vigil.testsupport.MovableClock;
import io.vigil.testsupport.Samples;
import io.vigil.testsupport.SessionTrace;
import io.vigil.testsupport.Sightings;

@QuarkusTest
class OrphanSweeperTest {

    @Inject
    OrphanSweeper sweeper;

    @Inject
    MediaStore store;

    @ConfigProperty(name = "vigil.media.directory")
    Path root;

    @Test
    void takes_away_what_no_row_names_and_nothing_else() throws Exception {
        Sightings.sendClip(Sightings.camera("Gate"), "1", Samples.clip("people-room.mp4")).statusCode(202);
        Sightings.awaitSettled();
        assertThat(Database.count("select count(*) from event_frame")).isPositive();
        List<Path> inUse = MediaFolder.files();
        assertThat(inUse).hasSizeGreaterThan(3);
        for (MediaType type : MediaType.values()) {
            store.keep(new byte[] { 1 }, type);
        }
        Files.createDirectories(root.resolve("incoming"));
        Files.write(root.resolve("incoming/half.jpg"), new byte[1]);
        Files.createDirectories(root.resolve("uploads"));
        Files.write(root.resolve("uploads/left"), new byte[1]);
        Path foreign = Files.write(root.resolve("somebody's.txt"), new byte[1]);

        assertThat(sweeper.sweep()).isZero();
        MovableClock.forward(Duration.ofMinutes(61));
        assertThat(sweeper.sweep()).isEqualTo(5);

        inUse = new java.util.ArrayList<>(inUse);
        inUse.add(foreign);
        assertThat(MediaFolder.files()).containsExactlyInAnyOrderElementsOf(inUse);
    }

    @Test
    void asks_in_batches_and_touches_files_in_no_session() {
        for (int i = 0; i < 20; i++) {
            store.keep(new byte[] { 1 }, MediaType.JPEG);
        }
        MovableClock.forward(Duration.ofHours(2));

        SessionTrace trace = SessionTrace.of(() -> assertThat(sweeper.sweep()).isEqualTo(20));

        assertThat(trace.lines()).contains("event.files-in-use read and committed, 1 statement").allMatch(
                line -> line.matches("(event\\.files-in-use|media\\.database-birth) read and committed, 1 statement"));
        assertThat(MediaFolder.files()).isEmpty();
    }

    @Test
    void files_older_than_the_database_stay_for_thirty_days_of_it() throws Exception {
        List<String> dates = Database.column("select installed_rank || ',' || installed_on from flyway_schema_history");
        try {
            Database.run("update flyway_schema_history set installed_on = now() - interval '1 minute'");
            MediaFile old = store.keep(new byte[1], MediaType.JPEG);
            Files.setLastModifiedTime(store.find(old).orElseThrow(), FileTime.from(Instant.now().minus(Duration.ofHours(2))));
            MediaFile young = store.keep(new byte[1], MediaType.JPEG);

            assertThat(sweeper.sweep()).isZero();
            MovableClock.forward(Duration.ofDays(1));
            assertThat(sweeper.sweep()).isOne();
            assertThat(store.find(young)).isEmpty();
            MovableClock.forward(Duration.ofDays(28));
            assertThat(sweeper.sweep()).isZero();
            assertThat(store.find(old)).isPresent();
            MovableClock.forward(Duration.ofDays(2));
            assertThat(sweeper.sweep()).isOne();
            assertThat(store.find(old)).isEmpty();
        } finally {
            for (String date : dates) {
                String[] parts = date.split(",");
                Database.run("update flyway_schema_history set installed_on = '%s' where installed_rank = %s"
                        .formatted(parts[1], parts[0]));
            }
        }
    }

    @Test
    void takes_old_marks_of_holders_away() throws Exception {
        store.hold(UUID.randomUUID());
        assertThat(sweeper.sweep()).isZero();
        MovableClock.forward(Duration.ofHours(2));

        sweeper.sweep();

        assertThat(MediaFolder.files()).isEmpty();
    }

    @Test
    void goes_on_when_files_vanish_under_its_eyes() throws Exception {
        Path folder = Files.createDirectories(root.resolve("incoming"));
        AtomicBoolean isDone = new AtomicBoolean();
        CompletableFuture<Void> others = CompletableFuture.runAsync(() -> {
            while (!isDone.get()) {
                comeAndGo(folder);
            }
        });
        MediaFile orphan = store.keep(new byte[1], MediaType.JPEG);
        MovableClock.forward(Duration.ofHours(2));
        try {
            for (int i = 0; i < 100; i++) {
                sweeper.sweep();
            }
        } finally {
            isDone.set(true);
        }
        others.join();

        assertThat(store.find(orphan)).isEmpty();
    }

    private static void comeAndGo(Path folder) {
        try {
            for (int i = 0; i < 200; i++) {
                Files.write(folder.resolve("half" + i), new byte[1]);
            }
            for (int i = 0; i < 200; i++) {
                Files.deleteIfExists(folder.resolve("half" + i));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void takes_nothing_away_while_nobody_can_be_asked() throws Exception {
        store.keep(new byte[] { 1 }, MediaType.JPEG);
        MovableClock.forward(Duration.ofHours(2));
        try (var other = Database.connect(); var statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("lock table event in access exclusive mode");

            assertThat(sweeper.sweep()).isZero();
        }
        assertThat(MediaFolder.files()).hasSize(1);
    }
}
