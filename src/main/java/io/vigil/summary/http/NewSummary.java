package io.vigil.summary.http;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

import io.vigil.summary.Wanted;
import io.vigil.web.ProblemException;

/**
 * Of what a summary is ordered: of the last hours, or of a range of time.
 *
 * @param cameraIds null or none for all
 */
record NewSummary(@Min(1) @Max(168) Integer hoursBack, Instant startTime, Instant endTime,
        @Size(max = 1000) List<@NotNull UUID> cameraIds) {

    private static final Duration LONGEST = Duration.ofDays(90);
    private static final Duration LATEST_END = Duration.ofDays(1);

    /**
     * The range that is meant.
     *
     * @throws ProblemException 422 if it is told twice or not at all; 400 if there is no such range or it is too long
     */
    Wanted wanted(Instant now, ZoneId zone) {
        List<UUID> cameras = cameraIds == null ? List.of() : cameraIds;
        boolean isRange = startTime != null && endTime != null;
        if (hoursBack != null ? startTime != null || endTime != null : !isRange) {
            throw ProblemException.invalid("body", "hours_back", "must be there, or else both start_time and end_time");
        }
        if (hoursBack != null) {
            Instant end = now.truncatedTo(ChronoUnit.MILLIS);
            return new Wanted(end.minus(Duration.ofHours(hoursBack)), end, cameras, zone);
        }
        if (startTime.isBefore(Instant.EPOCH)) {
            throw ProblemException.badRequest("bad_range", "start_time must be in 1970 or later");
        }
        Instant start = startTime.truncatedTo(ChronoUnit.MILLIS);
        Instant end = endTime.truncatedTo(ChronoUnit.MILLIS);
        if (!end.isAfter(start)) {
            throw ProblemException.badRequest("bad_range", "end_time must be after start_time");
        }
        if (end.isAfter(now.plus(LATEST_END))) {
            throw ProblemException.badRequest("bad_range", "end_time may be one day ahead at most");
        }
        if (start.isBefore(end.minus(LONGEST))) {
            throw ProblemException.badRequest("bad_range", "A summary is of " + LONGEST.toDays() + " days at most");
        }
        return new Wanted(start, end, cameras, zone);
    }
}
