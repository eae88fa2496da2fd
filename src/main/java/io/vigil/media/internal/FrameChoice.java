package io.vigil.media.internal;

import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;

import io.vigil.media.Frame;
import io.vigil.media.MediaType;

/** Picks the frames that differ most from each other, seen small and grey. */
public final class FrameChoice {

    private static final int SEEN_WIDTH = 64;
    /** Of 255, on average over the picture: less is the noise of a camera that sees nothing move. */
    private static final double NOTHING_NEW = 1.0;

    private FrameChoice() {
    }

    /**
     * The first frame, then again and again the one that is least like any picked so far; in the order of time. Stops early,
     * with no fewer than the least, when nothing new is to be seen in the rest.
     */
    public static List<Frame> mostDifferent(List<Frame> frames, int most, int least) {
        return frames.size() <= least ? frames : chosen(frames, most, least, List.of(0));
    }

    /** Half of them from the middle of equal parts, and then those that are least like any of these; on the same terms. */
    public static List<Frame> spreadAndDifferent(List<Frame> frames, int most, int least) {
        if (frames.size() <= least) {
            return frames;
        }
        int half = Math.max(1, Math.min(most, frames.size()) / 2);
        return chosen(frames, most, least,
                IntStream.range(0, half).mapToObj(i -> (2 * i + 1) * frames.size() / (2 * half)).toList());
    }

    private static List<Frame> chosen(List<Frame> frames, int most, int least, List<Integer> firsts) {
        List<int[]> seen = frames.stream().map(FrameChoice::grey).toList();
        double[] novelty = new double[frames.size()];
        Arrays.fill(novelty, Double.MAX_VALUE);
        BitSet picked = new BitSet();
        int next = firsts.get(0);
        while (picked.cardinality() < Math.min(most, frames.size())
                && (picked.cardinality() < Math.max(least, firsts.size()) || novelty[next] >= NOTHING_NEW)) {
            picked.set(next);
            novelty[next] = -1;
            int following = next;
            for (int i = 0; i < novelty.length; i++) {
                if (!picked.get(i)) {
                    novelty[i] = Math.min(novelty[i], difference(seen.get(i), seen.get(next)));
                    following = novelty[i] > novelty[following] ? i : following;
                }
            }
            next = picked.cardinality() < firsts.size() ? firsts.get(picked.cardinality()) : following;
        }
        List<Frame> chosen = new ArrayList<>();
        picked.stream().forEach(i -> chosen.add(frames.get(i)));
        return chosen;
    }

    private static int[] grey(Frame frame) {
        try (PictureReader reader = new PictureReader(frame.jpeg(), MediaType.JPEG)) {
            BufferedImage small = reader.decode(Math.max(1, reader.width() / SEEN_WIDTH));
            int[] pixels = small.getRGB(0, 0, small.getWidth(), small.getHeight(), null, 0, small.getWidth());
            for (int i = 0; i < pixels.length; i++) {
                int rgb = pixels[i];
                pixels[i] = (299 * (rgb >> 16 & 0xFF) + 587 * (rgb >> 8 & 0xFF) + 114 * (rgb & 0xFF)) / 1000;
            }
            return pixels;
        }
    }

    private static double difference(int[] one, int[] other) {
        int length = Math.min(one.length, other.length);
        long sum = 0;
        for (int i = 0; i < length; i++) {
            sum += Math.abs(one[i] - other[i]);
        }
        return (double) sum / Math.max(1, length);
    }
}
