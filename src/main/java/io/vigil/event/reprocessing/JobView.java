package io.vigil.event.reprocessing;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * A job as clients get it.
 *
 * @param status {@code running}, {@code completed}, {@code cancelled} or {@code failed}
 * @param totalEvents how many it found when it began
 * @param processed how many are settled again
 * @param described how many of them have a new text
 * @param errors how many of them have none
 * @param eventsPerMinute since it began
 * @param secondsLeft at that rate; null before the first, and when it is over
 */
public record JobView(UUID jobId, String status, long totalEvents, long processed, long described, long errors,
        double percentComplete, double eventsPerMinute, Long secondsLeft, Instant startedAt, Instant completedAt,
        String errorMessage, NewReprocessing filters) {

    private static final double MILLIS_PER_MINUTE = 60_000;

    /** What its row says; the scan goes on before the event with the last two. */
    record Row(UUID id, String status, NewReprocessing filters, long total, long processed, long described, Instant createdAt,
            Instant finishedAt, String error, Instant scannedAt, UUID scannedId) {
    }

    static JobView of(Row row, Instant now) {
        Instant end = row.finishedAt() == null ? now : row.finishedAt();
        long millis = Math.max(1, Duration.between(row.createdAt(), end).toMillis());
        double perMinute = row.processed() * MILLIS_PER_MINUTE / millis;
        boolean running = row.status().equals("running");
        long left = Math.max(0, row.total() - row.processed());
        Long secondsLeft = running && row.processed() > 0 ? (Long) Math.round(left * 60 / perMinute) : null;
        return new JobView(row.id(), row.status(), row.total(), row.processed(), row.described(),
                row.processed() - row.described(), percent(row), rounded(perMinute), secondsLeft, row.createdAt(),
                row.finishedAt(), row.error(), row.filters());
    }

    /** Events that were deleted meanwhile are never processed, so that only the end is the end. */
    private static double percent(Row row) {
        if (row.status().equals("completed")) {
            return 100;
        }
        return row.total() == 0 ? 0 : rounded(Math.min(99.9, 100.0 * row.processed() / row.total()));
    }

    private static double rounded(double value) {
        return Math.round(value * 10) / 10.0;
    }
}
