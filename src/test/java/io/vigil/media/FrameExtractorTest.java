package io.vigil.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

import javax.imageio.ImageIO;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.vigil.media.FrameExtractor.Sampling;
import io.vigil.media.MediaException.Kind;
import io.vigil.media.internal.Ffmpeg;
import io.vigil.testsupport.Samples;

class FrameExtractorTest {

    static final List<String> CLIPS = Samples.CLIPS;
    private static final Map<String, Integer> LENGTHS_MS = Map.of("car-horn-dog.mp4", 8_000, "car-parking-a.mp4", 14_400,
            "people-room.mp4", 5_520, "person-doorbell-speech.mp4", 16_000, "person-visits-a.mp4", 66_000,
            "synthetic-testcard-silent.mp4", 23_020, "worker-walk.mp4", 4_260);

    @TempDir
    Path folder;
    private final FrameExtractor extractor = TestConfig.ofFfmpeg().frames();

    @ParameterizedTest
    @FieldSource("CLIPS")
    void takes_frames_of_every_sample(String name) throws Exception {
        for (Sampling sampling : Sampling.values()) {
            List<Frame> frames = extractor.frames(clip(name), 10, sampling, Duration.ZERO);

            assertThat(frames).as("%s", sampling).hasSizeBetween(3, 10);
            assertThat(frames).extracting(Frame::offsetMs).isSorted().doesNotHaveDuplicates()
                    .allSatisfy(offset -> assertThat(offset).isBetween(0, LENGTHS_MS.get(name)));
            for (Frame frame : frames) {
                BufferedImage image = ImageIO.read(new ByteArrayInputStream(frame.jpeg()));
                assertThat(image.getWidth()).isEqualTo(frame.width()).isBetween(700, 1280);
                assertThat(image.getHeight()).isEqualTo(frame.height());
            }
        }
    }

    @Test
    void takes_uniform_frames_from_the_middle_of_equal_parts() {
        assertThat(extractor.frames(clip("person-visits-a.mp4"), 6, Sampling.UNIFORM, Duration.ZERO))
                .extracting(Frame::offsetMs)
                .containsExactly(5_500, 16_500, 27_500, 38_500, 49_500, 60_500);
    }

    @Test
    void takes_no_fewer_than_three_and_no_more_than_twenty() {
        assertThat(extractor.frames(clip("worker-walk.mp4"), 1, Sampling.UNIFORM, Duration.ZERO)).hasSize(3);
        assertThat(extractor.frames(clip("worker-walk.mp4"), 100, Sampling.UNIFORM, Duration.ZERO)).hasSize(20);
        assertThat(extractor.frames(clip("worker-walk.mp4"), 100, Sampling.MOTION_ADAPTIVE, Duration.ZERO)).hasSizeBetween(3,
                20);
    }

    @Test
    void sees_the_car_that_is_there_for_a_third_of_the_time_in_most_adaptive_frames() {
        List<Frame> frames = extractor.frames(clip("car-parking-a.mp4"), 6, Sampling.MOTION_ADAPTIVE, Duration.ZERO);

        // The car park is empty at 1 s and at 11 s.
        assertThat(frames).filteredOn(frame -> frame.offsetMs() > 2_500 && frame.offsetMs() < 10_500)
                .hasSizeGreaterThan(frames.size() / 2);
    }

    @Test
    void takes_one_frame_for_each_visit_where_uniform_frames_miss_them() {
        List<Integer> offsets = extractor.frames(clip("person-visits-a.mp4"), 6, Sampling.MOTION_ADAPTIVE, Duration.ZERO)
                .stream()
                .map(Frame::offsetMs).toList();

        assertThat(offsets).anyMatch(offset -> offset > 5_000 && offset < 20_000)
                .anyMatch(offset -> offset > 25_000 && offset < 45_000).anyMatch(offset -> offset > 50_000);
    }

    @Test
    void leaves_the_beginning_out_unless_that_is_most_of_the_clip() {
        Path clip = clip("person-visits-a.mp4");

        List<Frame> frames = extractor.frames(clip, 6, Sampling.UNIFORM, Duration.ofSeconds(6));

        assertThat(frames).extracting(Frame::offsetMs).containsExactly(11_000, 21_000, 31_000, 41_000, 51_000, 61_000);
        // What the whole clip has at 11 s.
        Frame same = extractor.frames(clip, 3, Sampling.UNIFORM, Duration.ZERO).get(0);
        assertThat(same.offsetMs()).isEqualTo(11_000);
        assertThat(frames.get(0).jpeg()).isEqualTo(same.jpeg());
        assertThat(extractor.frames(clip, 6, Sampling.UNIFORM, Duration.ofSeconds(34))).extracting(Frame::offsetMs)
                .startsWith(5_500);
    }

