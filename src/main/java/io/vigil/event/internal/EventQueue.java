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
            returning e.id, e.camera_id, c.name, e.kind, e.occurred_at, e.snapshot, e.attempts""";

    private static final String RECORD = """
            update event set state = :state, due_at = cast(:due_at as timestamptz), lease = null,
                last_error = cast(:error as text),
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
     */
    public record Claimed(UUID id, UUID cameraId, String cameraName, EventKind kind, Instant occurredAt, String snapshot,
            int attempt, UUID lease, Instant leaseEnd) {
    }

    /**
     * How an attempt ended.
     *
     * @param description the new text, or null to keep the old one
     * @param dueAt when to go on, or null if nothing is left to do
     */
    public record Result(EventState state, String description, String provider, String model, String error, Instant dueAt) {

        public static Result described(String text, String provider, String model) {
            return new Result(EventState.DESCRIBED, text, provider, model, null, null);
        }

        public static Result undescribed(EventState state, String error) {
            return new Result(state, null, null, null, error, null);
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
                .setParameter("lease", lease).setParameter("lease_end", leaseEnd).setParameter("now", now)
                .setParameter("count", count).getResultList().stream()
                .map(row -> new Claimed(row.get(0, UUID.class), row.get(1, UUID.class), row.get(2, String.class),
                        EventKind.of(row.get(3, String.class)), row.get(4, Instant.class), row.get(5, String.class),
                        row.get(6, Integer.class), lease, leaseEnd))
                .toList();
    }

    /** Records how the attempt ended; answers the text as it stands now, or empty if the lease is lost and nothing changed. */
    public static Optional<String> record(Session db, Claimed claimed, Result result) {
        return db.createNativeQuery(RECORD, String.class).addScalar("description", StandardBasicTypes.STRING)
                .setParameter("id", claimed.id()).setParameter("lease", claimed.lease())
                .setParameter("state", result.state().word())
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
