package io.vigil.system.backup.archive;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

import io.vigil.media.MediaFile;

/** The list of a backup's files, read line by line in memory that no line makes larger. */
final class MediaList implements AutoCloseable {

    /** A hash, a size and a name have no more than half of it. */
    private static final int LONGEST_LINE = 200;
    private static final Pattern SIZE = Pattern.compile("\\d{1,18}");

    private final BufferedReader lines;

    MediaList(InputStream list) {
        this.lines = new BufferedReader(new InputStreamReader(list, StandardCharsets.US_ASCII));
    }

    /**
     * A file of the backup.
     *
     * @param hash SHA-256 of its bytes, in hex
     * @param size how many there are
     */
    record Line(String hash, long size, MediaFile file) {
    }

    /**
     * The next file, or null after the last.
     *
     * @throws NotABackup if there is a line, and it is none of such a list
     */
    Line next() throws IOException, NotABackup {
        String line = nextLine();
        if (line == null) {
            return null;
        }
        String[] words = line.split(" ", -1);
        if (words.length != 3 || !ManifestCheck.isHash(words[0]) || !SIZE.matcher(words[1]).matches()
                || !isMediaFile(words[2])) {
            throw unreadable();
        }
        return new Line(words[0], Long.parseLong(words[1]), MediaFile.parse(words[2]));
    }

    private String nextLine() throws IOException, NotABackup {
        StringBuilder line = new StringBuilder(LONGEST_LINE);
        int next = lines.read();
        while (next >= 0 && next != '\n') {
            if (line.length() == LONGEST_LINE) {
                throw unreadable();
            }
            line.append((char) next);
            next = lines.read();
        }
        return next < 0 && line.isEmpty() ? null : line.toString();
    }

    private static NotABackup unreadable() {
        return new NotABackup("The list of files cannot be read");
    }

    static boolean isMediaFile(String name) {
        try {
            MediaFile.parse(name);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
