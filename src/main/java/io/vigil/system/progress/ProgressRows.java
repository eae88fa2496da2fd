package io.vigil.system.progress;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.persistence.Tuple;

import org.hibernate.Session;
import org.hibernate.query.NativeQuery;
import org.hibernate.type.StandardBasicTypes;

/** The rows of progress, inside the session that is open. */
public final class ProgressRows {

    /** Longer than any step between two advances; by so much later another process takes over from one that died. */
    private static final Duration LEASE = Duration.ofMinutes(2);
    private static final Duration KEEP = Duration.ofDays(90);
    private static final int LONGEST_ERROR = 1_000;

    private static final String SELECT = """
            select id, work, state, step, done, total, started_at, updated_at, finished_at, error from progress
            """;

    private ProgressRows() {
    }

    /**
     * Begins the work and holds it; empty if it is under way, whoever does it.
     *
     * @param total how many things there are to do, or null if nobody counted
     */
    public static Optional<Claim> begin(Session db, Work work, Long total, Instant now) {
        db.createNativeMutationQuery("delete from progress where work = :work and state <> 'running' and started_at < :before")
                .setParameter("work", work.word()).setParameter("before", now.minus(KEEP)).executeUpdate();
        Claim claim = new Claim(UUID.randomUUID(), UUID.randomUUID(), now, 0);
        int begun = db.createNativeMutationQuery("""
                insert into progress (id, work, state, done, total, started_at, updated_at, lease, lease_until)
                values (:id, :work, 'running', 0, :total, :now, :now, :lease, :until) on conflict do nothing""")
                .setParameter("id", claim.id()).setParameter("work", work.word()).setParameter("total", total, Long.class)
                .setParameter("now", now).setParameter("lease", claim.lease()).setParameter("until", now.plus(LEASE))
                .executeUpdate();
        return begun == 0 ? Optional.empty() : Optional.of(claim);
    }

    /** Takes over work that is under way and that nobody holds any more; empty if there is none. */
    public static Optional<Claim> resume(Session db, Work work, Instant now) {
        UUID lease = UUID.randomUUID();
        return db.createNativeQuery("""
                update progress set lease = :lease, lease_until = :until
                where work = :work and state = 'running' and lease_until <= :now
                returning id, started_at, done""", Tuple.class).addScalar("id", StandardBasicTypes.UUID)
                .addScalar("started_at", StandardBasicTypes.INSTANT).addScalar("done", StandardBasicTypes.LONG)
                .setParameter("lease", lease).setParameter("until", now.plus(LEASE)).setParameter("work", work.word())
                .setParameter("now", now).uniqueResultOptional()
                .map(row -> new Claim(row.get(0, UUID.class), lease, row.get(1, Instant.class), row.get(2, Long.class)));
    }

    /**
     * Notes a step in the session that does it, and holds the work for longer.
     *
     * @param step what the work is at, in a word
     * @param more how many things this step did
     * @throws ClaimLost if this process does not hold the work any more
     */
    public static void advance(Session db, Claim claim, String step, long more, Instant now) {
        require(claim, db.createNativeMutationQuery("""
                update progress set step = :step, done = done + :more, updated_at = :now, lease_until = :until
                where id = :id and lease = :lease and state = 'running'""").setParameter("step", step)
                .setParameter("more", more).setParameter("now", now).setParameter("until", now.plus(LEASE))
                .setParameter("id", claim.id()).setParameter("lease", claim.lease()).executeUpdate());
    }

    /**
     * Notes how many things there are to do, once that is known.
     *
     * @throws ClaimLost if this process does not hold the work any more
     */
    public static void total(Session db, Claim claim, long total, Instant now) {
        require(claim, db.createNativeMutationQuery("""
                update progress set total = :total, updated_at = :now, lease_until = :until
                where id = :id and lease = :lease and state = 'running'""").setParameter("total", total)
                .setParameter("now", now).setParameter("until", now.plus(LEASE)).setParameter("id", claim.id())
                .setParameter("lease", claim.lease()).executeUpdate());
    }

    /**
     * Holds the work for a step that takes longer than two minutes.
     *
     * @param longest how long that step may take, with some to spare
     * @throws ClaimLost if this process does not hold the work any more
     */
    public static void hold(Session db, Claim claim, Duration longest, Instant now) {
        require(claim, db.createNativeMutationQuery("""
                update progress set updated_at = :now, lease_until = :until
                where id = :id and lease = :lease and state = 'running'""").setParameter("now", now)
                .setParameter("until", now.plus(longest)).setParameter("id", claim.id())
                .setParameter("lease", claim.lease()).executeUpdate());
    }

