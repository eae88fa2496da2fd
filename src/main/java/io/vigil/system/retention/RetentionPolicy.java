package io.vigil.system.retention;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;

import io.vigil.event.stats.MediaFigures;
import io.vigil.settings.SettingKey;
import io.vigil.settings.Settings;

/**
 * What the household wants to be kept.
 *
 * @param days how many days events are kept, by the household's calendar; 0 or less for ever
 * @param clipDays how many days their clips are
 * @param mostBytes what their media may take together; empty for any amount
 * @param isAutomatic whether what is older goes by itself
 * @param zone where the household lives
 */
record RetentionPolicy(int days, int clipDays, Optional<Long> mostBytes, boolean isAutomatic, ZoneId zone) {

    /** When people sleep. */
    private static final LocalTime AT_NIGHT = LocalTime.of(2, 0);
    /** Between two runs. */
    private static final Duration LONGEST_PAUSE = Duration.ofDays(2);
    private static final BigDecimal BYTES_PER_GIGABYTE = BigDecimal.valueOf(1L << 30);
    /** Some more than must go goes, so that the next event does not make it too much again. */
    private static final int PERCENT_KEPT = 95;
    private static final int ALL = 100;

    static RetentionPolicy of(Settings settings) {
        return new RetentionPolicy(settings.get(SettingKey.RETENTION_DAYS), settings.get(SettingKey.VIDEO_RETENTION_DAYS),
                settings.get(SettingKey.RETENTION_MAX_GB).map(most -> most.multiply(BYTES_PER_GIGABYTE).longValue()),
                settings.get(SettingKey.AUTO_CLEANUP), settings.get(SettingKey.TIMEZONE));
    }

    boolean isForever() {
        return days <= 0;
    }

    /** Events that happened before are too old; empty if none is. */
    Optional<Instant> tooOld(Instant now) {
        return isForever() ? Optional.empty() : Optional.of(daysBefore(now, days));
    }

    /** Clips of events that happened before are too old. */
    Instant tooOldForClips(Instant now) {
        return daysBefore(now, clipDays);
    }

    private Instant daysBefore(Instant now, int count) {
        return now.atZone(zone).minusDays(count).toInstant();
    }

    /** How many bytes must go where so many are there; 0 if they may stay. */
    long excess(long bytes) {
        return mostBytes.filter(most -> bytes > most).isPresent() ? beyondWhatIsKept(bytes) : 0;
    }

    /** How many bytes are still to go where so many are left, once some had to. */
    long beyondWhatIsKept(long bytes) {
        return mostBytes.map(most -> Math.max(0, bytes - most / ALL * PERCENT_KEPT)).orElse(0L);
    }

    /** About how many events must go to free that, of those that there are. */
    long eventsToFree(MediaFigures media) {
        long excess = excess(media.bytes());
        return excess == 0 ? 0 : (long) Math.ceil((double) excess * media.events() / media.bytes());
    }

    /** Whether that run is one to count from: not so long ago, nor to come, that rather a clock was set meanwhile. */
    static boolean isRecent(Instant ranAt, Instant now) {
        return !ranAt.isAfter(now) && !ranAt.isBefore(now.minus(LONGEST_PAUSE));
    }

    /**
     * The first two o'clock at night after the run before. A night without one has it an hour later, and one with two of them
     * has it once.
     */
    Instant nextAfter(Instant ranAt) {
        LocalDate day = LocalDate.ofInstant(ranAt, zone);
        Instant next = day.atTime(AT_NIGHT).atZone(zone).toInstant();
        return next.isAfter(ranAt) ? next : day.plusDays(1).atTime(AT_NIGHT).atZone(zone).toInstant();
    }
}
