package io.vigil.summary.digest;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

import io.vigil.summary.DigestKey;
import io.vigil.summary.digest.DigestRuns.Known;

/**
 * What there is to do at one moment.
 *
 * @param begun whose schedule was switched on
 * @param ended whose schedule was switched off
 * @param missed too long ago to be made up
 * @param tooEarly whether the clock went back behind the end of a period whose digest is written
 * @param isLost whether it is so far behind the end of such a period that it tells nothing about when that will be over
 * @param due those to write, the longest due first; some may be held by others
 */
record DigestPlan(Set<DigestType> begun, Set<DigestType> ended, List<DigestPeriod> missed, boolean tooEarly,
        boolean isLost, List<DigestPeriod> due) {

    /** Clocks of several replicas differ by less. */
    static final Duration SKEW = Duration.ofMinutes(5);
    /** What ends later than this from now is left as it is: a week and a day. */
    static final Duration REACH = Duration.ofDays(8);
    /** What was missed before that is not even mentioned. */
    private static final Duration MENTIONED = Duration.ofDays(31);

    /**
     * Makes it.
     *
     * @param catchUp how late a digest may be
     */
    static DigestPlan of(DigestSchedule schedule, Known known, Instant now, Duration catchUp) {
        Set<DigestType> begun = EnumSet.noneOf(DigestType.class);
        begun.addAll(schedule.types());
        // One that begins later than now began under a clock that was wrong.
        begun.removeIf(type -> known.since().containsKey(type) && !known.since().get(type).isAfter(now));
        Set<DigestType> ended = EnumSet.noneOf(DigestType.class);
        ended.addAll(known.since().keySet());
        ended.removeAll(schedule.types());
        Instant oldest = now.minus(catchUp);
        Instant mentioned = now.minus(MENTIONED).isBefore(oldest) ? now.minus(MENTIONED) : oldest;
        Stream<DigestPeriod> open = known.runs().stream()
                .filter(run -> run.isFree() && !run.period().dueAt().isAfter(now))
                .map(DigestRuns.Run::period)
                .filter(period -> schedule.types().contains(DigestType.of(period.key().type())));
        return new DigestPlan(begun, ended, unknown(schedule, known, mentioned, oldest),
                known.runs().stream().anyMatch(run -> run.isOver() && run.period().to().isAfter(now.plus(SKEW))
                        && !run.period().to().isAfter(now.plus(REACH))),
                known.runs().stream().anyMatch(run -> run.isOver() && run.period().to().isAfter(now.plus(REACH))),
                Stream.concat(open, unknown(schedule, known, oldest, now).stream())
                        .sorted(Comparator.comparing(DigestPeriod::dueAt)).toList());
    }

    /** Those of which nothing is on record; what came due before a schedule began was not wanted. */
    private static List<DigestPeriod> unknown(DigestSchedule schedule, Known known, Instant after, Instant by) {
        Set<DigestKey> keys = known.keys();
        return schedule.between(after, by).stream().filter(period -> {
            Instant since = known.since().get(DigestType.of(period.key().type()));
            return since != null && !period.dueAt().isBefore(since) && !keys.contains(period.key());
        }).map(period -> period.previous().flatMap(known::endOf).map(period::joinedTo).orElse(period)).toList();
    }

    /** Whether there is something to note before anything is written. */
    boolean hasNews() {
        return tooEarly || !begun.isEmpty() || !ended.isEmpty() || !missed.isEmpty();
    }
}
