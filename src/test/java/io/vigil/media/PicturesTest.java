package io.vigil.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import javax.imageio.ImageIO;

import org.assertj.core.data.Offset;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

import com.sun.management.ThreadMXBean;

import io.vigil.testsupport.Samples;
import io.vigil.web.ProblemException;

class PicturesTest {

    static final List<String> SAMPLES = Samples.PICTURES;

    @TempDir
    Path folder;
    private final Pictures pictures = new Pictures(TestConfig.withPixels(50_000_000));

    @ParameterizedTest
    @FieldSource("SAMPLES")
    void accepts_real_pictures_and_makes_thumbnails(String name) throws IOException {
        byte[] bytes = Samples.picture(name);
        BufferedImage original = ImageIO.read(new ByteArrayInputStream(bytes));

        Picture picture = pictures.check(file(bytes));

        assertThat(picture.type()).isEqualTo(MediaType.JPEG);
        assertThat(picture.width()).isEqualTo(original.getWidth());
        assertThat(picture.height()).isEqualTo(original.getHeight());
        assertThat(MediaType.announcedBy(picture.thumbnail())).contains(MediaType.JPEG);
        BufferedImage thumbnail = ImageIO.read(new ByteArrayInputStream(picture.thumbnail()));
        assertThat(thumbnail.getWidth()).isLessThanOrEqualTo(320);
        assertThat(thumbnail.getHeight()).isLessThanOrEqualTo(180);
        assertThat(thumbnail.getWidth() == 320 || thumbnail.getHeight() == 180).isTrue();
        assertThat((double) thumbnail.getWidth() / thumbnail.getHeight())
                .isCloseTo((double) original.getWidth() / original.getHeight(), Percentage.withPercentage(2));
        assertThat(brightness(thumbnail)).isCloseTo(brightness(original), Offset.offset(6.0));
    }

    @Test
    void accepts_what_cameras_leave_after_the_end() throws IOException {
        byte[] bytes = Samples.picture("car-white.jpg");

        assertThat(pictures.check(file(Arrays.copyOf(bytes, bytes.length + 5000))).width()).isPositive();
    }

    @Test
    void accepts_progressive_jpegs_within_a_quarter_of_the_pixels() throws IOException {
        byte[] bytes = MadePictures.jpeg(400, 300, true);

        assertThat(pictures.check(file(bytes)).width()).isEqualTo(400);
        assertThatThrownBy(() -> new Pictures(TestConfig.withPixels(400 * 300 * 3)).check(file(bytes)))
                .hasMessageContaining("pixels");
    }

    @Test
    void accepts_png_with_and_without_transparency() throws IOException {
        for (int type : List.of(BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_INT_ARGB, BufferedImage.TYPE_BYTE_GRAY)) {
            Picture picture = pictures.check(file(MadePictures.png(640, 480, type)));

            assertThat(picture.type()).isEqualTo(MediaType.PNG);
            assertThat(ImageIO.read(new ByteArrayInputStream(picture.thumbnail())).getHeight()).isEqualTo(180);
        }
    }

    @Test
    void does_not_blow_up_a_small_picture() throws IOException {
        Picture picture = pictures.check(file(MadePictures.png(40, 30, BufferedImage.TYPE_INT_RGB)));

        assertThat(ImageIO.read(new ByteArrayInputStream(picture.thumbnail())).getWidth()).isEqualTo(40);
    }

    @Test
    void takes_the_limit_of_pixels_from_the_configuration() throws IOException {
        byte[] bytes = MadePictures.png(100, 100, BufferedImage.TYPE_INT_RGB);

        assertThat(new Pictures(TestConfig.withPixels(10_000)).check(file(bytes)).width()).isEqualTo(100);
        assertThatThrownBy(() -> new Pictures(TestConfig.withPixels(9_999)).check(file(bytes)))
                .isInstanceOf(ProblemException.class).hasMessageContaining("9999 pixels");
    }