    /** Lets go of work that is to be gone on with, by whoever comes next; nothing happens if it is not held. */
    public static void release(Session db, Claim claim, Instant now) {
        db.createNativeMutationQuery("""
                update progress set lease_until = :now where id = :id and lease = :lease and state = 'running'""")
                .setParameter("now", now).setParameter("id", claim.id()).setParameter("lease", claim.lease()).executeUpdate();
    }

    /**
     * Ends the work well.
     *
     * @throws ClaimLost if this process does not hold the work any more
     */
    public static void complete(Session db, Claim claim, Instant now) {
        end(db, claim, "completed", null, now);
    }

    /**
     * Ends the work in failure.
     *
     * @param error why, for people; cut after a thousand characters
     * @throws ClaimLost if this process does not hold the work any more
     */
    public static void fail(Session db, Claim claim, String error, Instant now) {
        end(db, claim, "failed", error.length() > LONGEST_ERROR ? error.substring(0, LONGEST_ERROR) : error, now);
    }

    /** Whether the work is under way, on whatever replica, or waits to be taken over. */
    public static boolean isRunning(Session db, Work work) {
        return db.createNativeQuery("select exists (select 1 from progress where work = :work and state = 'running') as is_it",
                Boolean.class).addScalar("is_it", StandardBasicTypes.BOOLEAN).setParameter("work", work.word())
                .getSingleResult();
    }

    /** Whether somebody is at it now: what a process that died left is not waited for. */
    public static boolean isHeld(Session db, Work work, Instant now) {
        return db.createNativeQuery("""
                select exists (select 1 from progress
                    where work = :work and state = 'running' and lease_until > :now) as is_it""", Boolean.class)
                .addScalar("is_it", StandardBasicTypes.BOOLEAN).setParameter("work", work.word()).setParameter("now", now)
                .getSingleResult();
    }

    /** One of them; empty if it is forgotten or never was. */
    public static Optional<ProgressView> byId(Session db, UUID id, Instant now) {
        return views(typed(db, SELECT + "where id = :id").setParameter("id", id), now).stream().findFirst();
    }

    /** The latest of each work. */
    public static List<ProgressView> latest(Session db, Instant now) {
        return views(typed(db, """
                select distinct on (work) id, work, state, step, done, total, started_at, updated_at, finished_at, error
                from progress order by work, started_at desc"""), now);
    }

    /** The latest of one work, under way or over. */
    public static Optional<ProgressView> latest(Session db, Work work, Instant now) {
        return views(typed(db, SELECT + "where work = :work order by started_at desc limit 1").setParameter("work",
                work.word()), now).stream().findFirst();
    }

    private static void end(Session db, Claim claim, String state, String error, Instant now) {
        require(claim, db.createNativeMutationQuery("""
                update progress set state = :state, error = cast(:error as text), updated_at = :now, finished_at = :now
                where id = :id and lease = :lease and state = 'running'""").setParameter("state", state)
                .setParameter("error", error, String.class).setParameter("now", now).setParameter("id", claim.id())
                .setParameter("lease", claim.lease()).executeUpdate());
    }

    private static void require(Claim claim, int rows) {
        if (rows == 0) {
            throw new ClaimLost(claim);
        }
    }

    private static NativeQuery<Tuple> typed(Session db, String sql) {
        return db.createNativeQuery(sql, Tuple.class).addScalar("id", StandardBasicTypes.UUID)
                .addScalar("work", StandardBasicTypes.STRING).addScalar("state", StandardBasicTypes.STRING)
                .addScalar("step", StandardBasicTypes.STRING).addScalar("done", StandardBasicTypes.LONG)
                .addScalar("total", StandardBasicTypes.LONG).addScalar("started_at", StandardBasicTypes.INSTANT)
                .addScalar("updated_at", StandardBasicTypes.INSTANT).addScalar("finished_at", StandardBasicTypes.INSTANT)
                .addScalar("error", StandardBasicTypes.STRING);
    }

    private static List<ProgressView> views(NativeQuery<Tuple> query, Instant now) {
        return query.getResultList().stream()
                .map(row -> new ProgressView.Row(row.get(0, UUID.class), row.get(1, String.class), row.get(2, String.class),
                        row.get(3, String.class), row.get(4, Long.class), row.get(5, Long.class), row.get(6, Instant.class),
                        row.get(7, Instant.class), row.get(8, Instant.class), row.get(9, String.class)))
                .map(row -> ProgressView.of(row, now)).toList();
    }
}
