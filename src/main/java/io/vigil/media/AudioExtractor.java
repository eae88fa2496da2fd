package io.vigil.media;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import jakarta.inject.Singleton;

import io.vigil.media.internal.ClipFacts;
import io.vigil.media.internal.Ffmpeg;
import io.vigil.media.internal.Ffmpeg.Output;

/** Takes the sound out of clips, in the form that speech services take. What the sound is, is not guessed here. */
@Singleton
public class AudioExtractor {

    /** A root mean square of 0.001 of full scale. Rooms at night are louder; a microphone that is off is not. */
    public static final double SILENCE_DBFS = -60;

    /** Longer sound is cut: what a clip is about is heard by then. */
    private static final int MOST_SECONDS = 300;
    private static final int RATE = 16_000;
    private static final int SAMPLE_BYTES = 2;
    private static final int HEADER_BYTES = 44;
    private static final double FULL_SCALE = 32_768;
    /** Below what 16 bits can say; for digital silence, whose logarithm is endless. */
    private static final double FLOOR_DBFS = -100;

    private final Ffmpeg ffmpeg;
    private final MediaConfig config;

    AudioExtractor(Ffmpeg ffmpeg, MediaConfig config) {
        this.ffmpeg = ffmpeg;
        this.config = config;
    }

    /**
     * The sound of the clip, its first five minutes.
     *
     * @throws MediaException UNREADABLE if nothing in it or nothing of its sound can be read, LATER if that took too long or no
     *         process became free, NO_FFMPEG without the program
     */
    public Sound sound(Path clip) {
        return ffmpeg.inTurn(() -> soundInTurn(clip));
    }

    private Sound soundInTurn(Path clip) {
        long end = System.nanoTime() + config.ffmpegLimit().toNanos();
        if (!ClipFacts.of(ffmpeg, clip, left(end)).hasSound()) {
            return new Sound.NoTrack();
        }
        Output output = ffmpeg.decode(List.of(), clip,
                List.of("-map", "0:a:0", "-vn", "-sn", "-dn", "-t", String.valueOf(MOST_SECONDS), "-ac", "1", "-ar",
                        String.valueOf(RATE), "-c:a", "pcm_s16le", "-f", "s16le"),
                (MOST_SECONDS + 1) * RATE * SAMPLE_BYTES, left(end));
        byte[] samples = output.bytes();
        if (samples.length < SAMPLE_BYTES) {
            if (output.status() != 0) {
                throw MediaException.unreadable("The sound cannot be decoded");
            }
            return new Sound.NoTrack();
        }
        int durationMs = (int) (samples.length / SAMPLE_BYTES * 1000L / RATE);
        double level = loudestSecond(samples);
        return level <= SILENCE_DBFS ? new Sound.Silent(durationMs) : new Sound.Heard(wav(samples), durationMs, level);
    }

    /** By the second, because one bark in a minute of nothing would be lost in the average. */
    private static double loudestSecond(byte[] samples) {
        ByteBuffer in = ByteBuffer.wrap(samples).order(ByteOrder.LITTLE_ENDIAN);
        double loudest = 0;
        while (in.remaining() >= SAMPLE_BYTES) {
            int count = Math.min(RATE, in.remaining() / SAMPLE_BYTES);
            double squares = 0;
            for (int i = 0; i < count; i++) {
                double sample = in.getShort() / FULL_SCALE;
                squares += sample * sample;
            }
            loudest = Math.max(loudest, Math.sqrt(squares / count));
        }
        return Math.max(FLOOR_DBFS, 20 * Math.log10(loudest));
    }

    /** As RIFF/WAVE has it: format 1 is PCM. */
    private static byte[] wav(byte[] samples) {
        ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + samples.length).order(ByteOrder.LITTLE_ENDIAN);
        out.put(ascii("RIFF")).putInt(HEADER_BYTES - 8 + samples.length).put(ascii("WAVE"));
        out.put(ascii("fmt ")).putInt(16).putShort((short) 1).putShort((short) 1).putInt(RATE).putInt(RATE * SAMPLE_BYTES)
                .putShort((short) SAMPLE_BYTES).putShort((short) (8 * SAMPLE_BYTES));
        return out.put(ascii("data")).putInt(samples.length).put(samples).array();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static Duration left(long end) {
        return Duration.ofNanos(end - System.nanoTime());
    }
}
