package io.vigil.testsupport;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Real media, damaged in ways that a seed decides: the n-th of them is always the same. */
public final class Mutator {

    /** What a parser takes for sizes, counts and markers. */
    private static final int[] ODD = { 0, 1, -1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0x00FFFFFF, 0xFF00FF00, 0xFFD8FFD9,
            0x66747970,
            0x6D6F6F76, 0x000003E8 };
    private static final List<String> PICTURES = List.of("car-white.jpg", "worker-hivis.jpg", "empty-room.jpg");
    private static final List<String> CLIPS = List.of("people-room.mp4", "synthetic-testcard-silent.mp4", "car-horn-dog.mp4");

    private final List<byte[]> pictures = PICTURES.stream().map(Samples::picture).toList();
    private final List<byte[]> clips = CLIPS.stream().map(Samples::clip).toList();
    private final byte[] wav = wav();

    /** What it was before. */
    public enum Kind {
        JPEG,
        MP4,
        WAV
    }

    /** A damaged file. */
    public record Mutant(int seed, Kind kind, byte[] bytes) {
    }

    /** The damaged file of that seed. */
    public Mutant mutant(int seed) {
        Random random = new Random(seed);
        // A seed's first numbers are much like its neighbours'.
        random.nextLong();
        Kind kind = Kind.values()[seed % 10 < 4 ? 0 : seed % 10 < 9 ? 1 : 2];
        byte[] bytes = switch (kind) {
            case JPEG -> pictures.get(random.nextInt(pictures.size()));
            case MP4 -> clips.get(random.nextInt(clips.size()));
            case WAV -> wav;
        };
        bytes = bytes.clone();
        for (int i = 1 + random.nextInt(8); i > 0; i--) {
            bytes = damage(bytes, random);
        }
        return new Mutant(seed, kind, bytes);
    }

    /** Damages them in one place, of any kind of file; in place where the length stays. What is too short stays whole. */
    public static byte[] damage(byte[] bytes, Random random) {
        if (bytes.length < 16) {
            return bytes;
        }
        int at = place(bytes, random);
        switch (random.nextInt(10)) {
            case 0, 1, 2 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
            case 3, 4 -> ByteBuffer.wrap(bytes).putInt(at, ODD[random.nextInt(ODD.length)]);
            case 5 -> {
                byte[] noise = new byte[Math.min(1 + random.nextInt(64), bytes.length - at)];
                random.nextBytes(noise);
                System.arraycopy(noise, 0, bytes, at, noise.length);
            }
            case 6 -> {
                int count = Math.min(random.nextInt(2_000), bytes.length - at);
                System.arraycopy(bytes, random.nextInt(bytes.length - count + 1), bytes, at, count);
            }
            case 7 -> ByteBuffer.wrap(bytes).putInt(at, ByteBuffer.wrap(bytes).getInt(at) + random.nextInt(33) - 16);
            case 8 -> Arrays.fill(bytes, at, Math.min(bytes.length, at + random.nextInt(500)), (byte) random.nextInt(256));
            default -> {
                return random.nextInt(4) == 0 ? Arrays.copyOf(bytes, at) : bytes;
            }
        }
        return bytes;
    }

    /** Headers decide more than pixels do: half of the time at the start, or inside the movie box of an MP4. */
    private static int place(byte[] bytes, Random random) {
        int most = bytes.length - 4;
        int choice = random.nextInt(4);
        if (choice == 0) {
            return random.nextInt(Math.min(most, 700));
        }
        int moov = choice == 1 ? moov(bytes) : -1;
        return moov < 0 ? random.nextInt(most) : Math.min(most - 1, moov + random.nextInt(6_000));
    }

    private static int moov(byte[] bytes) {
        for (int at = 4; at < bytes.length - 4; at++) {
            if (bytes[at] == 'm' && bytes[at + 1] == 'o' && bytes[at + 2] == 'o' && bytes[at + 3] == 'v') {
                return at;
            }
        }
        return -1;
    }

    /** One second of a tone. */
    private static byte[] wav() {
        ByteBuffer wav = ByteBuffer.allocate(44 + 32_000).order(ByteOrder.LITTLE_ENDIAN);
        List<Object> header = new ArrayList<>(List.of("RIFF", 36 + 32_000, "WAVE", "fmt ", 16, 0x00010001, 16_000, 32_000,
                0x00100002, "data", 32_000));
        for (Object part : header) {
            if (part instanceof String text) {
                wav.put(text.getBytes(US_ASCII));
            } else {
                wav.putInt((Integer) part);
            }
        }
        for (int i = 0; i < 16_000; i++) {
            wav.putShort((short) (10_000 * Math.sin(i * 0.2)));
        }
        return wav.array();
    }
}
