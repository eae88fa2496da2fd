package io.vigil.system.backup.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.ObjectMapper;

import io.quarkus.test.junit.QuarkusTest;
import io.vigil.media.MediaFile;
import io.vigil.media.MediaOwner;
import io.vigil.media.MediaStore;
import io.vigil.media.MediaType;
import io.vigil.media.TestConfig;
import io.vigil.settings.SecretBox;
import io.vigil.settings.Settings;
import io.vigil.system.backup.archive.Archive;
import io.vigil.system.backup.archive.ArchiveWriter;
import io.vigil.system.backup.archive.Manifest;
import io.vigil.system.backup.work.BackupWork;
import io.vigil.testsupport.Database;
import io.vigil.testsupport.SmallDisk;

/** Files that are put back, where there is room and where there is none. */
@QuarkusTest
class MediaReturnTest {

    private static final int FILES = 3;
    private static final int SIZE = 100_000;
    private static final List<MediaOwner> NOBODY = List.of();

    @Inject
    Stage stage;

    @Inject
    BackupWork work;

    @Inject
    SecretBox secrets;

    @Inject
    Settings settings;

    @Inject
    ObjectMapper json;

    @Inject
    Clock clock;

    @TempDir
    Path folder;

    @TempDir
    Path disk;

    private final List<MediaFile> files = Stream.generate(() -> new MediaFile(UUID.randomUUID(), MediaType.JPEG)).limit(FILES)
            .toList();

    @BeforeEach
    void a_backup_of_some_files() throws IOException {
        Path bytes = Files.write(folder.resolve("bytes"), new byte[SIZE]);
        try (ArchiveWriter writer = new ArchiveWriter(folder.resolve("backup.zip"))) {
            for (MediaFile file : files) {
                writer.addMedia(file, bytes);
            }
            Manifest.Media media = writer.addList(FILES, FILES * SIZE, 0);
            writer.finish(json.writeValueAsBytes(new Manifest(Manifest.FORMAT, "1", 1, "2026-11-28-10-00-00", 1,
                    clock.instant(), List.of(), true, List.of(), media)));
        }
    }

    @Test
    void nothing_is_put_where_not_all_has_room() throws Exception {
        try (SmallDisk small = SmallDisk.at(disk); Archive archive = archive()) {
            MediaStore store = TestConfig.storeAt(disk.resolve("media"));
            small.leaveRoom(2 * SIZE + SIZE / 2);

            assertThatThrownBy(() -> new MediaReturn(store, NOBODY, archive).putBack(() -> {
            })).isInstanceOf(IOException.class).hasMessageContaining("No space left");

            assertThat(small.files()).isEmpty();
            small.clear();
            assertThat(new MediaReturn(store, NOBODY, archive).putBack(() -> {
            })).isEqualTo(FILES);
            assertThat(files).allSatisfy(file -> assertThat(store.size(file)).hasValue(SIZE));
        }
    }

    @Test
    void as_much_as_the_reserve_is_left_to_events_beyond_it() throws Exception {
        long reserve = 1 << 20;
        try (SmallDisk small = SmallDisk.at(disk); Archive archive = archive()) {
            MediaStore store = TestConfig.storeAt(disk.resolve("media"), reserve);
            small.leaveRoom(FILES * SIZE + reserve + reserve / 2);

            assertThatThrownBy(() -> new MediaReturn(store, NOBODY, archive).putBack(() -> {
            })).isInstanceOf(IOException.class).hasMessageContaining("No space left");

            small.clear();
            small.leaveRoom(2 * FILES * SIZE + 2 * reserve);
            new MediaReturn(store, NOBODY, archive).putBack(() -> {
            });
            assertThat(store.room()).isGreaterThan(reserve);
        }
    }

    @Test
    void what_is_there_already_needs_no_room() throws Exception {
        try (SmallDisk small = SmallDisk.at(disk); Archive archive = archive()) {
            MediaStore store = TestConfig.storeAt(disk.resolve("media"));
            new MediaReturn(store, NOBODY, archive).putBack(() -> {
            });
            small.leaveRoom(SIZE / 2);

            assertThat(new MediaReturn(store, NOBODY, archive).putBack(() -> {
            })).isEqualTo(FILES);
        }
    }

