package io.vigil.event.reprocessing;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.persistence.Tuple;

import org.hibernate.Session;
import org.hibernate.query.CommonQueryContract;
import org.hibernate.query.NativeQuery;
import org.hibernate.type.StandardBasicTypes;

/**
 * Jobs that look at many events again, inside the session that is open. A job is its row and the events that carry its id: a
 * step takes in those that are settled and hands on as many as the queue is to hold, and commits both together. Whoever locks
 * the row does the next step, so that nothing need be taken back from a process that died.
 */
public final class ReprocessingJobs {

    /** Events of a job in the queue at once. */
    private static final int WINDOW = 200;

    private static final String SELECT = """
            select id, status, start_at, end_at, camera_id, only_undescribed, total, processed, described, created_at,
                finished_at, error, scanned_at, scanned_id from reprocessing_job
            """;
    /** No event is later. */
    private static final Instant BEFORE_THE_FIRST = Instant.parse("9999-12-31T00:00:00Z");

    /** In the queue is no place for them; an event that is new when the job begins has its first look before it. */
    private static final String ELIGIBLE = """
            e.due_at is null and coalesce(e.snapshot, e.clip) is not null and e.description_source <> 'client'
                and e.created_at <= :began""";

    /** What the scan has not come to. */
    private static final String LEFT = "(e.occurred_at, e.id) < (:scanned_at, :scanned_id) and ";

    private ReprocessingJobs() {
    }

    /** How many events such a job would look at. */
    public static long count(Session db, NewReprocessing filters, Instant now) {
        NativeQuery<Long> count = db.createNativeQuery("select count(*) as events from event e where " + ELIGIBLE
                + where(filters), Long.class).addScalar("events", StandardBasicTypes.LONG);
        bind(count, filters).setParameter("began", now);
        return count.getSingleResult();
    }

    /** Begins a job; empty if one is running. */
    public static Optional<JobView> start(Session db, UUID id, NewReprocessing filters, Instant now) {
        int started = db.createNativeMutationQuery("""
                insert into reprocessing_job (id, status, start_at, end_at, camera_id, only_undescribed, total, created_at,
                    scanned_at, scanned_id)
                values (:id, 'running', cast(:start as timestamptz), cast(:end as timestamptz), cast(:camera as uuid),
                    :only_undescribed, :total, :now, :before_the_first, :id)
                on conflict do nothing""").setParameter("before_the_first", BEFORE_THE_FIRST)
                .setParameter("id", id).setParameter("start", filters.startDate(), Instant.class)
                .setParameter("end", filters.endDate(), Instant.class)
                .setParameter("camera", filters.cameraId(), UUID.class)
                .setParameter("only_undescribed", filters.onlyUndescribed()).setParameter("total", count(db, filters, now))
                .setParameter("now", now).executeUpdate();
        return started == 0 ? Optional.empty() : newest(db, now);
    }

    /** The job that was begun last, running or not. */
    public static Optional<JobView> newest(Session db, Instant now) {
        return rows(db, "order by created_at desc, id desc limit 1").map(row -> JobView.of(row, now));
    }

    /**
     * Ends the running job, and takes its events out of the queue but for those that are being looked at or that a person asked
     * for meanwhile; empty if none runs.
     */
    public static Optional<JobView> end(Session db, String status, String error, Instant now) {
        Optional<JobView.Row> running = rows(db, "where status = 'running' for update");
        if (running.isEmpty()) {
            return Optional.empty();
        }
        JobView.Row job = running.get();
        harvest(db, job);
        db.createNativeMutationQuery("""
                update event set state = look_from, due_at = null, look_asked_at = null, look_mode = null, look_from = null
                where look_job = :job and due_at is not null and state <> 'processing' and priority <= :priority""")
                .setParameter("job", job.id()).setParameter("priority", SecondLooks.FOR_A_JOB).executeUpdate();
        db.createNativeMutationQuery("update event set look_job = null where look_job = :job")
                .setParameter("job", job.id()).executeUpdate();
        finish(db, job.id(), status, error, now);
        return newest(db, now);
    }

    /**
     * Does one step of the running job unless another replica is at it, and ends it once nothing is left of it; answers how
     * many events it made due.
     *
     * @param feed whether it may hand on more events, or only take in what is settled
     */
    public static int step(Session db, boolean feed, Instant now) {
        Optional<JobView.Row> running = rows(db, "where status = 'running' for update skip locked");
        if (running.isEmpty()) {
            return 0;
        }
        JobView.Row job = running.get();
        harvest(db, job);
        long queued = db.createNativeQuery("select count(*) as events from event where look_job = :job", Long.class)
                .addScalar("events", StandardBasicTypes.LONG).setParameter("job", job.id()).getSingleResult();
        int wanted = feed ? (int) Math.max(0, WINDOW - queued) : 0;
        int found = wanted == 0 ? 0 : scan(db, job, wanted, now);
        if (queued == 0 && found == 0 && (feed || !isAnyLeft(db, job))) {
            finish(db, job.id(), "completed", null, now);
        }
        return found;
    }

