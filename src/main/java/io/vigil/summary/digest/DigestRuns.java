package io.vigil.summary.digest;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.persistence.Tuple;

import org.hibernate.Session;
import org.hibernate.query.NativeQuery;
import org.hibernate.type.StandardBasicTypes;

import io.vigil.summary.DigestKey;

/**
 * How far each digest has come, inside the session that is open; a statement each. Leases and waits go by the database's clock,
 * which is the same for all replicas and is not moved with theirs.
 */
final class DigestRuns {

    private static final Duration REMEMBERED = Duration.ofDays(45);
    /** In which every process reads its settings anew. */
    private static final Duration JUST = Duration.ofMinutes(1);

    private static final String SELECT = """
            select type, period, starts_at, ends_at, due_at, zone, state, ran_at, last_error,
                state in ('due', 'writing') and (wait_until is null or wait_until <= clock_timestamp()) as is_free
            from digest_run\s""";

    private static final String KNOWN = SELECT + "where ends_at > :since or state in ('due', 'writing') order by due_at, type";

    private static final String LAST = SELECT + "where ran_at is not null order by ran_at desc, due_at desc limit 1";

    /** The range and the zone stay as they were when the digest was first begun, whatever becomes of the zone. */
    private static final String CLAIM = """
            insert into digest_run as run (type, period, starts_at, ends_at, due_at, zone, state, attempts, lease, wait_until)
            values (:type, :period, :from, :to, :due_at, :zone, 'writing', 1, :lease,
                clock_timestamp() + :hold * interval '1 millisecond')
            on conflict (type, period) do update set state = 'writing', lease = excluded.lease,
                wait_until = excluded.wait_until,
                attempts = case when run.state in ('due', 'writing') then run.attempts + 1 else 1 end
            where %s
            returning attempts, starts_at, ends_at, due_at, zone""";

    private static final String FREE = """
            run.state in ('due', 'writing') and (run.wait_until is null or run.wait_until <= clock_timestamp())""";

    /** Also before its next attempt, after its last one, and where its summary is gone or is to be replaced. */
    private static final String WANTED = """
            run.state in ('due', 'failed', 'skipped') or run.state = 'writing' and run.wait_until <= clock_timestamp()
                or run.state = 'created' and not exists (select 1 from summary s where s.digest_type = run.type
                    and s.digest_period = run.period and not (s.statistical and :replace))""";

    private static final String END = """
            update digest_run set state = :state, lease = null, ran_at = :now, last_error = cast(:error as text),
                wait_until = case when :state = 'due' then clock_timestamp() + :pause * interval '1 millisecond' end
            where type = :type and period = :period and lease = :lease""";

    private DigestRuns() {
    }

    /**
     * A digest that is on record.
     *
     * @param state {@code due}, {@code writing}, {@code created}, {@code skipped} or {@code failed}
     * @param ranAt when it last came to an end, good or bad; null before
     * @param isFree whether it is to be written and nobody holds it or waits to try again
     */
    record Run(DigestPeriod period, String state, Instant ranAt, String lastError, boolean isFree) {

        /** Whether nothing is left to do. */
        boolean isOver() {
            return !state.equals("due") && !state.equals("writing");
        }
    }

    /** What is on record: since when each schedule is on, and the digests of the last weeks and all that are open. */
    record Known(Map<DigestType, Instant> since, List<Run> runs) {

        Set<DigestKey> keys() {
            return runs.stream().map(run -> run.period().key()).collect(Collectors.toSet());
        }

        /** Where the period of that key ended when its digest was first begun. */
        Optional<Instant> endOf(DigestKey key) {
            return runs.stream().map(Run::period).filter(period -> period.key().equals(key)).map(DigestPeriod::to)
                    .findFirst();
        }
    }

    /**
     * A digest that this process writes, until the lease ends or another takes it.
     *
     * @param attempt 1 for the first
     */
    record Claimed(DigestPeriod period, UUID lease, int attempt) {
    }

