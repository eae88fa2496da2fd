package io.vigil.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AudioExtractorTest {

    private final AudioExtractor extractor = TestConfig.ofFfmpeg().sounds();

    @ParameterizedTest
    @ValueSource(strings = { "person-visits-a.mp4", "worker-walk.mp4", "people-room.mp4" })
    void tells_that_there_is_no_track(String name) {
        assertThat(sound(name)).isEqualTo(new Sound.NoTrack());
    }

    @ParameterizedTest
    @CsvSource({ "car-parking-a.mp4, 14400", "synthetic-testcard-silent.mp4, 23020" })
    void tells_a_silent_track(String name, int durationMs) {
        assertThat(sound(name)).isInstanceOfSatisfying(Sound.Silent.class,
                silent -> assertThat(silent.durationMs()).isCloseTo(durationMs, within(200)));
    }

    @ParameterizedTest
    @CsvSource({ "person-doorbell-speech.mp4, 16000", "car-horn-dog.mp4, 8000" })
    void takes_sound_as_speech_services_want_it(String name, int durationMs) throws Exception {
        Sound.Heard heard = (Sound.Heard) sound(name);

        assertThat(heard.durationMs()).isCloseTo(durationMs, within(200));
        assertThat(heard.level()).isBetween(-40.0, 0.0);
        try (AudioInputStream wav = AudioSystem.getAudioInputStream(new ByteArrayInputStream(heard.wav()))) {
            AudioFormat format = wav.getFormat();
            assertThat(format.getSampleRate()).isEqualTo(16_000);
            assertThat(format.getChannels()).isEqualTo(1);
            assertThat(format.getSampleSizeInBits()).isEqualTo(16);
            assertThat(wav.getFrameLength()).isEqualTo((heard.wav().length - 44) / 2);
        }
    }

    @Test
    void hears_the_dog_between_the_silences() {
        Sound.Heard heard = (Sound.Heard) sound("car-horn-dog.mp4");

        // Barks at 4.0 s and 5.6 s; nothing at 7.5 s.
        assertThat(loudest(heard.wav(), 4.0, 4.6)).isGreaterThan(10 * loudest(heard.wav(), 7.5, 7.9));
    }

    @ParameterizedTest
    @ValueSource(ints = { 0, 1 })
    void tells_a_track_without_a_sample_from_one_that_cannot_be_decoded(int status, @TempDir Path folder) throws Exception {
        // In ffmpeg's place: names a track, decodes nothing of it.
        Path program = Files.writeString(folder.resolve("program"), """
                #!/bin/sh
                case "$*" in *pipe:1) exit %d ;; esac
                echo '  Stream #0:0: Audio: aac'
                """.formatted(status));
        assertThat(program.toFile().setExecutable(true)).isTrue();
        AudioExtractor sounds = TestConfig.ofProgram(program.toString(), Duration.ofSeconds(5)).sounds();

        if (status == 0) {
            assertThat(sounds.sound(folder)).isEqualTo(new Sound.NoTrack());
        } else {
            assertThatThrownBy(() -> sounds.sound(folder)).hasMessage("The sound cannot be decoded").isInstanceOfSatisfying(
                    MediaException.class, e -> assertThat(e.kind()).isEqualTo(MediaException.Kind.UNREADABLE));
        }
    }

    private static int loudest(byte[] wav, double from, double to) {
        int loudest = 1;
        for (int sample = (int) (from * 16_000); sample < (int) (to * 16_000); sample++) {
            loudest = Math.max(loudest, Math.abs((short) (wav[44 + 2 * sample] & 0xFF | wav[45 + 2 * sample] << 8)));
        }
        return loudest;
    }

    private Sound sound(String name) {
        return extractor.sound(Path.of("src/test/resources/samples/video", name));
    }
}
