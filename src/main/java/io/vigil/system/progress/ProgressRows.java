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
    /** A lease that ends later than so much from now was written by a clock that is ahead, or before ours was set back. */
    private static final Duration LONGEST_LEASE = Duration.ofMinutes(15);
    private static final Duration KEEP = Duration.ofDays(90);
    /** Work that is taken over so often without one thing done by anybody does not get any further. */
    private static final int MOST_TRIES = 5;
    private static final int LONGEST_ERROR = 1_000;

    private static final String COLUMNS = """
            id, work, state, step, done, total, started_at, updated_at, finished_at, error, claimed_at, claimed_done
            """;

    /** What is under way first, then the newest, but for those that began by a clock that was ahead. */
    private static final String NEWEST = " state = 'running' desc, started_at > :now, started_at desc ";

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
                insert into progress (id, work, state, done, total, started_at, updated_at, claimed_at, lease, lease_until)
                values (:id, :work, 'running', 0, :total, :now, :now, :now, :lease, :until) on conflict do nothing""")
                .setParameter("id", claim.id()).setParameter("work", work.word()).setParameter("total", total, Long.class)
                .setParameter("now", now).setParameter("lease", claim.lease()).setParameter("until", now.plus(LEASE))
                .executeUpdate();
        return begun == 0 ? Optional.empty() : Optional.of(claim);
    }

    /**
     * Takes over work that is under way and that nobody holds any more; empty if there is none. What was taken over again and
     * again and got no further is noted as failed instead.
     */
    public static Optional<Claim> resume(Session db, Work work, Instant now) {
        UUID lease = UUID.randomUUID();
        Optional<Tuple> row = db.createNativeQuery("""
                update progress set lease = :lease, lease_until = :until, claimed_at = :now, claimed_done = done,
                    tries = tries + 1
                where work = :work and state = 'running' and (lease_until <= :now or lease_until > :latest)
                returning id, started_at, done, tries""", Tuple.class).addScalar("id", StandardBasicTypes.UUID)
                .addScalar("started_at", StandardBasicTypes.INSTANT).addScalar("done", StandardBasicTypes.LONG)
                .addScalar("tries", StandardBasicTypes.INTEGER).setParameter("lease", lease)
                .setParameter("until", now.plus(LEASE)).setParameter("work", work.word()).setParameter("now", now)
                .setParameter("latest", now.plus(LONGEST_LEASE)).uniqueResultOptional();
        Optional<Claim> claim = row.map(
                of -> new Claim(of.get(0, UUID.class), lease, of.get(1, Instant.class), of.get(2, Long.class)));
        if (row.isPresent() && row.get().get("tries", Integer.class) > MOST_TRIES) {
            fail(db, claim.get(), "It was begun again " + MOST_TRIES + " times and got no further; the log tells why", now);
            return Optional.empty();
        }
        return claim;
    }

    /** Takes the work away from whoever does it: what that one does from now on is undone. It waits to be taken over. */
    public static void takeAway(Session db, Work work, Instant now) {
        db.createNativeMutationQuery("""
                update progress set lease = :nobody, lease_until = :now where work = :work and state = 'running'""")
                .setParameter("nobody", UUID.randomUUID()).setParameter("now", now).setParameter("work", work.word())
                .executeUpdate();
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
                update progress set step = :step, done = done + :more, updated_at = :now, lease_until = :until,
                    tries = case when :more > 0 then 0 else tries end
                where id = :id and lease = :lease and state = 'running'""").setParameter("step", step)
                .setParameter("more", more).setParameter("now", now).setParameter("until", now.plus(LEASE))
                .setParameter("id", claim.id()).setParameter("lease", claim.lease()).executeUpdate());
    }

    /** Notes that the work gets further, where that is nothing to be counted; in the session of an advance. */
    public static void gotFurther(Session db, Claim claim) {
        db.createNativeMutationQuery("update progress set tries = 0 where id = :id and lease = :lease")
                .setParameter("id", claim.id()).setParameter("lease", claim.lease()).executeUpdate();
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
     * @param longest how long that step may take, with some to spare; a quarter of an hour at most
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

    /** One of them; empty if it is forgotten or never was. */
    public static Optional<ProgressView> byId(Session db, UUID id, Instant now) {
        return views(typed(db, "select " + COLUMNS + "from progress where id = :id").setParameter("id", id), now).stream()
                .findFirst();
    }

    /** The latest of each work. */
    public static List<ProgressView> latest(Session db, Instant now) {
        return views(typed(db, "select distinct on (work) " + COLUMNS + "from progress order by work," + NEWEST)
                .setParameter("now", now), now);
    }

    /** The latest of one work, under way or over. */
    public static Optional<ProgressView> latest(Session db, Work work, Instant now) {
        return views(typed(db, "select " + COLUMNS + "from progress where work = :work order by" + NEWEST + "limit 1")
                .setParameter("work", work.word()).setParameter("now", now), now).stream().findFirst();
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
                .addScalar("error", StandardBasicTypes.STRING).addScalar("claimed_at", StandardBasicTypes.INSTANT)
                .addScalar("claimed_done", StandardBasicTypes.LONG);
    }

    private static List<ProgressView> views(NativeQuery<Tuple> query, Instant now) {
        return query.getResultList().stream()
                .map(row -> new ProgressView.Row(row.get(0, UUID.class), row.get(1, String.class), row.get(2, String.class),
                        row.get(3, String.class), row.get(4, Long.class), row.get(5, Long.class), row.get(6, Instant.class),
                        row.get(7, Instant.class), row.get(8, Instant.class), row.get(9, String.class),
                        row.get(10, Instant.class), row.get(11, Long.class)))
                .map(row -> ProgressView.of(row, now)).toList();
    }
}
