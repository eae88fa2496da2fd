package io.vigil.testsupport;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** The real pictures and clips of src/test/resources/samples; their ATTRIBUTION.md says whose they are. */
public final class Samples {

    /** All pictures, by file name. */
    public static final List<String> PICTURES = List.of("car-white.jpg", "cat-front-path.jpg", "delivery-truck-overlay.jpg",
            "driveway-car.jpg", "empty-room.jpg", "night-ir-timestamp.jpg", "person-carrying-package.jpg",
            "person-dark-top.jpg", "person-grey-cardigan.jpg", "worker-hivis.jpg");

    /** All clips, by file name. */
    public static final List<String> CLIPS = List.of("car-horn-dog.mp4", "car-parking-a.mp4", "people-room.mp4",
            "person-doorbell-speech.mp4", "person-visits-a.mp4", "synthetic-testcard-silent.mp4", "worker-walk.mp4");

    private Samples() {
    }

    /** The bytes of a picture, by file name. */
    public static byte[] picture(String name) {
        return read("samples/images/" + name);
    }

    /** The bytes of a clip, by file name. */
    public static byte[] clip(String name) {
        return read("samples/video/" + name);
    }

    /** The hash by which {@link VisionStub} knows a picture, in lower-case hex. */
    public static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] read(String path) {
        try (InputStream in = Thread.currentThread().getContextClassLoader().getResourceAsStream(path)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(path, e);
        }
    }
}
