package io.vigil.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.sun.management.ThreadMXBean;

import io.vigil.testsupport.Samples;
import io.vigil.web.ProblemException;

class BadPicturesTest {

    private static final List<String> SAMPLES = Samples.PICTURES;

    @TempDir
    Path folder;
    private final Pictures pictures = new Pictures(TestConfig.withPixels(50_000_000));

    @ParameterizedTest
    @ValueSource(doubles = { 0.02, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99 })
    void refuses_a_jpeg_cut_anywhere(double part) {
        for (String name : SAMPLES) {
            byte[] bytes = Samples.picture(name);
            byte[] cut = Arrays.copyOf(bytes, (int) (bytes.length * part));

            assertProblem(cut, 422);
        }
    }

    @Test
    void refuses_a_jpeg_without_its_last_byte() {
        byte[] bytes = MadePictures.jpeg(64, 64, false);

        assertProblem(Arrays.copyOf(bytes, bytes.length - 1), 422);
        assertProblem(Arrays.copyOf(bytes, bytes.length - 2), 422);
    }

    @Test
    void refuses_a_cut_jpeg_that_was_given_an_end() {
        byte[] bytes = Samples.picture("car-white.jpg");
        byte[] cut = Arrays.copyOf(bytes, bytes.length / 2);
        cut[cut.length - 2] = (byte) 0xFF;
        cut[cut.length - 1] = (byte) 0xD9;

        assertProblem(cut, 422);
    }

    @Test
    void refuses_a_jpeg_of_a_thousand_scans() {
        byte[] bytes = MadePictures.jpeg(64, 64, true);

        assertProblem(MadePictures.withRepeatedLastScan(bytes, 1000), 422);
    }

    @Test
    void refuses_a_png_that_is_cut_or_has_a_wrong_bit() {
        byte[] bytes = MadePictures.png(640, 480, BufferedImage.TYPE_INT_RGB);
        byte[] flipped = bytes.clone();
        flipped[bytes.length / 2] ^= 1;

        assertProblem(Arrays.copyOf(bytes, bytes.length / 2), 422);
        assertProblem(Arrays.copyOf(bytes, bytes.length - 1), 422);
        assertProblem(flipped, 422);
    }

    @Test
    void refuses_other_files_whatever_their_name() throws IOException {
        assertProblem("Dear camera, this is a text".getBytes(StandardCharsets.UTF_8), 415);
        assertProblem(MadePictures.gif(), 415);
        assertProblem(Samples.clip("people-room.mp4"), 415);
        assertProblem(new byte[0], 415);
        assertProblem(new byte[] { (byte) 0xFF, (byte) 0xD8 }, 415);
    }

    @Test
    void refuses_too_many_pixels_before_it_decodes_them() {
        byte[] png = MadePictures.emptyPng(30_000, 30_000);
        byte[] jpeg = MadePictures.withSize(Samples.picture("car-white.jpg"), 30_000, 30_000);
        long before = allocated();

        for (byte[] bomb : List.of(png, jpeg)) {
            assertThatThrownBy(() -> pictures.check(file(bomb))).hasMessageContaining("50000000 pixels");
        }

        assertThat(allocated() - before).isLessThan(8 << 20);
    }

    @Test
    void refuses_more_bytes_than_a_snapshot_has() {
        assertProblem(Arrays.copyOf(Samples.picture("car-white.jpg"), (20 << 20) + 1), 413);
    }

    @Test
    void answers_damaged_bytes_with_a_problem_and_nothing_else() throws IOException {
        Random random = new Random(20261123);
        for (int i = 0; i < 400; i++) {
            byte[] bytes = i % 4 == 0
                    ? MadePictures.withRightSums(mutated(MadePictures.png(64, 64, BufferedImage.TYPE_INT_ARGB), random))
                    : mutated(Samples.picture(SAMPLES.get(i % SAMPLES.size())), random);
            try {
                assertThat(pictures.check(file(bytes)).thumbnail()).isNotEmpty();
            } catch (ProblemException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }

    private void assertProblem(byte[] bytes, int status) {
        String said = switch (status) {
            case 413 -> "may have at most 20 MiB";
            case 415 -> "must be a JPEG or a PNG";
            default -> "must be a whole and undamaged JPEG or PNG";
        };
        assertThatThrownBy(() -> pictures.check(file(bytes))).isInstanceOf(ProblemException.class)
                .hasMessageContaining(said);
    }

    private Path file(byte[] bytes) throws IOException {
        return Files.write(Files.createTempFile(folder, "upload", ".jpg"), bytes);
    }

    private static byte[] mutated(byte[] bytes, Random random) {
        byte[] mutated = bytes.clone();
        for (int i = random.nextInt(1, 12); i > 0; i--) {
            mutated[random.nextInt(3, random.nextBoolean() ? Math.min(700, mutated.length) : mutated.length)] = (byte) random
                    .nextInt();
        }
        return mutated;
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }
}
