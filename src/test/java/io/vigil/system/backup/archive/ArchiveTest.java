package io.vigil.system.backup.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;

import io.vigil.media.MediaFile;

/** Files that are no good backup are told apart, whatever is wrong with them. */
class ArchiveTest {

    private static final ObjectMapper JSON = JsonMapper.builder().addModule(new JavaTimeModule()).build();
    private static final MediaFile PICTURE = MediaFile.parse("0197f9a4-0000-7000-8000-000000000001.jpg");

    @TempDir
    Path folder;

    private Path file;
    private byte[] whole;

    @BeforeEach
    void a_backup() throws IOException {
        file = folder.resolve("backup.zip");
        whole = backup("2026-11-28-03-00-00", "0badcafe", "1.0.0");
    }

    private byte[] backup(String timestamp, String keyId, String version) throws IOException {
        Path picture = Files.write(folder.resolve("picture"), new byte[] { 1, 2, 3, 4, 5, 6, 7, 8 });
        try (ArchiveWriter writer = new ArchiveWriter(file)) {
            Manifest.Rows rows = writer.addRows("event", List.of("id", "kind"), entry -> {
                entry.write("1\tperson\n2\tvehicle\n".getBytes(StandardCharsets.UTF_8));
                return 2;
            });
            long bytes = writer.addMedia(PICTURE, picture);
            writer.finish(JSON.writeValueAsBytes(new Manifest(Manifest.FORMAT, version, 20, timestamp, 1,
                    Instant.parse("2026-11-28T03:00:00Z"), List.of(keyId), true, List.of(rows), writer.addList(1, bytes, 0))));
        }
        return Files.readAllBytes(file);
    }

    @Test
    void a_whole_one_is_good() throws IOException {
        assertThat(isGood(whole)).isTrue();
    }

    @Test
    void any_damaged_byte_is_harmless_or_found() throws Exception {
        List<String> undamaged = content(whole);
        int good = 0;
        for (int at = 0; at < whole.length; at++) {
            byte[] damaged = whole.clone();
            damaged[at] ^= (byte) (1 << at % 8);
            if (isGood(damaged)) {
                assertThat(content(damaged)).as("what a restore takes with byte %d damaged", at).isEqualTo(undamaged);
                good++;
            }
        }
        // Times, attributes and what the central directory says once more.
        assertThat(good).isLessThan(whole.length / 2);
    }

    @Test
    void one_cut_short_anywhere_is_none() throws IOException {
        for (int length = 0; length < whole.length; length++) {
            assertThat(isGood(Arrays.copyOf(whole, length))).as("the first %d bytes", length).isFalse();
        }
    }

    @Test
    void one_with_its_middle_missing_is_none() throws IOException {
        for (int at = 1; at < whole.length - 8; at += 3) {
            byte[] shorter = Arrays.copyOf(whole, whole.length - 7);
            System.arraycopy(whole, at + 7, shorter, at, whole.length - at - 7);
            assertThat(isGood(shorter)).as("without 7 bytes at %d", at).isFalse();
        }
    }

    @Test
    void one_that_is_gone_is_told_as_such() throws IOException {
        Files.delete(file);

        assertThatThrownBy(() -> Archive.open(file, JSON)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void texts_that_people_are_told_have_a_form() throws IOException {
        assertThat(isGood(backup("yesterday", "0badcafe", "1.0.0"))).isFalse();
        assertThat(isGood(backup("2026-11-28-03-00-00", "<script>", "1.0.0"))).isFalse();
        assertThat(isGood(backup("2026-11-28-03-00-00", "0badcafe", "1".repeat(65)))).isFalse();
        assertThat(isGood(backup("2026-11-28-03-00-00", "0badcafe", "1\n2"))).isFalse();
    }

    @Test
    void a_line_without_an_end_is_not_read_to_it() {
        InputStream endless = new InputStream() {

            private int left = 1 << 20;

            @Override
            public int read() {
                if (left-- == 0) {
                    throw new AssertionError("A megabyte of one line was read");
                }
                return 'a';
            }
        };

        assertThatThrownBy(() -> new MediaList(endless).next()).isInstanceOf(NotABackup.class);
    }

    /** All that a restore takes from it: what it says of itself, its rows, and the names, sizes and bytes of its media. */
    private List<String> content(byte[] bytes) throws Exception {
        Files.write(file, bytes);
        List<String> content = new ArrayList<>();
        try (Archive archive = Archive.open(file, JSON)) {
            content.add(archive.manifest().toString());
            for (Manifest.Rows rows : archive.manifest().tables()) {
                try (InputStream in = archive.rows(rows)) {
                    content.add(new String(in.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
            archive.eachMedia((media, in, size) -> content.add(media + " " + size + " " + Arrays.toString(in.readAllBytes())));
        }
        assertThat(content).hasSize(3);
        return content;
    }

    /** Anything that is thrown but {@link NotABackup} fails the test. */
    private boolean isGood(byte[] bytes) throws IOException {
        Files.write(file, bytes);
        try (Archive archive = Archive.open(file, JSON)) {
            archive.verify();
            return true;
        } catch (NotABackup e) {
            assertThat(e.getMessage()).isNotBlank();
            return false;
        }
    }
}