    @Test
    void half_of_hybrid_frames_are_where_uniform_ones_would_be() {
        List<Frame> frames = extractor.frames(clip("person-visits-a.mp4"), 6, Sampling.HYBRID, Duration.ZERO);

        assertThat(frames).hasSizeBetween(3, 6).extracting(Frame::offsetMs)
                .anyMatch(offset -> offset > 5_000 && offset < 17_000).anyMatch(offset -> offset > 27_000 && offset < 39_000)
                .anyMatch(offset -> offset > 49_000 && offset < 61_000);
    }

    @ParameterizedTest
    @ValueSource(ints = { 0, 1, 40, 1_000, 60_000 })
    void calls_what_is_cut_or_no_clip_unreadable(int length) throws Exception {
        Path file = Files.write(folder.resolve("cut.mp4"), Arrays.copyOf(Samples.clip("people-room.mp4"), length));

        assertFails(extractor, file, Kind.UNREADABLE);
    }

    @Test
    void calls_a_picture_unreadable_because_it_is_no_mp4() throws Exception {
        assertFails(extractor, Files.write(folder.resolve("x"), Samples.picture("car-white.jpg")), Kind.UNREADABLE);
    }

    @Test
    void tells_that_there_is_no_ffmpeg() {
        for (String program : List.of("no-such-program-anywhere", folder.toString(), "/etc/hostname")) {
            assertFails(TestConfig.ofProgram(program, Duration.ofSeconds(5)).frames(), clip("people-room.mp4"), Kind.NO_FFMPEG);
        }
    }

    @Test
    void gives_up_for_now_when_there_is_no_time() {
        assertFails(TestConfig.ofProgram(TestConfig.ofFfmpeg().ffmpeg(), Duration.ofMillis(1)).frames(),
                clip("people-room.mp4"), Kind.LATER);
    }

    @Test
    void takes_no_clip_for_longer_than_a_day() throws Exception {
        assertThat(TestConfig.ofProgram(standIn("999999:00:00.00"), Duration.ofSeconds(5)).frames().frames(folder, 3,
                Sampling.UNIFORM, Duration.ZERO)).extracting(Frame::offsetMs)
                .containsExactly(14_400_000, 43_200_000, 72_000_000);
    }

    @Test
    void does_not_count_the_wait_for_a_process_as_time_of_the_clip() throws Exception {
        TestConfig config = new TestConfig(folder, 0, 1, 2, Duration.ZERO, standIn("00:00:10.00"), Duration.ofSeconds(1),
                Duration.ofSeconds(10));
        Ffmpeg ffmpeg = config.runner();
        CountDownLatch busy = new CountDownLatch(2);
        for (int i = 0; i < 2; i++) {
            new Thread(() -> ffmpeg.inTurn(() -> hold(busy)), "holder").start();
        }
        busy.await();

        assertThat(new FrameExtractor(ffmpeg, config).frames(folder, 3, Sampling.UNIFORM, Duration.ZERO)).hasSize(3);
    }

    private static boolean hold(CountDownLatch busy) {
        busy.countDown();
        try {
            Thread.sleep(1_500);
            return true;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** In ffmpeg's place: tells this length and gives the same picture three times. */
    private String standIn(String length) throws IOException {
        Path picture = Files.write(folder.resolve("picture.jpg"), Samples.picture("car-white.jpg"));
        Path program = Files.writeString(folder.resolve("program"), """
                #!/bin/sh
                case "$*" in *image2pipe*) exec cat %1$s %1$s %1$s ;; esac
                echo '  Duration: %2$s'
                echo '  Stream #0:0: Video: h264'
                """.formatted(picture, length));
        assertThat(program.toFile().setExecutable(true)).isTrue();
        return program.toString();
    }

    private static void assertFails(FrameExtractor extractor, Path clip, Kind kind) {
        assertThatThrownBy(() -> extractor.frames(clip, 5, Sampling.UNIFORM, Duration.ZERO)).isInstanceOfSatisfying(
                MediaException.class,
                e -> assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind));
    }

    private static Path clip(String name) {
        return Path.of("src/test/resources/samples/video", name);
    }
}
