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

    /** How one that waits in the queue comes sooner; the first look at an event that nobody described stays its first. */
    private static final String SOONER = """
            due_at = :now, priority = greatest(e.priority, :priority), look_mode = cast(:mode as text),
            look_asked_at = coalesce(e.look_asked_at,
                case when e.description_source <> 'metadata' then cast(:now as timestamptz) end),
            look_from = coalesce(e.look_from, case when e.description_source <> 'metadata' then 'described' end)""";

    /** Nobody could describe them then, and it was not tried again by itself. */
    private static final String UNDESCRIBED = """
            e.state in ('metadata_only', 'failed') and e.occurred_at >= :since and not e.auto_looked and e.due_at is null
                and coalesce(e.snapshot, e.clip) is not null
                and (e.state = 'metadata_only' and e.last_error is null
                    or e.state = 'failed' and e.created_at < :failed_before)""";

    private SecondLooks() {
    }

    /**
     * What can be said about an event that somebody wants looked at again, before it is.
     *
     * @param hasPicture whether there is anything to be shown: a frame of the clip is a picture too
     * @param isBeingLookedAt whether a worker holds it, so that nothing can be asked of that look any more
     * @param descriptionSource whose its text is
     * @param looks how many second looks brought it a text
     */
    public record Candidate(String sourceType, boolean hasPicture, boolean hasClip, boolean isBeingLookedAt,
            String descriptionSource, int looks) {
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
                select source_type, coalesce(snapshot, clip) is not null as has_picture, clip is not null as has_clip,
                    due_at is not null and state = 'processing' as is_looked_at, description_source, reanalysis_count
                from event where id = :id for update""", Tuple.class)
                .addScalar("source_type", StandardBasicTypes.STRING).addScalar("has_picture", StandardBasicTypes.BOOLEAN)
                .addScalar("has_clip", StandardBasicTypes.BOOLEAN).addScalar("is_looked_at", StandardBasicTypes.BOOLEAN)
                .addScalar("description_source", StandardBasicTypes.STRING)
                .addScalar("reanalysis_count", StandardBasicTypes.INTEGER).setParameter("id", event).uniqueResultOptional()
                .map(row -> new Candidate(row.get(0, String.class), row.get(1, Boolean.class), row.get(2, Boolean.class),
                        row.get(3, Boolean.class), row.get(4, String.class), row.get(5, Integer.class)));
    }

    /** When the event was asked to be looked at again since then, the newest first. */
    public static List<Instant> requests(Session db, UUID event, Instant since) {
        return db.createNativeQuery("""
                select requested_at from event_reanalysis where event_id = :id and requested_at > :since
                order by requested_at desc""", Instant.class).addScalar("requested_at", StandardBasicTypes.INSTANT)
                .setParameter("id", event).setParameter("since", since).getResultList();
    }

    /**
     * Makes the event due for a person who waits; one that is in the queue already is from now on as urgent as that, and shown
     * as they want it. A job that put it there still counts it, and no longer takes it out. For one that no worker holds.
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
            db.createNativeMutationQuery("update event e set " + SOONER + " where id = :id and state <> 'processing'")
                    .setParameter("now", now).setParameter("priority", FOR_A_PERSON).setParameter("mode", mode, String.class)
                    .setParameter("id", event).executeUpdate();
        }
    }

    /** Whether the event is neither settled nor put off until later. */
    static boolean isPending(Session db, UUID event, Instant now) {
        return db.createNativeQuery("""
                select count(*) as pending from event where id = :id and due_at is not null
                    and (state not in ('retry_later', 'paused_budget') or due_at <= :now)""", Long.class)
                .addScalar("pending", StandardBasicTypes.LONG)
                .setParameter("id", event).setParameter("now", now).getSingleResult() > 0;
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
