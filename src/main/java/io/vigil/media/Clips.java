package io.vigil.media;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Path;

import jakarta.inject.Singleton;

import io.vigil.session.SessionContext;
import io.vigil.web.ProblemException;

/** Checks clips from outside by their outermost boxes (ISO/IEC 14496-12, clause 4.2); what is in the boxes is not decoded. */
@Singleton
public class Clips {

    private static final int MOOV = 0x6D6F6F76;
    private static final int MDAT = 0x6D646174;
    private static final int HEADER_BYTES = 8;
    private static final int LONG_HEADER_BYTES = 16;
    /** A fragmented clip has two a fragment; a file of nothing but headers would be walked for minutes. */
    private static final int MOST_BOXES = 100_000;

    Clips() {
    }

    /**
     * Looks whether the file is a whole MP4.
     *
     * @throws ProblemException 415 if it does not start with a file-type box, 422 if its boxes do not add up to the file or
     *         none of them is the movie's
     */
    public void check(Path file) {
        SessionContext.requireNone("media");
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            byte[] head = new byte[HEADER_BYTES];
            if (in.length() < HEADER_BYTES || !announcesMp4(in, head)) {
                throw ProblemException.unsupportedMedia("A clip must be an MP4");
            }
            if (!addsUp(in)) {
                throw ProblemException.invalid("body", "clip", "must be a whole MP4");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean announcesMp4(RandomAccessFile in, byte[] head) throws IOException {
        in.readFully(head);
        return MediaType.announcedBy(head).filter(type -> type == MediaType.MP4).isPresent();
    }

    private static boolean addsUp(RandomAccessFile in) throws IOException {
        long end = in.length();
        long at = 0;
        boolean movie = false;
        for (int boxes = 0; at < end && boxes < MOST_BOXES; boxes++) {
            long size = sizeOfBox(in, at, end);
            if (size < HEADER_BYTES || size > end - at) {
                return false;
            }
            in.seek(at + 4);
            movie |= in.readInt() == MOOV;
            at += size;
        }
        return movie && at == end;
    }

    /** The size in bytes with the header, as the box says it; 0 if it says nothing that could be right. */
    private static long sizeOfBox(RandomAccessFile in, long at, long end) throws IOException {
        if (end - at < HEADER_BYTES) {
            return 0;
        }
        in.seek(at);
        long size = Integer.toUnsignedLong(in.readInt());
        if (size == 0) {
            // The last box of media data may go on to the end of the file; zeros at the end are no box.
            return in.readInt() == MDAT ? end - at : 0;
        }
        if (size != 1) {
            return size;
        }
        if (end - at < LONG_HEADER_BYTES) {
            return 0;
        }
        in.seek(at + HEADER_BYTES);
        long longSize = in.readLong();
        return longSize < LONG_HEADER_BYTES ? 0 : longSize;
    }
}
