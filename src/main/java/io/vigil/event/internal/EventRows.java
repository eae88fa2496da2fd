package io.vigil.event.internal;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.persistence.Tuple;

import org.hibernate.Session;
import org.hibernate.query.NativeQuery;

import io.vigil.event.EventView;

/** How a row of {@code event e} with its {@code camera c} becomes what clients get: one select list, one reader. */
final class EventRows {

    private static final DateTimeFormatter DATE = DateTimeFormatter.ISO_LOCAL_DATE.withZone(ZoneOffset.UTC);
    private static final Map<String, String> CARRIERS = Map.of("fedex", "FedEx", "ups", "UPS", "usps", "USPS", "amazon",
            "Amazon", "dhl", "DHL");

    /** Name and type of each column that is read. */
    static final Map<String, Class<?>> COLUMNS = columns();

    /** The select list. */
    static final String SELECTION = "c.name as camera_name, " + String.join(", ",
            COLUMNS.keySet().stream().filter(name -> !name.equals("camera_name")).map(name -> "e." + name).toList());

    private EventRows() {
    }

    /** A query whose select list is {@link #SELECTION}. */
    static NativeQuery<Tuple> query(Session db, String sql) {
        NativeQuery<Tuple> query = db.createNativeQuery(sql, Tuple.class);
        COLUMNS.forEach(query::addScalar);
        return query;
    }

    static EventView view(Tuple row) {
        UUID id = row.get("id", UUID.class);
        Instant occurredAt = row.get("occurred_at", Instant.class);
        String thumbnail = text(row, "thumbnail");
        String carrier = text(row, "delivery_carrier");
        return new EventView(id, row.get("camera_id", UUID.class), text(row, "camera_name"), occurredAt,
                row.get("created_at", Instant.class), text(row, "description"), text(row, "description_source"),
                text(row, "state"), text(row, "last_error"), row.get("confidence", Integer.class),
                List.of(row.get("objects_detected", String[].class)),
                thumbnail == null ? null : "/api/v1/thumbnails/" + DATE.format(occurredAt) + "/" + thumbnail,
                null, flag(row, "alert_triggered"), flag(row, "is_doorbell_ring"), flag(row, "low_confidence"),
                text(row, "source_type"), text(row, "protect_event_id"), text(row, "smart_detection_type"),
                text(row, "correlation_group_id"), null, text(row, "provider_used"), text(row, "analysis_mode"),
                row.get("frame_count_used", Integer.class), row.get("ai_confidence", Integer.class),
                row.get("audio_duration_ms", Integer.class), text(row, "fallback_reason"), text(row, "vague_reason"),
                text(row, "audio_transcription"), text(row, "audio_event_type"), row.get("reanalyzed_at", Instant.class),
                row.get("reanalysis_count", Integer.class), row.get("ai_cost", BigDecimal.class),
                row.get("audio_confidence", Double.class), row.get("anomaly_score", Double.class), null, null, null, null, null,
                null, carrier, carrier == null ? null : CARRIERS.get(carrier), null);
    }

    private static String text(Tuple row, String column) {
        return row.get(column, String.class);
    }

    private static boolean flag(Tuple row, String column) {
        return row.get(column, Boolean.class);
    }

    private static Map<String, Class<?>> columns() {
        Map<String, Class<?>> columns = new LinkedHashMap<>();
        columns.put("id", UUID.class);
        columns.put("camera_id", UUID.class);
        columns.put("camera_name", String.class);
        columns.put("occurred_at", Instant.class);
        columns.put("created_at", Instant.class);
        for (String text : List.of("description", "description_source", "state", "last_error", "source_type",
                "protect_event_id", "smart_detection_type", "correlation_group_id", "provider_used", "analysis_mode",
                "fallback_reason", "vague_reason", "audio_transcription", "audio_event_type", "delivery_carrier",
                "thumbnail")) {
            columns.put(text, String.class);
        }
        for (String number : List.of("confidence", "frame_count_used", "ai_confidence", "audio_duration_ms",
                "reanalysis_count")) {
            columns.put(number, Integer.class);
        }
        columns.put("objects_detected", String[].class);
        columns.put("alert_triggered", Boolean.class);
        columns.put("is_doorbell_ring", Boolean.class);
        columns.put("low_confidence", Boolean.class);
        columns.put("reanalyzed_at", Instant.class);
        columns.put("ai_cost", BigDecimal.class);
        columns.put("audio_confidence", Double.class);
        columns.put("anomaly_score", Double.class);
        return columns;
    }
}