    /** Counts the events that are settled, and lets them go. */
    private static void harvest(Session db, JobView.Row job) {
        db.createNativeMutationQuery("""
                with settled as (
                    update event set look_job = null where look_job = :job and due_at is null
                    returning reanalyzed_at >= :began as described
                )
                update reprocessing_job set processed = processed + (select count(*) from settled),
                    described = described + (select count(*) from settled where settled.described)
                where id = :job""").setParameter("job", job.id()).setParameter("began", job.createdAt()).executeUpdate();
    }

    /** Whether the scan would find one more. */
    private static boolean isAnyLeft(Session db, JobView.Row job) {
        NativeQuery<Boolean> left = db.createNativeQuery("select exists (select 1 from event e where " + LEFT + ELIGIBLE
                + where(job.filters()) + ") as is_left", Boolean.class).addScalar("is_left", StandardBasicTypes.BOOLEAN);
        bind(left, job.filters()).setParameter("began", job.createdAt());
        return left.setParameter("scanned_at", job.scannedAt()).setParameter("scanned_id", job.scannedId())
                .getSingleResult();
    }

    /** Goes on from where the last step came to, by the key of the list, and makes what it finds due. */
    private static int scan(Session db, JobView.Row job, int count, Instant now) {
        NativeQuery<Long> scan = db.createNativeQuery("""
                with page as materialized (
                    select e.id, e.occurred_at from event e where %s%s%s
                    order by e.occurred_at desc, e.id desc limit :count for update
                ), again as (
                    update event e set %s from page where e.id = page.id
                ), noted as (
                    update reprocessing_job j set scanned_at = last.occurred_at, scanned_id = last.id
                    from (select id, occurred_at from page order by occurred_at, id limit 1) last where j.id = :job
                )
                select count(*) as events from page""".formatted(LEFT, ELIGIBLE, where(job.filters()), SecondLooks.AGAIN),
                Long.class).addScalar("events", StandardBasicTypes.LONG);
        bind(scan, job.filters()).setParameter("job", job.id()).setParameter("count", count).setParameter("now", now)
                .setParameter("began", job.createdAt());
        scan.setParameter("priority", SecondLooks.FOR_A_JOB).setParameter("mode", null, String.class)
                .setParameter("scanned_at", job.scannedAt()).setParameter("scanned_id", job.scannedId());
        return scan.getSingleResult().intValue();
    }

    private static void finish(Session db, UUID job, String status, String error, Instant now) {
        db.createNativeMutationQuery("""
                update reprocessing_job set status = :status, error = cast(:error as text), finished_at = :now
                where id = :id""").setParameter("status", status).setParameter("error", error, String.class)
                .setParameter("now", now).setParameter("id", job).executeUpdate();
    }

    private static String where(NewReprocessing filters) {
        return (filters.onlyUndescribed() ? " and e.state in ('metadata_only', 'failed')" : "")
                + (filters.startDate() == null ? "" : " and e.occurred_at >= :start")
                + (filters.endDate() == null ? "" : " and e.occurred_at <= :end")
                + (filters.cameraId() == null ? "" : " and e.camera_id = :camera");
    }

    private static CommonQueryContract bind(CommonQueryContract query, NewReprocessing filters) {
        bind(query, "start", filters.startDate());
        bind(query, "end", filters.endDate());
        bind(query, "camera", filters.cameraId());
        return query;
    }

    private static void bind(CommonQueryContract query, String name, Object value) {
        if (value != null) {
            query.setParameter(name, value);
        }
    }

    private static Optional<JobView.Row> rows(Session db, String clause) {
        List<Tuple> rows = db.createNativeQuery(SELECT + clause, Tuple.class)
                .addScalar("id", StandardBasicTypes.UUID).addScalar("status", StandardBasicTypes.STRING)
                .addScalar("start_at", StandardBasicTypes.INSTANT).addScalar("end_at", StandardBasicTypes.INSTANT)
                .addScalar("camera_id", StandardBasicTypes.UUID)
                .addScalar("only_undescribed", StandardBasicTypes.BOOLEAN).addScalar("total", StandardBasicTypes.LONG)
                .addScalar("processed", StandardBasicTypes.LONG).addScalar("described", StandardBasicTypes.LONG)
                .addScalar("created_at", StandardBasicTypes.INSTANT).addScalar("finished_at", StandardBasicTypes.INSTANT)
                .addScalar("error", StandardBasicTypes.STRING).addScalar("scanned_at", StandardBasicTypes.INSTANT)
                .addScalar("scanned_id", StandardBasicTypes.UUID).getResultList();
        return rows.stream().findFirst().map(row -> new JobView.Row(row.get(0, UUID.class), row.get(1, String.class),
                new NewReprocessing(row.get(2, Instant.class), row.get(3, Instant.class), row.get(4, UUID.class),
                        row.get(5, Boolean.class)),
                row.get(6, Long.class), row.get(7, Long.class), row.get(8, Long.class), row.get(9, Instant.class),
                row.get(10, Instant.class), row.get(11, String.class), row.get(12, Instant.class), row.get(13, UUID.class)));
    }
}
