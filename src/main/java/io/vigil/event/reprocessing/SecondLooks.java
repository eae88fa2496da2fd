package io.vigil.event.reprocessing;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.persistence.Tuple;

import org.hibernate.Session;
import org.hibernate.type.StandardBasicTypes;

/** Makes settled events due again, inside the session that is open; the queue does the rest, and the text stays until then. */
public final class SecondLooks {

    /** Less urgent than any event that nobody looked at; whoever waits for one goes before jobs. */
    private static final int FOR_A_PERSON = -1;
    static final int FOR_A_JOB = -2;
    /** How many of its own accord may be under way, and how far back it goes: a provider that is new is not asked for years. */
    private static final int AUTOMATIC = 50;
    private static final Duration LOOK_BACK = Duration.ofDays(7);
    /** What was given up has had its attempts; a day later the trouble may be over. */
    private static final Duration FAILED_FOR = Duration.ofDays(1);
    private static final int RESUMED = 100;

    /** How an event's row becomes due again; what waits for it in a job still does. */
    static final String AGAIN = """
            state = 'received', due_at = :now, priority = :priority, attempts = 0, look_asked_at = :now,
            look_from = e.state, look_mode = cast(:mode as text),
            look_job = coalesce(cast(:job as uuid), e.look_job)""";

    /** Nobody could describe them then, and it was not tried again by itself. */
    private static final String UNDESCRIBED = """
            e.state in ('metadata_only', 'failed') and e.occurred_at >= :since and not e.auto_looked and e.due_at is null
                and e.snapshot is not null
                and (e.state = 'metadata_only' and e.last_error is null
                    or e.state = 'failed' and e.created_at < :failed_before)""";

    private SecondLooks() {
    }

    /** What can be said about an event that somebody wants looked at again. */
    public record Candidate(String sourceType, boolean hasPicture, boolean hasClip) {
    }

    /** What there may be to do. */
    public record Waiting(boolean job, boolean paused, boolean undescribed) {

        public boolean nothing() {
            return !job && !paused && !undescribed;
        }
    }

    /** The event, held until this session ends; empty if there is none. */
    public static Optional<Candidate> lock(Session db, UUID event) {
        return db.createNativeQuery("""
                select source_type, snapshot is not null as has_picture, clip is not null as has_clip
                from event where id = :id for update""", Tuple.class)
                .addScalar("source_type", StandardBasicTypes.STRING).addScalar("has_picture", StandardBasicTypes.BOOLEAN)
                .addScalar("has_clip", StandardBasicTypes.BOOLEAN).setParameter("id", event).uniqueResultOptional()
                .map(row -> new Candidate(row.get(0, String.class), row.get(1, Boolean.class), row.get(2, Boolean.class)));
    }

    /** When the event was asked to be looked at again since then, the newest first. */
    public static List<Instant> requests(Session db, UUID event, Instant since) {
        return db.createNativeQuery("""
                select requested_at from event_reanalysis where event_id = :id and requested_at > :since
                order by requested_at desc""", Instant.class).addScalar("requested_at", StandardBasicTypes.INSTANT)
                .setParameter("id", event).setParameter("since", since).getResultList();
    }

    /**
     * Makes the event due for a person who waits; one that is in the queue already comes at its turn, or now if it waits.
     *
     * @param since which requests still count; older ones are forgotten
     */
    public static void ask(Session db, UUID event, String mode, Instant since, Instant now) {
        db.createNativeMutationQuery("""
                with old as (
                    delete from event_reanalysis where event_id = :id and requested_at <= :since
                )
                insert into event_reanalysis (event_id, requested_at) values (:id, :now)""")
                .setParameter("id", event).setParameter("since", since).setParameter("now", now).executeUpdate();
        int asked = db.createNativeMutationQuery("update event e set " + AGAIN + " where id = :id and due_at is null")
                .setParameter("now", now).setParameter("priority", FOR_A_PERSON).setParameter("mode", mode, String.class)
                .setParameter("job", null, UUID.class).setParameter("id", event).executeUpdate();
        if (asked == 0) {
            db.createNativeMutationQuery(
                    "update event set due_at = :now where id = :id and state in ('retry_later', 'paused_budget')")
                    .setParameter("now", now).setParameter("id", event).executeUpdate();
        }
    }

    /** When the event is due, or empty once it is settled. */
    static Optional<Instant> dueAt(Session db, UUID event) {
        return db.createNativeQuery("select due_at from event where id = :id and due_at is not null", Instant.class)
                .addScalar("due_at", StandardBasicTypes.INSTANT).setParameter("id", event).uniqueResultOptional();
    }

    /** Whether there is a job, anything paused, or anything that should have a text by now. */
    public static Waiting waiting(Session db, Instant now) {
        Tuple row = db.createNativeQuery("""
                select exists (select 1 from reprocessing_job where status = 'running') as job,
                    exists (select 1 from event where state = 'paused_budget' and due_at > :now) as paused,
                    exists (select 1 from event e where %s) as undescribed""".formatted(UNDESCRIBED), Tuple.class)
                .addScalar("job", StandardBasicTypes.BOOLEAN).addScalar("paused", StandardBasicTypes.BOOLEAN)
                .addScalar("undescribed", StandardBasicTypes.BOOLEAN).setParameter("now", now)
                .setParameter("since", now.minus(LOOK_BACK)).setParameter("failed_before", now.minus(FAILED_FOR))
                .getSingleResult();
        return new Waiting(row.get(0, Boolean.class), row.get(1, Boolean.class), row.get(2, Boolean.class));
    }

    /** Makes some of the events due that wait for money, the most urgent first; answers how many. */
    public static int resume(Session db, Instant now) {
        return db.createNativeMutationQuery("""
                with waiting as (
                    select id from event where state = 'paused_budget' and due_at > :now
                    order by priority desc, due_at limit :count for update skip locked
                )
                update event e set due_at = :now from waiting where e.id = waiting.id""")
                .setParameter("now", now).setParameter("count", RESUMED).executeUpdate();
    }

    /** Gives events a second look that nobody could describe, the newest first, while few are under way; answers how many. */
    public static int lookAtUndescribed(Session db, Instant now) {
        return db.createNativeMutationQuery("""
                with undescribed as (
                    select e.id from event e where %s order by e.occurred_at desc, e.id desc
                    limit greatest(0, :most - (select count(*) from event where look_asked_at is not null
                        and look_job is null)) for update skip locked
                )
                update event e set %s, auto_looked = true from undescribed where e.id = undescribed.id"""
                .formatted(UNDESCRIBED, AGAIN))
                .setParameter("since", now.minus(LOOK_BACK)).setParameter("failed_before", now.minus(FAILED_FOR))
                .setParameter("most", AUTOMATIC).setParameter("now", now).setParameter("priority", FOR_A_JOB)
                .setParameter("mode", null, String.class).setParameter("job", null, UUID.class).executeUpdate();
    }
}