    static Known known(Session db, Instant now) {
        Map<DigestType, Instant> since = new EnumMap<>(DigestType.class);
        db.createNativeQuery("select type, since from digest_schedule", Tuple.class)
                .addScalar("type", StandardBasicTypes.STRING).addScalar("since", StandardBasicTypes.INSTANT).getResultList()
                .forEach(row -> since.put(DigestType.of(row.get(0, String.class)), row.get(1, Instant.class)));
        List<Run> runs = runs(db, KNOWN).setParameter("since", now.minus(REMEMBERED)).getResultList().stream()
                .map(DigestRuns::run).toList();
        return new Known(since, runs);
    }

    private static NativeQuery<Tuple> runs(Session db, String sql) {
        return db.createNativeQuery(sql, Tuple.class).addScalar("type", StandardBasicTypes.STRING)
                .addScalar("period", StandardBasicTypes.STRING).addScalar("starts_at", StandardBasicTypes.INSTANT)
                .addScalar("ends_at", StandardBasicTypes.INSTANT).addScalar("due_at", StandardBasicTypes.INSTANT)
                .addScalar("zone", StandardBasicTypes.STRING).addScalar("state", StandardBasicTypes.STRING)
                .addScalar("ran_at", StandardBasicTypes.INSTANT)
                .addScalar("last_error", StandardBasicTypes.STRING).addScalar("is_free", StandardBasicTypes.BOOLEAN);
    }

    private static Run run(Tuple row) {
        DigestKey key = new DigestKey(row.get("type", String.class), row.get("period", String.class));
        return new Run(period(key, row), row.get("state", String.class), row.get("ran_at", Instant.class),
                row.get("last_error", String.class), row.get("is_free", Boolean.class));
    }

    private static DigestPeriod period(DigestKey key, Tuple row) {
        return new DigestPeriod(key, row.get("starts_at", Instant.class), row.get("ends_at", Instant.class),
                row.get("due_at", Instant.class), ZoneId.of(row.get("zone", String.class)));
    }

    /** The period without the gap behind the day before it, if that one is on record. */
    static DigestPeriod joined(Session db, DigestPeriod period) {
        return period.previous().flatMap(key -> db.createNativeQuery(
                "select ends_at from digest_run where type = :type and period = :period", Instant.class)
                .addScalar("ends_at", StandardBasicTypes.INSTANT).setParameter("type", key.type())
                .setParameter("period", key.period()).uniqueResultOptional()).map(period::joinedTo).orElse(period);
    }

    /** Notes since when schedules are on; the earlier moment holds. */
    static void begin(Session db, Collection<DigestType> types, Instant now) {
        for (DigestType type : types) {
            db.createNativeMutationQuery("""
                    insert into digest_schedule as known (type, since) values (:type, :now)
                    on conflict (type) do update set since = excluded.since where known.since > excluded.since""")
                    .setParameter("type", type.word()).setParameter("now", now).executeUpdate();
        }
    }

    /** Notes that schedules are off, unless another process, which knows newer settings, has just noted that they are on. */
    static void end(Session db, Collection<DigestType> types, Instant now) {
        for (DigestType type : types) {
            db.createNativeMutationQuery("delete from digest_schedule where type = :type and since < :before")
                    .setParameter("type", type.word()).setParameter("before", now.minus(JUST)).executeUpdate();
        }
    }

    /** Notes that a digest will not be made by itself any more. */
    static void skip(Session db, DigestPeriod period, String reason, Instant now) {
        db.createNativeMutationQuery("""
                insert into digest_run (type, period, starts_at, ends_at, due_at, zone, state, attempts, ran_at, last_error)
                values (:type, :period, :from, :to, :due_at, :zone, 'skipped', 0, :now, :reason) on conflict do nothing""")
                .setParameter("type", period.key().type()).setParameter("period", period.key().period())
                .setParameter("from", period.from()).setParameter("to", period.to()).setParameter("due_at", period.dueAt())
                .setParameter("zone", period.zone().getId()).setParameter("now", now).setParameter("reason", reason)
                .executeUpdate();
    }

