package io.vigil.system.backup.archive;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * How large the list of entries at the end of a zip file is, which the JDK reads into memory at once to open the file. By
 * APPNOTE.TXT 6.3.10, sections 4.3.14 to 4.3.16.
 */
final class CentralDirectory {

    private static final int END = 22;
    private static final int END_SIGNATURE = 0x06054b50;
    private static final int END_LENGTH_AT = 12;
    private static final int LOCATOR = 20;
    private static final int LOCATOR_SIGNATURE = 0x07064b50;
    private static final int LOCATOR_OFFSET_AT = 8;
    private static final int END64 = 56;
    private static final int END64_LENGTH_AT = 40;
    private static final long IN_END64 = 0xFFFF_FFFFL;

    private CentralDirectory() {
    }

    /**
     * Its bytes, as the file says.
     *
     * @throws NotABackup if the file does not end as a zip file without a comment does
     */
    static long bytes(Path file) throws IOException, NotABackup {
        try (RandomAccessFile zip = new RandomAccessFile(file.toFile(), "r")) {
            long endAt = zip.length() - END;
            if (endAt < 0) {
                throw new NotABackup("This is not a zip file");
            }
            ByteBuffer end = read(zip, endAt, END);
            // With a comment there could be a second end in it, and the two could say different things.
            if (end.getInt(0) != END_SIGNATURE || end.getShort(END - Short.BYTES) != 0) {
                throw new NotABackup("This is not a zip file, or not one that Vigil made");
            }
            long told = Integer.toUnsignedLong(end.getInt(END_LENGTH_AT));
            return Math.max(told == IN_END64 ? 0 : told, bytesOfLarge(zip, endAt));
        } catch (EOFException e) {
            throw new NotABackup("This is not a zip file", e);
        }
    }

    /** What it says where there are more than 65535 entries or 4 GiB; 0 if it does not. */
    private static long bytesOfLarge(RandomAccessFile zip, long endAt) throws IOException, NotABackup {
        if (endAt < LOCATOR) {
            return 0;
        }
        ByteBuffer locator = read(zip, endAt - LOCATOR, LOCATOR);
        if (locator.getInt(0) != LOCATOR_SIGNATURE) {
            return 0;
        }
        long at = locator.getLong(LOCATOR_OFFSET_AT);
        if (at < 0 || at > endAt - END64) {
            throw new NotABackup("This is not a zip file");
        }
        return Math.max(0, read(zip, at, END64).getLong(END64_LENGTH_AT));
    }

    private static ByteBuffer read(RandomAccessFile zip, long at, int length) throws IOException {
        byte[] bytes = new byte[length];
        zip.seek(at);
        zip.readFully(bytes);
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
