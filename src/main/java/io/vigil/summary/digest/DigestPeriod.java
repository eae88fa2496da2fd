package io.vigil.summary.digest;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Optional;

import io.vigil.summary.DigestKey;

/**
 * What a digest tells about: whole days of the household, each as long as its zone makes it.
 *
 * @param from inclusive
 * @param to exclusive
 * @param dueAt when its digest is to be written
 * @param zone of the household, in which it is written
 */
record DigestPeriod(DigestKey key, Instant from, Instant to, Instant dueAt, ZoneId zone) {

    /** As much as zones differ, from UTC-12 to UTC+14. */
    private static final Duration FARTHEST_MOVE = Duration.ofHours(26);

    /** Whether it ever was; zones that moved across the date line left a day out. */
    boolean isThere() {
        return from.isBefore(to);
    }

    /** The day before it; empty for a week. */
    Optional<DigestKey> previous() {
        return key.type().equals(DigestType.DAILY.word())
                ? Optional.of(new DigestKey(key.type(), LocalDate.parse(key.period()).minusDays(1).toString()))
                : Optional.empty();
    }

    /** The same without the gap that a household leaves which moves westward: from where the day before ended for it. */
    DigestPeriod joinedTo(Instant endOfPrevious) {
        boolean isGap = endOfPrevious.isBefore(from) && !endOfPrevious.isBefore(from.minus(FARTHEST_MOVE));
        return isGap ? new DigestPeriod(key, endOfPrevious, to, dueAt, zone) : this;
    }
}
