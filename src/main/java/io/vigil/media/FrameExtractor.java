package io.vigil.media;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import jakarta.inject.Singleton;

import io.vigil.media.internal.ClipFacts;
import io.vigil.media.internal.Ffmpeg;
import io.vigil.media.internal.Ffmpeg.Output;
import io.vigil.media.internal.FrameChoice;
import io.vigil.media.internal.PictureReader;

/**
 * Takes pictures out of clips, 3 to 20 of each, in one pass through it. A clip that is too much to decode in time is looked at
 * by its key frames alone.
 */
@Singleton
public class FrameExtractor {

    /** The fewest frames of a clip that can be read. */
    public static final int LEAST = 3;
    /** The most frames of a clip. */
    public static final int MOST = 20;

    private static final int MOST_CANDIDATES = 40;
    private static final int CANDIDATES_EACH = 3;
    private static final int WIDTH = 1280;
    /** Forty frames of noise at that width. */
    private static final int MOST_BYTES = 48 << 20;
    /** 5120 by 3200; every frame that the decoder keeps costs one and a half bytes a pixel. */
    private static final String MOST_PIXELS = "16384000";
    private static final Duration UNTOLD_LENGTH = Duration.ofSeconds(20);
    /** A clip may declare years; no camera sends more than a day, and a day's milliseconds fit an int. */
    private static final Duration MOST_LENGTH = Duration.ofHours(24);

    private final Ffmpeg ffmpeg;
    private final MediaConfig config;

    FrameExtractor(Ffmpeg ffmpeg, MediaConfig config) {
        this.ffmpeg = ffmpeg;
        this.config = config;
    }

    /** The part of a clip that is looked at. */
    private record Part(Duration from, Duration length) {

        static Part of(Duration whole, Duration from) {
            Duration begin = from.multipliedBy(2).compareTo(whole) > 0 ? Duration.ZERO : from;
            return new Part(begin, whole.minus(begin));
        }
    }

    /** Which frames. */
    public enum Sampling {
        /** From the middle of each of so many equal parts. */
        UNIFORM,
        /** Those that differ most from each other; fewer than asked for where little happens. */
        MOTION_ADAPTIVE,
        /** Half of them as uniform ones, the others as adaptive ones. */
        HYBRID
    }

    /**
     * The frames, in the order of time.
     *
     * @param count how many, 3 to 20; beyond is taken as the nearest of these
     * @param from how much of the beginning is left out; nothing, where that is more than half of the clip
     * @throws MediaException UNREADABLE if there is no picture in it that can be decoded, LATER if that took too long or no
     *         process became free, NO_FFMPEG without the program
     */
    public List<Frame> frames(Path clip, int count, Sampling sampling, Duration from) {
        return ffmpeg.inTurn(() -> framesInTurn(clip, count, sampling, from));
    }

    private List<Frame> framesInTurn(Path clip, int count, Sampling sampling, Duration from) {
        long end = System.nanoTime() + config.ffmpegLimit().toNanos();
        ClipFacts facts = ClipFacts.of(ffmpeg, clip, left(end));
        if (!facts.hasPicture()) {
            throw MediaException.unreadable("The clip holds no picture");
        }
        int wanted = Math.max(LEAST, Math.min(MOST, count));
        int candidates = sampling == Sampling.UNIFORM ? wanted : Math.min(MOST_CANDIDATES, CANDIDATES_EACH * wanted);
        List<Frame> frames = withoutRepeats(decode(clip, Part.of(length(facts), from), candidates, end));
        if (frames.isEmpty()) {
            throw MediaException.unreadable("No picture of the clip can be decoded");
        }
        return switch (sampling) {
            case UNIFORM -> frames;
            case MOTION_ADAPTIVE -> FrameChoice.mostDifferent(frames, wanted, LEAST);
            case HYBRID -> FrameChoice.spreadAndDifferent(frames, wanted, LEAST);
        };
    }

    private static Duration length(ClipFacts facts) {
        Duration told = facts.duration() == null ? UNTOLD_LENGTH : facts.duration();
        return told.compareTo(MOST_LENGTH) < 0 ? told : MOST_LENGTH;
    }

    private List<Frame> decode(Path clip, Part part, int count, long end) {
        try {
            // Leaves time for another way.
            return decode(List.of(), clip, part, count, left(end).multipliedBy(3).dividedBy(5));
        } catch (MediaException e) {
            if (e.kind() != MediaException.Kind.LATER) {
                throw e;
            }
            return decode(List.of("-skip_frame", "nokey"), clip, part, count, left(end));
        }
    }

    private List<Frame> decode(List<String> reading, Path clip, Part part, int count, Duration limit) {
        List<String> before = new ArrayList<>(reading);
        before.addAll(List.of("-max_pixels", MOST_PIXELS));
        // Rounded to the nearest, the n-th frame is the last one before the middle of the n-th part.
        String filter = String.format(Locale.ROOT, "fps=fps=%d/%d:start_time=%d.%03d:round=near,scale='min(%d,iw)':-2",
                1000L * count, Math.max(1, part.length().toMillis()), part.from().toSeconds(), part.from().toMillisPart(),
                WIDTH);
        Output output = ffmpeg.decode(before, clip,
                List.of("-map", "0:V:0", "-an", "-sn", "-dn", "-filter_threads", "1", "-vf", filter, "-frames:v",
                        String.valueOf(count), "-c:v", "mjpeg", "-pix_fmt", "yuvj420p", "-q:v", "3", "-fs",
                        String.valueOf(MOST_BYTES), "-f", "image2pipe"),
                MOST_BYTES, limit);
        List<Frame> frames = new ArrayList<>();
        for (byte[] jpeg : PictureReader.split(output.bytes())) {
            try (PictureReader reader = new PictureReader(jpeg, MediaType.JPEG)) {
                long offset = part.from().toMillis() + (2L * frames.size() + 1) * part.length().toMillis() / (2L * count);
                frames.add(new Frame(jpeg, (int) offset, reader.width(), reader.height()));
            }
        }
        return frames;
    }

    /** Where the clip is shorter than its samples, or stands still, a frame comes again to the byte. */
    private static List<Frame> withoutRepeats(List<Frame> frames) {
        List<Frame> different = new ArrayList<>();
        for (int i = 0; i < frames.size(); i++) {
            boolean needed = different.size() + frames.size() - i <= LEAST;
            if (needed || i == 0 || Arrays.mismatch(frames.get(i).jpeg(), frames.get(i - 1).jpeg()) >= 0) {
                different.add(frames.get(i));
            }
        }
        return different;
    }

    private static Duration left(long end) {
        return Duration.ofNanos(end - System.nanoTime());
    }
}
