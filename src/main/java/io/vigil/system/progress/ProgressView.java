package io.vigil.system.progress;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * Long work as clients get it.
 *
 * @param work {@code purge}, {@code wipe}, {@code backup}, {@code restore} or {@code key_rotation}
 * @param state {@code running}, {@code completed} or {@code failed}
 * @param step what it is at, in a word; may be null
 * @param done how many of its things are done; what a thing is, is the work's own
 * @param total how many there were when somebody counted, or null
 * @param percent 0 to 100; null without a total
 * @param perSecond since somebody began it or took it over: nobody was at it in between
 * @param secondsLeft at that rate; null before the first, without a total, and when it is over
 * @param updatedAt when its row last changed
 * @param error why it failed, or null
 */
public record ProgressView(UUID id, String work, String state, String step, long done, Long total, Double percent,
        double perSecond, Long secondsLeft, Instant startedAt, Instant updatedAt, Instant finishedAt, String error) {

    private static final double MILLIS_PER_SECOND = 1_000;

    /** What its row says. */
    record Row(UUID id, String work, String state, String step, long done, Long total, Instant startedAt, Instant updatedAt,
            Instant finishedAt, String error, Instant claimedAt, long claimedDone) {
    }

    static ProgressView of(Row row, Instant now) {
        Instant end = row.finishedAt() == null ? now : row.finishedAt();
        long done = row.done() - row.claimedDone();
        double perSecond = done * MILLIS_PER_SECOND / Math.max(1, Duration.between(row.claimedAt(), end).toMillis());
        Long left = null;
        if (row.state().equals("running") && row.total() != null && done > 0) {
            left = Math.round(Math.max(0, row.total() - row.done()) / perSecond);
        }
        return new ProgressView(row.id(), row.work(), row.state(), row.step(), row.done(), row.total(), percent(row),
                rounded(perSecond), left, row.startedAt(), row.updatedAt(), row.finishedAt(), row.error());
    }

    /** Things go and come meanwhile, so that only the end is the end. */
    private static Double percent(Row row) {
        if (row.state().equals("completed")) {
            return 100.0;
        }
        if (row.total() == null) {
            return null;
        }
        return row.total() == 0 ? 0.0 : rounded(Math.min(99.9, 100.0 * row.done() / row.total()));
    }

    private static double rounded(double value) {
        return Math.round(value * 10) / 10.0;
    }
}
