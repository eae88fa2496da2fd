package io.vigil.summary;

import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import org.hibernate.Session;
import org.hibernate.id.uuid.UuidVersion7Strategy;
import org.hibernate.query.MutationQuery;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/** The table of summaries, inside the session that is open. */
public final class SummaryRows {

    /** Of its own, so that what HTTP is told changes nothing stored. */
    private static final ObjectMapper JSON = new ObjectMapper();

    private SummaryRows() {
    }

    /**
     * Stores it; empty if the digest of that key is there already. One statement.
     *
     * @param digest which one it is, or null for what somebody ordered
     */
    public static Optional<UUID> store(Session db, Draft draft, DigestKey digest, Instant now) {
        return digest == null ? store(db, draft, "on_demand", null, now)
                : store(db, draft, digest.type(), digest.period(), now);
    }

    /** Stores the text of a day that somebody looks at; empty if another has stored one meanwhile. One statement. */
    public static Optional<UUID> storeSeen(Session db, Draft draft, Instant now) {
        return store(db, draft, null, null, now);
    }

    /**
     * Puts it in the place of an older one about the same range and cameras, whose feedback goes with its text. A text that no
     * model wrote takes no place of one that counts more events, nor of a model's that counts as many. Two statements.
     *
     * @param seen when the older one was written, as it was read
     * @return false if the older one stays, or another has been put there since
     */
    public static boolean replace(Session db, UUID older, Instant seen, Draft draft, Instant now) {
        MutationQuery update = db.createNativeMutationQuery("""
                update summary set summary_text = :text, event_count = :events, by_type = cast(:by_type as jsonb),
                    by_camera = cast(:by_camera as jsonb), alert_count = :alerts, ring_count = :rings,
                    provider_used = cast(:provider as text), statistical = :statistical, reason = cast(:reason as text),
                    ai_cost = ai_cost + :cost, basis = cast(:basis as jsonb), generated_at = :now
                where id = :id and generated_at = :seen and (cast(:provider as text) is not null or :events > event_count
                    or :events = event_count and provider_used is null)""");
        boolean replaced = filled(update, draft, now).setParameter("id", older).setParameter("seen", seen).executeUpdate() == 1;
        if (replaced) {
            db.createNativeMutationQuery("delete from summary_feedback where summary_id = :id").setParameter("id", older)
                    .executeUpdate();
        }
        return replaced;
    }

    private static Optional<UUID> store(Session db, Draft draft, String type, String period, Instant now) {
        UUID id = UuidVersion7Strategy.INSTANCE.generateUuid(null);
        MutationQuery insert = db.createNativeMutationQuery("""
                insert into summary (id, digest_type, digest_period, summary_text, period_start, period_end, zone, cameras,
                    event_count, by_type, by_camera, alert_count, ring_count, provider_used, statistical, reason, ai_cost,
                    basis, generated_at)
                values (:id, cast(:type as text), cast(:period as text), :text, :from, :to, :zone, :cameras, :events,
                    cast(:by_type as jsonb), cast(:by_camera as jsonb), :alerts, :rings, cast(:provider as text), :statistical,
                    cast(:reason as text), :cost, cast(:basis as jsonb), :now)
                on conflict do nothing""");
        Wanted wanted = draft.wanted();
        int stored = filled(insert, draft, now).setParameter("id", id).setParameter("type", type, String.class)
                .setParameter("period", period, String.class).setParameter("from", wanted.from())
                .setParameter("to", wanted.to()).setParameter("zone", wanted.zone().getId())
                .setParameter("cameras", Summary.cameras(wanted.cameras())).executeUpdate();
        return stored == 1 ? Optional.of(id) : Optional.empty();
    }

    private static MutationQuery filled(MutationQuery query, Draft draft, Instant now) {
        Draft.Counts counts = draft.counts();
        return query.setParameter("text", draft.text()).setParameter("events", counts.events())
                .setParameter("by_type", json(counts.byType())).setParameter("by_camera", json(counts.byCamera()))
                .setParameter("alerts", counts.alerts()).setParameter("rings", counts.rings())
                .setParameter("provider", draft.provider(), String.class).setParameter("statistical", draft.isStatistical())
                .setParameter("reason", draft.reason(), String.class).setParameter("cost", draft.cost())
                .setParameter("basis", json(draft.basis())).setParameter("now", now);
    }

    private static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
