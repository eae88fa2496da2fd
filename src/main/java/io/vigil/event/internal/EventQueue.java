package io.vigil.event.internal;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.persistence.Tuple;

import org.hibernate.Session;
import org.hibernate.type.StandardBasicTypes;

import io.vigil.ai.AiCall;
import io.vigil.ai.Description;
import io.vigil.ai.MetadataDescriber;
import io.vigil.ai.Outcome;
import io.vigil.ai.Provider;
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
            returning e.id, e.camera_id, c.name, e.kind, e.occurred_at, e.snapshot, e.thumbnail, e.clip, e.attempts,
                e.look_asked_at is not null as second_look, coalesce(e.look_mode, c.analysis_mode) as mode, c.ai_provider,
                c.ai_prompt, e.audio_transcription, e.audio_event_type""";

    /** What a model saw stands behind what was heard, by now: a picture of an empty hall does not take an alarm back. */
    private static final String RECORD = """
            update event set due_at = cast(:due_at as timestamptz), lease = null, last_error = cast(:error as text),
                state = case when look_from = 'described' and cast(:due_at as timestamptz) is null then 'described'
                    else :state end,
                attempts = attempts - case when :state in ('paused_budget', 'received') then 1 else 0 end,
                reanalyzed_at = case when look_asked_at is not null and cast(:description as text) is not null
                    then cast(:now as timestamptz) else reanalyzed_at end,
                reanalysis_count = reanalysis_count
                    + case when look_asked_at is not null and cast(:description as text) is not null then 1 else 0 end,
                look_asked_at = case when cast(:due_at as timestamptz) is null then null else look_asked_at end,
                look_mode = case when cast(:due_at as timestamptz) is null then null else look_mode end,
                look_from = case when cast(:due_at as timestamptz) is null then null else look_from end,
                description = coalesce(%s || cast(:description as text), description),
                description_source = case when cast(:description as text) is null then description_source else 'ai' end,
                provider_used = coalesce(cast(:provider as text), provider_used),
                ai_model = coalesce(cast(:model as text), ai_model),
                analysis_mode = coalesce(cast(:mode as text), analysis_mode),
                frame_count_used = coalesce(cast(:frames as integer), frame_count_used),
                confidence = coalesce(cast(:confidence as integer), confidence),
                objects_detected = coalesce(string_to_array(cast(:objects as text), chr(31)), objects_detected),
                ai_confidence = case when cast(:description as text) is null then ai_confidence
                    else cast(:confidence as integer) end,
                low_confidence = coalesce(cast(:low as boolean), low_confidence),
                vague_reason = case when cast(:description as text) is null then vague_reason
                    else cast(:vague as text) end,
                fallback_reason = case when cast(:description as text) is null then fallback_reason
                    else cast(:fallback as text) end,
                delivery_carrier = case when cast(:description as text) is null then delivery_carrier
                    else cast(:carrier as text) end,
                audio_transcription = coalesce(cast(:heard as text), audio_transcription),
                ai_cost = case when cast(:cost as numeric) is null then ai_cost
                    else coalesce(ai_cost, 0) + cast(:cost as numeric) end
            where id = :id and lease = :lease and state = 'processing'
            returning description, kind, occurred_at, audio_event_type""".formatted(heard("event"));

    private EventQueue() {
    }

    /**
     * SQL for what was heard in an event, such as "Smoke alarm heard at Hall. "; nothing if no sound is known.
     *
     * @param event the table or its alias
     */
    public static String heard(String event) {
        String words = MetadataDescriber.HEARD.entrySet().stream().sorted(Map.Entry.comparingByKey())
                .map(sound -> "when '" + sound.getKey() + "' then '" + sound.getValue() + "'").collect(Collectors.joining(" "));
        return ("coalesce((select case %1$s.audio_event_type " + words
                + " end || ' at ' || c.name || '. ' from camera c where c.id = %1$s.camera_id), '')").formatted(event);
    }

    /**
     * An event that this worker holds until its lease ends.
     *
     * @param attempt which attempt this is, from 1
     * @param secondLook whether it was settled before, so that people know of it already
     * @param mode the analysis mode that somebody chose for this look, or else the camera's
     * @param provider whom the camera's pictures are shown to first, or null
     * @param prompt what they are asked about, or null
     * @param heard what was said, if that is known already; or null
     * @param sound what the camera says it heard, such as {@code smoke}; or null
     */
    public record Claimed(UUID id, UUID cameraId, String cameraName, EventKind kind, Instant occurredAt, String snapshot,
            String thumbnail, String clip, int attempt, UUID lease, Instant leaseEnd, boolean secondLook, String mode,
            Provider provider, String prompt, String heard, String sound) {
    }

    /**
     * What a model saw.
     *
     * @param mode what it was shown, in the contract's word
     * @param frames how many pictures that were
     * @param fallback why it was not what the camera or the household wants, or null
     */
    public record Seen(Outcome.Described said, String mode, int frames, String fallback) {
    }

    /**
     * The event as it stands once the outcome is recorded.
     *
     * @param kind a stronger one than was claimed, if more became known meanwhile
     * @param sound what was heard, likewise; or null
     */
    public record Recorded(String description, EventKind kind, Instant occurredAt, String sound) {
    }

    /**
     * How an attempt ended.
     *
     * @param seen null to keep what is known
     * @param heard what was said, or null to keep what is known
     * @param cost of all calls in USD, or null if none was made
     * @param dueAt when to go on, or null if nothing is left to do
     */
    public record Result(EventState state, Seen seen, String heard, BigDecimal cost, String error, Instant dueAt) {

        /** What was kept for others has just come back. */
        private static final Duration MONEY_UNDER_WAY = Duration.ofSeconds(10);

        public static Result described(Seen seen) {
            return new Result(EventState.DESCRIBED, seen, null, null, null, null);
        }

        public static Result undescribed(EventState state, String error) {
            return new Result(state, null, null, null, error, null);
        }

        /** The same, with what else came of the attempt. */
        Result with(String heard, List<AiCall> calls) {
            BigDecimal cost = calls.isEmpty() ? null
                    : calls.stream().map(AiCall::cost).reduce(BigDecimal.ZERO, BigDecimal::add);
            return new Result(state, seen, heard, cost, error, dueAt);
        }

        /** No money is left: waits until there may be some again, and the attempt does not count. */
        public static Result paused(SpendingStatus spending, Instant now) {
            Instant resumesAt = spending.paused() ? spending.resumesAt() : now.plus(MONEY_UNDER_WAY);
            String period = spending.reason() == SpendingStatus.Reason.COST_CAP_MONTHLY ? "monthly" : "daily";
            return new Result(EventState.PAUSED_BUDGET, null, null, null, "The " + period + " budget for AI is used up",
                    resumesAt);
        }

        /** Nobody came to it while it was claimed; due at once, and the attempt does not count. */
        static Result notBegun(Instant now) {
            return new Result(EventState.RECEIVED, null, null, null, null, now);
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
                .addScalar("snapshot", StandardBasicTypes.STRING).addScalar("thumbnail", StandardBasicTypes.STRING)
                .addScalar("clip", StandardBasicTypes.STRING).addScalar("attempts", StandardBasicTypes.INTEGER)
                .addScalar("second_look", StandardBasicTypes.BOOLEAN).addScalar("mode", StandardBasicTypes.STRING)
                .addScalar("ai_provider", StandardBasicTypes.STRING).addScalar("ai_prompt", StandardBasicTypes.STRING)
                .addScalar("audio_transcription", StandardBasicTypes.STRING)
                .addScalar("audio_event_type", StandardBasicTypes.STRING)
                .setParameter("lease", lease).setParameter("lease_end", leaseEnd).setParameter("now", now)
                .setParameter("count", count).getResultList().stream()
                .map(row -> new Claimed(row.get(0, UUID.class), row.get(1, UUID.class), row.get(2, String.class),
                        EventKind.of(row.get(3, String.class)), row.get(4, Instant.class), row.get(5, String.class),
                        row.get(6, String.class), row.get(7, String.class), row.get(8, Integer.class), lease, leaseEnd,
                        row.get(9, Boolean.class), row.get(10, String.class), provider(row.get(11, String.class)),
                        row.get(12, String.class), row.get(13, String.class), row.get(14, String.class)))
                .toList();
    }

    private static Provider provider(String word) {
        return word == null ? null : Provider.ofWord(word).orElseThrow();
    }

    /**
     * Records how the attempt ended; answers the event as it stands now, or empty if the lease is lost and nothing changed. A
     * second look that brings no text leaves a described event described, with the reason on the row.
     */
    public static Optional<Recorded> record(Session db, Claimed claimed, Result result, Instant now) {
        Seen seen = result.seen();
        Description said = seen == null ? null : seen.said().description();
        return db.createNativeQuery(RECORD, Tuple.class).addScalar("description", StandardBasicTypes.STRING)
                .addScalar("kind", StandardBasicTypes.STRING).addScalar("occurred_at", StandardBasicTypes.INSTANT)
                .addScalar("audio_event_type", StandardBasicTypes.STRING)
                .setParameter("id", claimed.id()).setParameter("lease", claimed.lease())
                .setParameter("state", result.state().word()).setParameter("now", now)
                .setParameter("due_at", result.dueAt(), Instant.class).setParameter("error", result.error(), String.class)
                .setParameter("description", said == null ? null : said.text(), String.class)
                .setParameter("confidence", said == null ? null : said.confidence(), Integer.class)
                .setParameter("objects", said == null || said.objects().isEmpty() ? null
                        : String.join("\u001f", said.objects()), String.class)
                .setParameter("low", said == null ? null : said.lowConfidence(), Boolean.class)
                .setParameter("vague", said == null ? null : said.vagueReason(), String.class)
                .setParameter("carrier", said == null || said.deliveryCarrier() == null ? null
                        : said.deliveryCarrier().word(), String.class)
                .setParameter("provider", seen == null ? null : seen.said().provider(), String.class)
                .setParameter("model", seen == null ? null : seen.said().model(), String.class)
                .setParameter("mode", seen == null ? null : seen.mode(), String.class)
                .setParameter("frames", seen == null ? null : seen.frames(), Integer.class)
                .setParameter("fallback", seen == null ? null : seen.fallback(), String.class)
                .setParameter("heard", result.heard(), String.class).setParameter("cost", result.cost(), BigDecimal.class)
                .uniqueResultOptional()
                .map(row -> new Recorded(row.get(0, String.class), EventKind.of(row.get(1, String.class)),
                        row.get(2, Instant.class), row.get(3, String.class)));
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
