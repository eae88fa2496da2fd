package io.vigil.event.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.persistence.Tuple;

import org.hibernate.Session;
import org.hibernate.type.StandardBasicTypes;

import io.vigil.ai.spending.SpendingStatus;
import io.vigil.event.EventKind;
import io.vigil.event.EventState;

/**
 * The table as a queue, inside the session that is open: PostgreSQL is the queue and the lock, so any number of replicas may
 * claim side by side. A claimed row is due again when its lease ends, so that a worker that died leaves nothing stuck.
 */
public final class EventQueue {

    private static final String CLAIM = """
            with due as materialized (
                select id from event where due_at <= :now order by priority desc, due_at limit :count for update skip locked
            )
            update event e set state = 'processing', lease = :lease, due_at = :lease_end, attempts = e.attempts + 1
            from camera c, due
            where e.id = due.id and c.id = e.camera_id
            returning e.id, e.camera_id, c.name, e.kind, e.occurred_at, e.snapshot, e.attempts,
                e.look_asked_at is not null as second_look, e.look_mode""";

    private static final String RECORD = """
            update event set due_at = cast(:due_at as timestamptz), lease = null, last_error = cast(:error as text),
                state = case when look_from = 'described' and cast(:due_at as timestamptz) is null then 'described'
                    else :state end,
                attempts = attempts - case when :state = 'paused_budget' then 1 else 0 end,
                reanalyzed_at = case when look_asked_at is not null and cast(:description as text) is not null
                    then cast(:now as timestamptz) else reanalyzed_at end,
                reanalysis_count = reanalysis_count
                    + case when look_asked_at is not null and cast(:description as text) is not null then 1 else 0 end,
                look_asked_at = case when cast(:due_at as timestamptz) is null then null else look_asked_at end,
                look_mode = case when cast(:due_at as timestamptz) is null then null else look_mode end,
                look_from = case when cast(:due_at as timestamptz) is null then null else look_from end,
                description = coalesce(cast(:description as text), description),
                description_source = case when cast(:description as text) is null then description_source else 'ai' end,
                provider_used = coalesce(cast(:provider as text), provider_used),
                ai_model = coalesce(cast(:model as text), ai_model),
                analysis_mode = case when cast(:description as text) is null then analysis_mode else 'single_frame' end,
                frame_count_used = case when cast(:description as text) is null then frame_count_used else 1 end
            where id = :id and lease = :lease and state = 'processing'
            returning description""";

    private EventQueue() {
    }

    /**
     * An event that this worker holds until its lease ends.
     *
     * @param attempt which attempt this is, from 1
     * @param secondLook whether it was settled before, so that people know of it already
     * @param askedMode the analysis mode that somebody chose for this look, or null for the camera's
     */
    public record Claimed(UUID id, UUID cameraId, String cameraName, EventKind kind, Instant occurredAt, String snapshot,
            int attempt, UUID lease, Instant leaseEnd, boolean secondLook, String askedMode) {
    }

    /**
     * How an attempt ended.
     *
     * @param description the new text, or null to keep the old one
     * @param dueAt when to go on, or null if nothing is left to do
     */
    public record Result(EventState state, String description, String provider, String model, String error, Instant dueAt) {

        /** What was kept for others has just come back. */
        private static final Duration MONEY_UNDER_WAY = Duration.ofSeconds(10);

        public static Result described(String text, String provider, String model) {
            return new Result(EventState.DESCRIBED, text, provider, model, null, null);
        }

        public static Result undescribed(EventState state, String error) {
            return new Result(state, null, null, null, error, null);
        }

        /** No money is left: waits until there may be some again, and the attempt does not count. */
        public static Result paused(SpendingStatus spending, Instant now) {
            Instant resumesAt = spending.paused() ? spending.resumesAt() : now.plus(MONEY_UNDER_WAY);
            String period = spending.reason() == SpendingStatus.Reason.COST_CAP_MONTHLY ? "monthly" : "daily";
            return new Result(EventState.PAUSED_BUDGET, null, null, null, "The " + period + " budget for AI is used up",
                    resumesAt);
        }

        public static Result later(String error, Instant dueAt) {
            return new Result(EventState.RETRY_LATER, null, null, null, error, dueAt);
        }
    }

    /** Claims up to that many due events, the most urgent first. */
    public static List<Claimed> claim(Session db, int count, Instant now, Duration hold) {
        UUID lease = UUID.randomUUID();
        Instant leaseEnd = now.plus(hold);
        return db.createNativeQuery(CLAIM, Tuple.class)
                .addScalar("id", StandardBasicTypes.UUID).addScalar("camera_id", StandardBasicTypes.UUID)
                .addScalar("name", StandardBasicTypes.STRING)
                .addScalar("kind", StandardBasicTypes.STRING).addScalar("occurred_at", StandardBasicTypes.INSTANT)
                .addScalar("snapshot", StandardBasicTypes.STRING)
                .addScalar("attempts", StandardBasicTypes.INTEGER)
                .addScalar("second_look", StandardBasicTypes.BOOLEAN).addScalar("look_mode", StandardBasicTypes.STRING)
                .setParameter("lease", lease).setParameter("lease_end", leaseEnd).setParameter("now", now)
                .setParameter("count", count).getResultList().stream()
                .map(row -> new Claimed(row.get(0, UUID.class), row.get(1, UUID.class), row.get(2, String.class),
                        EventKind.of(row.get(3, String.class)), row.get(4, Instant.class), row.get(5, String.class),
                        row.get(6, Integer.class), lease, leaseEnd, row.get(7, Boolean.class), row.get(8, String.class)))
                .toList();
    }

    /**
     * Records how the attempt ended; answers the text as it stands now, or empty if the lease is lost and nothing changed. A
     * second look that brings no text leaves a described event described, with the reason on the row.
     */
    public static Optional<String> record(Session db, Claimed claimed, Result result, Instant now) {
        return db.createNativeQuery(RECORD, String.class).addScalar("description", StandardBasicTypes.STRING)
                .setParameter("id", claimed.id()).setParameter("lease", claimed.lease())
                .setParameter("state", result.state().word()).setParameter("now", now)
                .setParameter("due_at", result.dueAt(), Instant.class).setParameter("error", result.error(), String.class)
                .setParameter("description", result.description(), String.class)
                .setParameter("provider", result.provider(), String.class)
                .setParameter("model", result.model(), String.class)
                .uniqueResultOptional();
    }

    /** Gives claims back, so that they are due at once; the attempt does not count. */
    public static int handBack(Session db, Collection<Claimed> claims, Instant now) {
        return db.createNativeMutationQuery("""
                update event set state = 'received', due_at = :now, lease = null, attempts = attempts - 1
                where state = 'processing' and id = any(cast(string_to_array(:ids, ',') as uuid[]))
                    and lease = any(cast(string_to_array(:leases, ',') as uuid[]))""")
                .setParameter("now", now)
                .setParameter("ids", claims.stream().map(claim -> claim.id().toString()).collect(Collectors.joining(",")))
                .setParameter("leases", claims.stream().map(claim -> claim.lease().toString()).distinct()
                        .collect(Collectors.joining(",")))
                .executeUpdate();
    }
}
