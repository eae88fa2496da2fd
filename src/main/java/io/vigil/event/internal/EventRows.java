package io.vigil.event.internal;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;

import jakarta.persistence.Tuple;

import org.hibernate.Session;
import org.hibernate.query.NativeQuery;
import org.hibernate.type.BasicTypeReference;
import org.hibernate.type.StandardBasicTypes;

import io.vigil.event.EventView;
import io.vigil.event.media.Thumbnails;

/** How a row of {@code event e} with its {@code camera c} becomes what clients get: one select list, one reader. */
final class EventRows {

    private static final DateTimeFormatter DATE = DateTimeFormatter.ISO_LOCAL_DATE.withZone(ZoneOffset.UTC);
    private static final Map<String, String> CARRIERS = Map.of("fedex", "FedEx", "ups", "UPS", "usps", "USPS", "amazon",
            "Amazon", "dhl", "DHL");

    /**
     * Name and type of each column that is read. Told as Hibernate's types, and the array as text: for an array that is asked
     * for by class Hibernate looks at the result's metadata, and the driver asks PostgreSQL's catalogue for that, once on each
     * connection.
     */
    static final Map<String, BasicTypeReference<?>> COLUMNS = columns();

    /** The select list. */
    static final String SELECTION = "c.name as camera_name, " + String.join(", ",
            COLUMNS.keySet().stream().filter(name -> !name.equals("camera_name")).map(EventRows::selected).toList());

    /** For one event, in addition; a list does without. */
    static final String FRAME_OFFSETS = "(select string_agg(cast(f.timestamp_offset_ms as text), ',' order by f.frame_number) "
            + "from event_frame f where f.event_id = e.id) as frame_offsets";

    private EventRows() {
    }

    /** An array has no basic type of Hibernate's, so it comes as text; no label has a comma. */
    private static String selected(String column) {
        return switch (column) {
            case "objects_detected" -> "array_to_string(e.objects_detected, ',') as objects_detected";
            case "has_thumbnail" -> Thumbnails.IS_THERE + " as has_thumbnail";
            default -> "e." + column;
        };
    }

    private static List<String> words(String list) {
        return list.isEmpty() ? List.of() : List.of(list.split(","));
    }

    /** A query whose select list is {@link #SELECTION}. */
    static NativeQuery<Tuple> query(Session db, String sql) {
        NativeQuery<Tuple> query = db.createNativeQuery(sql, Tuple.class);
        COLUMNS.forEach((name, type) -> query.addScalar(name, type));
        return query;
    }

    static EventView view(Tuple row) {
        return view(row, null);
    }

    /** With what {@link #FRAME_OFFSETS} adds, as the contract has it: in seconds. */
    static EventView detail(Tuple row) {
        String offsets = text(row, "frame_offsets");
        return view(row, offsets == null ? null
                : Stream.of(offsets.split(",")).map(offset -> Integer.parseInt(offset) / 1000.0).toList());
    }

    private static EventView view(Tuple row, List<Double> frameTimestamps) {
        UUID id = row.get("id", UUID.class);
        Instant occurredAt = row.get("occurred_at", Instant.class);
        String carrier = text(row, "delivery_carrier");
        List<String> missing = words(Objects.requireNonNullElse(text(row, "missing_media"), ""));
        boolean hasClip = text(row, "clip") != null && !missing.contains("clip");
        return new EventView(id, row.get("camera_id", UUID.class), text(row, "camera_name"), occurredAt,
                row.get("created_at", Instant.class), text(row, "description"), text(row, "description_source"),
                text(row, "state"), text(row, "last_error"), row.get("confidence", Integer.class),
                words(text(row, "objects_detected")),
                !flag(row, "has_thumbnail") ? null
                        : "/api/v1/thumbnails/" + DATE.format(occurredAt) + "/" + text(row, "thumbnail"),
                null, flag(row, "alert_triggered"), flag(row, "is_doorbell_ring"), flag(row, "low_confidence"),
                text(row, "source_type"), text(row, "protect_event_id"), text(row, "smart_detection_type"),
                text(row, "correlation_group_id"), null, text(row, "provider_used"), text(row, "analysis_mode"),
                row.get("frame_count_used", Integer.class), row.get("ai_confidence", Integer.class),
                row.get("audio_duration_ms", Integer.class), text(row, "fallback_reason"), text(row, "vague_reason"),
                text(row, "audio_transcription"), text(row, "audio_event_type"), row.get("reanalyzed_at", Instant.class),
                row.get("reanalysis_count", Integer.class), row.get("ai_cost", BigDecimal.class),
                row.get("audio_confidence", Double.class), row.get("anomaly_score", Double.class), null, frameTimestamps, null,
                null, null, null, carrier, carrier == null ? null : CARRIERS.get(carrier),
                hasClip ? "/api/v1/events/" + id + "/video" : null, missing);
    }

    private static String text(Tuple row, String column) {
        return row.get(column, String.class);
    }

    private static boolean flag(Tuple row, String column) {
        return row.get(column, Boolean.class);
    }

    private static Map<String, BasicTypeReference<?>> columns() {
        Map<String, BasicTypeReference<?>> columns = new LinkedHashMap<>();
        columns.put("id", StandardBasicTypes.UUID);
        columns.put("camera_id", StandardBasicTypes.UUID);
        columns.put("camera_name", StandardBasicTypes.STRING);
        columns.put("occurred_at", StandardBasicTypes.INSTANT);
        columns.put("created_at", StandardBasicTypes.INSTANT);
        for (String text : List.of("description", "description_source", "state", "last_error", "source_type",
                "protect_event_id", "smart_detection_type", "correlation_group_id", "provider_used", "analysis_mode",
                "fallback_reason", "vague_reason", "audio_transcription", "audio_event_type", "delivery_carrier",
                "thumbnail", "clip", "missing_media")) {
            columns.put(text, StandardBasicTypes.STRING);
        }
        for (String number : List.of("confidence", "frame_count_used", "ai_confidence", "audio_duration_ms",
                "reanalysis_count")) {
            columns.put(number, StandardBasicTypes.INTEGER);
        }
        columns.put("objects_detected", StandardBasicTypes.STRING);
        columns.put("alert_triggered", StandardBasicTypes.BOOLEAN);
        columns.put("is_doorbell_ring", StandardBasicTypes.BOOLEAN);
        columns.put("low_confidence", StandardBasicTypes.BOOLEAN);
        columns.put("has_thumbnail", StandardBasicTypes.BOOLEAN);
        columns.put("reanalyzed_at", StandardBasicTypes.INSTANT);
        columns.put("ai_cost", StandardBasicTypes.BIG_DECIMAL);
        columns.put("audio_confidence", StandardBasicTypes.DOUBLE);
        columns.put("anomaly_score", StandardBasicTypes.DOUBLE);
        return columns;
    }
}
