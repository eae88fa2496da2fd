package io.vigil.media;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import jakarta.inject.Singleton;

import io.vigil.media.internal.JpegOutline;
import io.vigil.media.internal.PictureReader;
import io.vigil.media.internal.PngOutline;
import io.vigil.session.SessionContext;
import io.vigil.web.ProblemException;
import net.coobird.thumbnailator.Thumbnails;

/** Checks pictures from outside and makes smaller ones of them. Few are decoded at once, each within a known memory. */
@Singleton
public class Pictures {

    private static final int LARGEST_BYTES = 20 << 20;
    private static final int THUMBNAIL_WIDTH = 320;
    private static final int THUMBNAIL_HEIGHT = 180;
    private static final int PREVIEW_WIDTH = 640;
    private static final int PREVIEW_HEIGHT = 360;
    private static final int MODEL_SIDE = 2048;
    private static final int MODEL_BYTES = 5 << 20;
    private static final double QUALITY = 0.85;
    /** Encoders make about ten; thousands of empty ones are a way to burn hours of processor time. */
    private static final int MOST_SCANS = 100;
    /** A progressive picture is held whole while it is decoded, at up to six bytes a pixel. */
    private static final int PROGRESSIVE_SHARE = 4;

    private final MediaConfig config;
    private final Semaphore turns;

    Pictures(MediaConfig config) {
        this.config = config;
        this.turns = new Semaphore(config.maxDecodes(), true);
    }

    /**
     * Looks at a picture from outside, whole: every pixel can be decoded.
     *
     * @throws ProblemException 415 if it is neither JPEG nor PNG by its first bytes, 413 above 20 MiB, 422 if it is cut short,
     *         damaged or has too many pixels (found out before decoding), 503 if no decoder became free
     */
    public Picture check(Path file) {
        SessionContext.requireNone("media");
        MediaType type = typeOf(file);
        return inTurn(() -> {
            byte[] bytes = read(file);
            try (PictureReader reader = open(bytes, type)) {
                int width = reader.width();
                int height = reader.height();
                int every = Math.max(1, Math.max(width / (2 * THUMBNAIL_WIDTH), height / (2 * THUMBNAIL_HEIGHT)));
                BufferedImage small = reader.decode(every);
                return new Picture(type, width, height, jpeg(small, THUMBNAIL_WIDTH, THUMBNAIL_HEIGHT));
            }
        });
    }

    /**
     * The picture as a vision model takes it: as it is when its longest side has at most 2048 pixels and it has at most 5 MiB,
     * else a smaller JPEG ({@link MediaType#announcedBy} tells which it became).
     *
     * @throws ProblemException 422 if it cannot be decoded, 503 if no decoder became free
     */
    public byte[] forModel(byte[] picture, MediaType type) {
        SessionContext.requireNone("media");
        try (PictureReader reader = open(picture, type)) {
            int longest = Math.max(reader.width(), reader.height());
            if (longest <= MODEL_SIDE && picture.length <= MODEL_BYTES) {
                return picture;
            }
            return inTurn(() -> jpeg(reader.decode(Math.max(1, longest / MODEL_SIDE)), MODEL_SIDE, MODEL_SIDE));
        }
    }

    /**
     * A thumbnail of a frame: a JPEG that fits 320 by 180 pixels.
     *
     * @throws ProblemException 503 if no decoder became free
     */
    public byte[] thumbnail(Frame frame) {
        SessionContext.requireNone("media");
        try (PictureReader reader = open(frame.jpeg(), MediaType.JPEG)) {
            int every = Math.max(1, frame.width() / (2 * THUMBNAIL_WIDTH));
            return inTurn(() -> jpeg(reader.decode(every), THUMBNAIL_WIDTH, THUMBNAIL_HEIGHT));
        }
    }

    /**
     * What a camera sees now, for a person to look at: a JPEG that fits 640 by 360 pixels.
     *
     * @throws ProblemException as {@link #check}
     */
    public byte[] preview(Path file) {
        SessionContext.requireNone("media");
        try (PictureReader reader = open(read(file), typeOf(file))) {
            int every = Math.max(1, reader.width() / (2 * PREVIEW_WIDTH));
            return inTurn(() -> jpeg(reader.decode(every), PREVIEW_WIDTH, PREVIEW_HEIGHT));
        }
    }

    private static MediaType typeOf(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            Optional<MediaType> type = MediaType.announcedBy(in.readNBytes(8));
            return type.filter(t -> t != MediaType.MP4)
                    .orElseThrow(() -> ProblemException.unsupportedMedia("A picture must be a JPEG or a PNG"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] read(Path file) {
        try {
            if (Files.size(file) > LARGEST_BYTES) {
                throw ProblemException.tooLarge("A picture", LARGEST_BYTES);
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A reader on the picture, once its outline and header have shown that decoding it is possible and affordable. */
    private PictureReader open(byte[] bytes, MediaType type) {
        long limit = config.maxPixels();
        if (type == MediaType.PNG) {
            require(PngOutline.isComplete(bytes));
        } else {
            JpegOutline outline = JpegOutline.of(bytes);
            require(outline.complete() && outline.scans() <= MOST_SCANS);
            limit /= outline.progressive() ? PROGRESSIVE_SHARE : 1;
        }
        PictureReader reader = new PictureReader(bytes, type);
        if (reader.pixels() <= limit) {
            return reader;
        }
        reader.close();
        throw ProblemException.invalid("body", "picture", "may have at most " + limit + " pixels");
    }

    private static void require(boolean whole) {
        if (!whole) {
            throw PictureReader.unreadable();
        }
    }

    private <T> T inTurn(Supplier<T> work) {
        Duration wait = config.decodeWait();
        try {
            if (!turns.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                throw ProblemException.unavailable("Too many pictures are being decoded", wait);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ProblemException.unavailable("Stopping", wait);
        }
        try {
            return work.get();
        } finally {
            turns.release();
        }
    }

    /** Never larger than it was. */
    private static byte[] jpeg(BufferedImage image, int width, int height) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            Thumbnails.of(image).size(Math.min(width, image.getWidth()), Math.min(height, image.getHeight()))
                    .imageType(BufferedImage.TYPE_INT_RGB).outputFormat("jpg").outputQuality(QUALITY).toOutputStream(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
