package io.vigil.media.internal;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;

import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

import io.vigil.media.MediaType;
import io.vigil.web.ProblemException;

/** One picture under the JDK's decoder. Whatever the decoder makes of damaged bytes, the caller sees a 422. */
public final class PictureReader implements AutoCloseable {

    private static final int START_OF_IMAGE = 0xFFD8;
    private static final int END_OF_IMAGE = 0xFFD9;

    private final ImageReader reader;
    private final ImageInputStream input;
    private final int width;
    private final int height;
    private final AtomicBoolean damaged = new AtomicBoolean();

    /** Reads the header, no more. */
    public PictureReader(byte[] bytes, MediaType type) {
        reader = ImageIO.getImageReadersByFormatName(type == MediaType.PNG ? "png" : "jpeg").next();
        input = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes));
        reader.setInput(input, true, true);
        reader.addIIOReadWarningListener((source, warning) -> damaged.compareAndSet(false, isDamage(warning)));
        try {
            width = guarded(() -> reader.getWidth(0));
            height = guarded(() -> reader.getHeight(0));
        } catch (ProblemException e) {
            close();
            throw e;
        }
    }

    public static ProblemException unreadable() {
        return ProblemException.invalid("body", "picture", "must be a whole and undamaged JPEG or PNG");
    }

    /** The JPEGs of a stream of whole ones; within one, an end marker is never followed by a start marker. */
    public static List<byte[]> split(byte[] stream) {
        List<byte[]> pictures = new ArrayList<>();
        int start = 0;
        for (int at = 0; at + 1 < stream.length; at++) {
            boolean isEnd = Bytes.int16(stream, at) == END_OF_IMAGE;
            if (isEnd && (at + 3 >= stream.length || Bytes.int16(stream, at + 2) == START_OF_IMAGE)) {
                pictures.add(Arrays.copyOfRange(stream, start, at + 2));
                start = at + 2;
            }
        }
        return pictures;
    }

    public int width() {
        return width;
    }

    public int height() {
        return height;
    }

    public long pixels() {
        return (long) width * height;
    }

    /** Decodes every n-th pixel of every n-th row, so that memory goes with the result and not with the picture. */
    public BufferedImage decode(int every) {
        ImageReadParam wanted = reader.getDefaultReadParam();
        wanted.setSourceSubsampling(every, every, 0, 0);
        BufferedImage image = guarded(() -> reader.read(0, wanted));
        if (damaged.get()) {
            throw unreadable();
        }
        return image;
    }

    @Override
    public void close() {
        reader.dispose();
        try {
            input.close();
        } catch (IOException e) {
            throw new IllegalStateException("Bytes in memory failed to close", e);
        }
    }

    @FunctionalInterface
    private interface Decoding<T> {
        T run() throws IOException;
    }

    /** The JDK's decoders answer damaged bytes with any unchecked exception, and with no type of their own. */
    private static <T> T guarded(Decoding<T> decoding) {
        try {
            return decoding.run();
        } catch (IOException | RuntimeException e) {
            ProblemException problem = unreadable();
            problem.initCause(e);
            throw problem;
        }
    }

    /** Pixels are missing or wrong. Stray bytes between markers and odd colour profiles are what real cameras send. */
    private static boolean isDamage(String warning) {
        String text = warning.toLowerCase(Locale.ROOT);
        return text.contains("premature end") || text.contains("corrupt jpeg data") && !text.contains("extraneous bytes");
    }
}