    /**
     * Makes those due again, at their time, whose periods are not over by much; not before as much time has really passed, or
     * two replicas whose clocks differ would do and undo it.
     *
     * @param skew those that end sooner stay
     * @param reach those that end later stay
     */
    static int reopen(Session db, Duration skew, Duration reach, Instant now) {
        return db.createNativeMutationQuery("""
                update digest_run set state = 'due', attempts = 0, ran_at = null, last_error = null,
                    wait_until = clock_timestamp() + (ends_at - cast(:now as timestamptz))
                where ends_at > :after and ends_at <= :by and state in ('created', 'skipped', 'failed')""")
                .setParameter("after", now.plus(skew)).setParameter("by", now.plus(reach)).setParameter("now", now)
                .executeUpdate();
    }

    /** Takes a digest to write it; empty if it is written, or not free. */
    static Optional<Claimed> claim(Session db, DigestPeriod period, Duration hold) {
        return claim(db, period, hold, CLAIM.formatted(FREE), null);
    }

    /**
     * The same for somebody who asks for it.
     *
     * @param replace whether one of figures only is to be written anew
     */
    static Optional<Claimed> claimByHand(Session db, DigestPeriod period, boolean replace, Duration hold) {
        return claim(db, period, hold, CLAIM.formatted(WANTED), replace);
    }

    private static Optional<Claimed> claim(Session db, DigestPeriod period, Duration hold, String sql, Boolean replace) {
        UUID lease = UUID.randomUUID();
        NativeQuery<Tuple> claim = db.createNativeQuery(sql, Tuple.class)
                .addScalar("attempts", StandardBasicTypes.INTEGER).addScalar("starts_at", StandardBasicTypes.INSTANT)
                .addScalar("ends_at", StandardBasicTypes.INSTANT).addScalar("due_at", StandardBasicTypes.INSTANT)
                .addScalar("zone", StandardBasicTypes.STRING).setParameter("zone", period.zone().getId())
                .setParameter("type", period.key().type()).setParameter("period", period.key().period())
                .setParameter("from", period.from()).setParameter("to", period.to()).setParameter("due_at", period.dueAt())
                .setParameter("lease", lease).setParameter("hold", hold.toMillis());
        if (replace != null) {
            claim.setParameter("replace", replace);
        }
        return claim.uniqueResultOptional()
                .map(row -> new Claimed(period(period.key(), row), lease, row.get("attempts", Integer.class)));
    }

    /** The one that came to an end last, good or bad. */
    static Optional<Run> last(Session db) {
        return runs(db, LAST).uniqueResultOptional().map(DigestRuns::run);
    }

    /** Records that it is written; false if the lease is lost and nothing changed. */
    static boolean created(Session db, Claimed claimed, Instant now) {
        return end(db, claimed, "created", null, Duration.ZERO, now);
    }

    /** Records that it could not be written, and will be tried after the pause; null for never. */
    static boolean failed(Session db, Claimed claimed, String error, Duration pause, Instant now) {
        return end(db, claimed, pause == null ? "failed" : "due", error, pause == null ? Duration.ZERO : pause, now);
    }

    private static boolean end(Session db, Claimed claimed, String state, String error, Duration pause, Instant now) {
        return db.createNativeMutationQuery(END).setParameter("type", claimed.period().key().type())
                .setParameter("period", claimed.period().key().period()).setParameter("lease", claimed.lease())
                .setParameter("state", state).setParameter("error", error, String.class)
                .setParameter("pause", pause.toMillis()).setParameter("now", now).executeUpdate() == 1;
    }

    /** Gives it back, so that it is free at once; the attempt does not count. */
    static void handBack(Session db, UUID lease) {
        db.createNativeMutationQuery("""
                update digest_run set state = 'due', attempts = attempts - 1, lease = null, wait_until = null
                where lease = :lease""").setParameter("lease", lease).executeUpdate();
    }
}
