package io.vigil.session.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * How often callers were told what, beside what is stored: the two columns of each that must not agree stay empty, or the
 * trial fails. Written as a table to target/commit-truth.md, or to the file that {@link #writeTo} names.
 */
public final class CommitTruth {

    private static final Map<String, Line> LINES = new TreeMap<>();
    private static Path file = Path.of("target/commit-truth.md");

    private CommitTruth() {
    }

    /** The counts of one fault. */
    private static final class Line {
        private final int[][] counts = new int[Told.values().length][2];
        private int followers;
        private int failedFollowers;
    }

    /** Counts one session that met the fault. */
    public static synchronized void count(String fault, Told told, boolean stored) {
        line(fault).counts[told.ordinal()][stored ? 0 : 1]++;
    }

    /** Counts the sessions right after it. */
    static synchronized void countFollowers(String fault, int followers, int failed) {
        line(fault).followers += followers;
        line(fault).failedFollowers += failed;
    }

    /** Begins another table, in another file. */
    public static synchronized void writeTo(Path path) {
        LINES.clear();
        file = path;
    }

    /** Writes what has been counted until now. */
    public static synchronized void write() {
        StringBuilder table = new StringBuilder("""
                | Fault | told committed: stored | not stored | told rolled back: stored | not stored \
                | told unknown: stored | not stored | sessions after it: failed |
                |---|---|---|---|---|---|---|---|
                """);
        LINES.forEach((fault, line) -> {
            table.append("| ").append(fault);
            for (int[] counts : line.counts) {
                table.append(" | ").append(counts[0]).append(" | ").append(counts[1]);
            }
            table.append(" | ").append(line.failedFollowers).append(" of ").append(line.followers).append(" |\n");
        });
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, table);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Line line(String fault) {
        return LINES.computeIfAbsent(fault, name -> new Line());
    }
}
