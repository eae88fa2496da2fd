package io.vigil.ai.spending;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

import org.hibernate.Session;
import org.hibernate.query.MutationQuery;

import io.vigil.ai.AiCall;

/** Writes a row for each paid call, inside the session that is open. */
final class UsageRows {

    private UsageRows() {
    }

    /** What the calls were made for; each may be null. */
    record Purpose(UUID cameraId, UUID eventId, String analysisMode) {
    }

    /** Their ids follow from the reservation's, so that whoever records twice books once. */
    static void insert(Session db, Reservation reservation, List<AiCall> calls, Purpose purpose) {
        for (int i = 0; i < calls.size(); i++) {
            insert(db, idOf(reservation.id(), i), reservation.at(), reservation.isKept(), calls.get(i), purpose);
        }
    }

    /** Takes back what was booked because the outcome was not known; false if nothing was. */
    static boolean removeUnknown(Session db, UUID reservation) {
        return db.createNativeMutationQuery("delete from ai_usage where id = :id and succeeded is null")
                .setParameter("id", reservation).executeUpdate() == 1;
    }

    private static void insert(Session db, UUID id, Instant at, boolean counted, AiCall call, Purpose purpose) {
        MutationQuery insert = db.createNativeMutationQuery("""
                insert into ai_usage (id, at, provider, model, kind, analysis_mode, camera_id, event_id, input_tokens,
                    output_tokens, cost, succeeded, took_ms, counted)
                values (:id, :at, :provider, :model, :kind, cast(:mode as text), cast(:camera as uuid), cast(:event as uuid),
                    :input_tokens, :output_tokens, :cost, :succeeded, :took_ms, :counted)
                on conflict do nothing""");
        insert.setParameter("id", id).setParameter("at", at).setParameter("provider", call.provider())
                .setParameter("model", call.model()).setParameter("kind", call.kind().name().toLowerCase(Locale.ROOT))
                .setParameter("mode", call.kind() == AiCall.Kind.VISION ? purpose.analysisMode() : null, String.class)
                .setParameter("camera", purpose.cameraId(), UUID.class).setParameter("event", purpose.eventId(), UUID.class)
                .setParameter("input_tokens", call.inputTokens()).setParameter("output_tokens", call.outputTokens())
                .setParameter("cost", Spending.costOf(call)).setParameter("succeeded", call.succeeded())
                .setParameter("took_ms", call.took().toMillis()).setParameter("counted", counted).executeUpdate();
    }

    private static UUID idOf(UUID reservation, int call) {
        return new UUID(reservation.getMostSignificantBits(), reservation.getLeastSignificantBits() + 1 + call);
    }
}
