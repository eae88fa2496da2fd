package io.vigil.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.vigil.testsupport.Samples;

class MediaStoreTest {

    private static final byte[] PICTURE = Samples.picture("car-white.jpg");

    @TempDir
    Path folder;
    private Path root;
    private MediaStore store;

    @BeforeEach
    void open() {
        root = folder.resolve("not/yet/there");
        store = new MediaStore(TestConfig.at(root), Clock.systemUTC());
    }

    @Test
    void keeps_bytes_as_they_are_and_nothing_beside() throws IOException {
        MediaFile file = store.keep(PICTURE, MediaType.JPEG);

        assertThat(store.find(file)).get().satisfies(path -> assertThat(path).hasBinaryContent(PICTURE));
        assertThat(files(root)).singleElement().satisfies(path -> assertThat(path).hasFileName(file.name()));
    }

    @Test
    void takes_over_an_upload_of_the_same_file_system() throws IOException {
        Path upload = Files.write(folder.resolve("upload"), PICTURE);

        MediaFile file = store.keep(upload, MediaType.JPEG);

        assertThat(store.find(file)).get().satisfies(path -> assertThat(path).hasBinaryContent(PICTURE));
        assertThat(upload).doesNotExist();
        assertThat(files(folder)).hasSize(1);
    }

    @Test
    void copies_an_upload_of_another_file_system() throws IOException {
        Path shared = Path.of("/dev/shm");
        assumeTrue(Files.isWritable(shared) && !Files.getFileStore(shared).equals(Files.getFileStore(folder)));
        Path upload = Files.write(Files.createTempFile(shared, "upload", null), PICTURE);

        MediaFile file = store.keep(upload, MediaType.JPEG);

        assertThat(store.find(file)).get().satisfies(path -> assertThat(path).hasBinaryContent(PICTURE));
        assertThat(files(root)).hasSize(1);
        Files.deleteIfExists(upload);
    }

    @Test
    void spreads_files_over_folders() {
        List<Path> parents = Stream.generate(() -> store.keep(new byte[] { 1 }, MediaType.PNG)).limit(20)
                .map(file -> store.find(file).orElseThrow().getParent()).toList();

        assertThat(parents).doesNotHaveDuplicates();
        assertThat(parents).allSatisfy(parent -> assertThat(parent.getParent().getParent()).isEqualTo(root.toRealPath()));
    }

    @Test
    void deletes_once_and_again() throws IOException {
        MediaFile file = store.keep(PICTURE, MediaType.JPEG);

        assertThat(store.delete(file)).isTrue();
        assertThat(store.delete(file)).isFalse();

        assertThat(store.find(file)).isEmpty();
        assertThat(files(root)).isEmpty();
    }

    @Test
    void keeps_files_for_as_long_as_anybody_holds_them() throws IOException {
        MediaFile file = store.keep(PICTURE, MediaType.JPEG);
        UUID one = UUID.randomUUID();
        UUID other = UUID.randomUUID();
        store.hold(one);
        store.hold(other);

        store.release(one);
        store.release(one);

        assertThat(store.isHeld()).isTrue();
        assertThat(store.delete(file)).isFalse();
        store.release(other);
        assertThat(store.isHeld()).isFalse();
        assertThat(store.delete(file)).isTrue();
    }

    @Test
    void a_hold_ends_after_five_minutes_and_one_in_the_future_is_none() throws IOException {
        store.hold(UUID.randomUUID());

        assertThat(heldAfter(Duration.ofMinutes(4))).isTrue();
        assertThat(heldAfter(Duration.ofMinutes(6))).isFalse();
        assertThat(heldAfter(Duration.ofMinutes(-4))).isTrue();
        assertThat(heldAfter(Duration.ofDays(-365))).isFalse();
    }

    private boolean heldAfter(Duration time) {
        return new MediaStore(TestConfig.at(root), Clock.offset(Clock.systemUTC(), time)).isHeld();
    }

    @Test
    void files_are_held_where_nobody_can_look() throws IOException {
        MediaFile file = store.keep(PICTURE, MediaType.JPEG);
        Path marks = Files.write(root.resolve("held"), new byte[1]);

        assertThat(store.isHeld()).isTrue();
        assertThat(store.delete(file)).isFalse();
        Files.delete(marks);
        assertThat(store.delete(file)).isTrue();
    }

    @Test
    void a_file_that_is_touched_is_as_of_now_unless_it_is_gone() throws IOException {
        MediaFile file = store.keep(PICTURE, MediaType.JPEG);
        Path path = store.find(file).orElseThrow();
        Instant yesterday = Instant.now().minus(Duration.ofDays(1));
        Files.setLastModifiedTime(path, FileTime.from(yesterday));

        assertThat(store.touch(file)).isTrue();

        assertThat(Files.getLastModifiedTime(path).toInstant()).isAfter(yesterday.plus(Duration.ofHours(23)));
        assertThat(path).hasBinaryContent(PICTURE);
        store.delete(file);
        assertThat(store.touch(file)).isFalse();
        assertThat(store.find(file)).isEmpty();
    }

