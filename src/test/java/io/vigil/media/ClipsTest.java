package io.vigil.media;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.vigil.testsupport.Samples;
import io.vigil.web.ProblemException;

class ClipsTest {

    private static final byte[] FTYP = box("ftyp", 8);
    private static final byte[] MOOV = box("moov", 20);

    @TempDir
    Path folder;
    private final Clips clips = new Clips();

    @ParameterizedTest
    @ValueSource(strings = { "people-room.mp4", "synthetic-testcard-silent.mp4" })
    void accepts_real_clips(String name) {
        assertThatCode(() -> clips.check(file(Samples.clip(name)))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = { "people-room.mp4", "synthetic-testcard-silent.mp4" })
    void refuses_real_clips_that_are_cut(String name) {
        byte[] clip = Samples.clip(name);
        for (int length : new int[] { 9, 100, clip.length / 3, clip.length / 2, clip.length - 1 }) {
            assertBroken(Arrays.copyOf(clip, length));
        }
    }

    @Test
    void refuses_what_follows_the_last_box() {
        byte[] clip = Samples.clip("people-room.mp4");

        assertBroken(Arrays.copyOf(clip, clip.length + 3));
        assertBroken(Arrays.copyOf(clip, clip.length + 100));
    }

    @Test
    void refuses_other_files() {
        for (byte[] other : new byte[][] { Samples.picture("car-white.jpg"),
                "not a clip at all".getBytes(StandardCharsets.UTF_8),
                new byte[0], new byte[7], MOOV }) {
            assertThatThrownBy(() -> clips.check(file(other))).isInstanceOf(ProblemException.class)
                    .hasMessage("A clip must be an MP4");
        }
    }

    @Test
    void accepts_long_sizes_and_a_last_box_that_goes_to_the_end() {
        byte[] longBox = ByteBuffer.allocate(30).putInt(1).put("mdat".getBytes(StandardCharsets.US_ASCII)).putLong(30).array();
        byte[] openBox = ByteBuffer.allocate(50).putInt(0).put("mdat".getBytes(StandardCharsets.US_ASCII)).array();

        assertThatCode(() -> clips.check(file(join(FTYP, MOOV, longBox, openBox)))).doesNotThrowAnyException();
    }

    @Test
    void refuses_sizes_that_cannot_be() {
        byte[] mdat = "mdat".getBytes(StandardCharsets.US_ASCII);
        for (long size : new long[] { 0, 15, 31, Long.MAX_VALUE, -1 }) {
            assertBroken(join(FTYP, MOOV, ByteBuffer.allocate(30).putInt(1).put(mdat).putLong(size).array()));
        }
        for (int size : new int[] { 2, 7, 31, -1, Integer.MAX_VALUE }) {
            assertBroken(join(FTYP, MOOV, ByteBuffer.allocate(30).putInt(size).put(mdat).array()));
        }
    }

    @Test
    void refuses_a_file_without_a_movie_and_one_of_headers_only() {
        assertBroken(join(FTYP, box("mdat", 100)));
        byte[] headers = new byte[8 * 200_000];
        for (int at = 0; at < headers.length; at += 8) {
            System.arraycopy(box("free", 0), 0, headers, at, 8);
        }
        assertBroken(join(FTYP, MOOV, headers));
    }

    private void assertBroken(byte[] bytes) {
        assertThatThrownBy(() -> clips.check(file(bytes))).isInstanceOf(ProblemException.class)
                .hasMessageContaining("must be a whole MP4");
    }

    private Path file(byte[] bytes) throws IOException {
        return Files.write(Files.createTempFile(folder, "clip", ".mp4"), bytes);
    }

    private static byte[] box(String type, int content) {
        return ByteBuffer.allocate(8 + content).putInt(8 + content).put(type.getBytes(StandardCharsets.US_ASCII)).array();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