    @Test
    void needs_memory_for_the_result_and_not_for_the_picture() throws IOException {
        Path large = file(MadePictures.jpeg(8000, 6000, false));
        pictures.check(file(Samples.picture("car-white.jpg")));
        long before = allocated();

        Picture picture = pictures.check(large);

        assertThat(picture.width()).isEqualTo(8000);
        assertThat(allocated() - before).isLessThan(40 << 20);
    }

    @Test
    void checks_many_at_once_with_few_decoders() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(16);
        List<Callable<Picture>> calls = new ArrayList<>();
        for (int i = 0; i < 80; i++) {
            Path file = file(Samples.picture(SAMPLES.get(i % SAMPLES.size())));
            calls.add(() -> pictures.check(file));
        }

        List<Future<Picture>> done = callers.invokeAll(calls);
        callers.shutdown();

        for (int i = 0; i < done.size(); i++) {
            Picture alone = pictures.check(file(Samples.picture(SAMPLES.get(i % SAMPLES.size()))));
            assertThat(done.get(i).get().thumbnail()).isEqualTo(alone.thumbnail());
        }
    }

    @Test
    void tells_to_come_back_when_no_decoder_becomes_free() throws Exception {
        Pictures busy = new Pictures(TestConfig.withDecodes(1, Duration.ofMillis(1)));
        Path large = file(MadePictures.jpeg(8000, 6000, false));
        Path small = file(Samples.picture("car-white.jpg"));
        ExecutorService other = Executors.newSingleThreadExecutor();

        Future<Picture> first = other.submit(() -> untilDecoded(busy, large));
        other.shutdown();
        List<String> answers = new ArrayList<>();
        while (!first.isDone()) {
            try {
                busy.check(small);
            } catch (ProblemException e) {
                answers.add(e.getMessage());
            }
        }

        assertThat(answers).isNotEmpty().containsOnly("Too many pictures are being decoded");
        assertThat(first.get().width()).isEqualTo(8000);
        assertThat(busy.check(small).width()).isPositive();
    }

    /** A smaller one may have the decoder before. */
    private static Picture untilDecoded(Pictures pictures, Path file) {
        while (true) {
            try {
                return pictures.check(file);
            } catch (ProblemException busy) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void leaves_a_picture_for_the_model_as_it_is_when_it_is_small() {
        for (String name : SAMPLES) {
            byte[] bytes = Samples.picture(name);

            assertThat(pictures.forModel(bytes, MediaType.JPEG)).isSameAs(bytes);
        }
    }

    @Test
    void makes_a_picture_for_the_model_smaller_when_it_is_large() throws IOException {
        BufferedImage wide = ImageIO
                .read(new ByteArrayInputStream(pictures.forModel(MadePictures.jpeg(5000, 1000, false), MediaType.JPEG)));
        byte[] noise = MadePictures.noise(1600, 1500);
        byte[] light = pictures.forModel(noise, MediaType.PNG);

        assertThat(wide.getWidth()).isEqualTo(2048);
        assertThat(wide.getHeight()).isBetween(408, 411);
        assertThat(noise.length).isGreaterThan(5 << 20);
        assertThat(light.length).isLessThan(5 << 20);
        assertThat(MediaType.announcedBy(light)).contains(MediaType.JPEG);
        assertThat(ImageIO.read(new ByteArrayInputStream(light)).getWidth()).isEqualTo(1600);
    }

    private Path file(byte[] bytes) throws IOException {
        return Files.write(Files.createTempFile(folder, "upload", ".jpg"), bytes);
    }

    private static double brightness(BufferedImage image) {
        BufferedImage one = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_BYTE_GRAY);
        Graphics2D graphics = one.createGraphics();
        graphics.drawImage(image, 0, 0, Color.BLACK, null);
        graphics.dispose();
        byte[] pixels = ((DataBufferByte) one.getRaster().getDataBuffer()).getData();
        long sum = 0;
        for (byte pixel : pixels) {
            sum += Byte.toUnsignedInt(pixel);
        }
        return (double) sum / pixels.length;
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }
}