    @Test
    void what_was_put_back_for_nothing_goes_and_what_was_there_stays() throws Exception {
        MediaStore store = TestConfig.storeAt(disk);
        try (Archive archive = archive()) {
            archive.eachMedia((file, bytes, size) -> {
                if (file.equals(files.get(0))) {
                    store.putBack(file, bytes, size);
                }
            });
            MediaReturn back = new MediaReturn(store, NOBODY, archive);
            assertThatThrownBy(() -> back.putBack(() -> {
                if (store.find(files.get(1)).isPresent()) {
                    throw new UncheckedIOException(new IOException("Something else failed"));
                }
            })).isInstanceOf(UncheckedIOException.class);

            back.undo();

            assertThat(store.find(files.get(0))).isPresent();
            assertThat(store.find(files.get(1))).isEmpty();
            assertThat(store.find(files.get(2))).isEmpty();
        }
    }

    @Test
    void what_rows_may_name_is_not_taken_away() throws Exception {
        MediaStore store = TestConfig.storeAt(disk);
        try (Archive archive = archive()) {
            MediaReturn back = new MediaReturn(store, NOBODY, archive);
            back.putBack(() -> {
            });

            back.keep();
            back.undo();

            assertThat(files).allSatisfy(file -> assertThat(store.find(file)).isPresent());
        }
    }

    @Test
    void what_a_row_names_already_stays_though_it_was_put_back_for_nothing() throws Exception {
        MediaStore store = TestConfig.storeAt(disk);
        MediaFile missing = files.get(0);
        MediaFile damaged = files.get(1);
        store.putBack(damaged, new ByteArrayInputStream(new byte[1]), 1);
        MediaOwner rows = names -> Set.of(missing.name(), damaged.name());
        try (Archive archive = archive()) {
            MediaReturn back = new MediaReturn(store, List.of(names -> Set.of(), rows), archive);
            back.putBack(() -> {
            });

            back.undo();

            assertThat(store.size(missing)).hasValue(SIZE);
            assertThat(store.size(damaged)).hasValue(SIZE);
            assertThat(store.find(files.get(2))).isEmpty();
        }
    }

    @Test
    void what_is_there_already_is_touched() throws Exception {
        MediaStore store = TestConfig.storeAt(disk);
        Instant yesterday = Instant.now().minus(Duration.ofDays(1));
        try (Archive archive = archive()) {
            new MediaReturn(store, NOBODY, archive).putBack(() -> {
            });
            for (MediaFile file : files) {
                Files.setLastModifiedTime(store.find(file).orElseThrow(), FileTime.from(yesterday));
            }

            new MediaReturn(store, NOBODY, archive).putBack(() -> {
            });

            for (MediaFile file : files) {
                assertThat(Files.getLastModifiedTime(store.find(file).orElseThrow()).toInstant())
                        .isAfter(yesterday.plus(Duration.ofHours(23)));
            }
        }
    }

    @Test
    void what_was_there_and_goes_is_put_back() throws Exception {
        MediaStore store = TestConfig.losingStore(disk);
        try (Archive archive = archive()) {
            new MediaReturn(store, NOBODY, archive).putBack(() -> {
            });
            MediaReturn again = new MediaReturn(store, NOBODY, archive);
            again.putBack(() -> {
            });

            assertThat(files).allSatisfy(file -> assertThat(store.size(file)).hasValue(SIZE));
            again.undo();
            assertThat(files).allSatisfy(file -> assertThat(store.size(file)).hasValue(SIZE));
        }
    }

    @Test
    void a_restore_without_room_changes_nothing() {
        Restore restore = new Restore(stage, work, TestConfig.fullStore(disk.resolve("media")), NOBODY, secrets, settings, json,
                clock);

        assertThatThrownBy(() -> restore.restore(folder.resolve("backup.zip"), new Parts(true, true, true), clock.instant()))
                .isInstanceOf(IOException.class).hasMessageContaining("No space left");

        assertThat(Database.column("select state from progress where work = 'restore'")).containsExactly("failed");
        assertThat(Database.count("select count(*) from pg_namespace where starts_with(nspname, 'restore_stage')")).isZero();
    }

    private Archive archive() throws Exception {
        return Archive.open(folder.resolve("backup.zip"), json);
    }
}