    @Test
    void knows_the_size_of_a_file_while_it_is_there() {
        MediaFile file = store.keep(PICTURE, MediaType.JPEG);

        assertThat(store.size(file)).hasValue(PICTURE.length);
        store.delete(file);
        assertThat(store.size(file)).isEmpty();
    }

    @Test
    void has_room_before_its_folder_is_there_and_none_within_the_reserve() {
        assertThat(store.room()).isPositive();
        assertThat(store.isWritable()).isTrue();
        assertThat(TestConfig.fullStore(root).room()).isZero();
    }

    @Test
    void knows_nothing_of_a_file_before_the_first_is_kept() {
        MediaFile file = MediaFile.parse("0190a3c4-5b6d-7e8f-9a0b-1c2d3e4f5a6b.jpg");

        assertThat(store.find(file)).isEmpty();
        store.delete(file);
    }

    @Test
    void leaves_nothing_behind_when_the_file_cannot_be_named() throws IOException {
        for (int i = 0; i < 256; i++) {
            Files.createDirectories(root);
            Files.write(root.resolve("%02x".formatted(i)), new byte[0]);
        }

        assertThatThrownBy(() -> store.keep(PICTURE, MediaType.JPEG)).isInstanceOfSatisfying(MediaException.class,
                e -> assertThat(e.isDiskFull()).isFalse());
        assertThat(files(root)).allSatisfy(path -> assertThat(path).isEmptyFile());
    }

    @Test
    void keeps_nothing_of_an_upload_that_is_gone() throws IOException {
        assertThatThrownBy(() -> store.keep(folder.resolve("gone"), MediaType.JPEG)).isInstanceOf(MediaException.class);
        assertThat(files(root)).isEmpty();
    }

    @Test
    void tells_a_full_disk_from_a_broken_one() {
        assertThat(new MediaException("x", new IOException("No space left on device"), 10, 5).isDiskFull()).isTrue();
        assertThat(new MediaException("x", new IOException("Disk quota exceeded"), 10, 5).isDiskFull()).isTrue();
        assertThat(new MediaException("x", new IOException("in any language"), 4, 5).isDiskFull()).isTrue();
        assertThat(new MediaException("x", new IOException("Input/output error"), 10, 5).isDiskFull()).isFalse();
    }

    @Test
    void tells_people_no_path() throws IOException {
        Path nowhere = Files.write(folder.resolve("a-file"), new byte[0]).resolve("media");

        assertThatThrownBy(() -> new MediaStore(TestConfig.at(nowhere), Clock.systemUTC()).keep(PICTURE, MediaType.JPEG))
                .isInstanceOf(MediaException.class).hasMessage("The media store failed")
                .hasStackTraceContaining(nowhere.getParent().toString());
    }

    @Test
    void finds_no_file_through_a_link() throws IOException {
        Path canary = Files.write(folder.resolve("canary"), PICTURE);
        MediaFile file = store.keep(PICTURE, MediaType.JPEG);
        Path path = store.find(file).orElseThrow();
        Files.delete(path);
        Files.createSymbolicLink(path, canary);

        assertThat(store.find(file)).isEmpty();
        store.delete(file);
        assertThat(canary).exists();
    }

    @Test
    void neither_reads_nor_writes_through_a_linked_folder() throws IOException {
        MediaFile file = store.keep(PICTURE, MediaType.JPEG);
        Path first = store.find(file).orElseThrow().getParent().getParent();
        Path outside = folder.resolve("outside");
        Files.move(first, outside);
        Files.createSymbolicLink(first, outside);
        for (int i = 0; i < 256; i++) {
            Path other = root.resolve("%02x".formatted(i));
            if (Files.notExists(other)) {
                Files.createSymbolicLink(other, outside);
            }
        }

        assertThat(store.find(file)).isEmpty();
        store.delete(file);
        assertThatThrownBy(() -> store.keep(PICTURE, MediaType.JPEG)).isInstanceOf(MediaException.class);
        assertThat(files(outside)).hasSize(1);
    }

    @Test
    void works_where_the_folder_itself_is_a_link() throws IOException {
        Path real = Files.createDirectory(folder.resolve("real"));
        MediaStore linked = new MediaStore(TestConfig.at(Files.createSymbolicLink(folder.resolve("link"), real)),
                Clock.systemUTC());

        MediaFile file = linked.keep(PICTURE, MediaType.JPEG);

        assertThat(linked.find(file)).isPresent();
    }

    private static List<Path> files(Path folder) throws IOException {
        if (Files.notExists(folder)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }
}
