package io.vigil.event.internal;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import jakarta.persistence.Tuple;

import org.hibernate.Session;
import org.hibernate.query.NativeQuery;
import org.hibernate.type.StandardBasicTypes;

import io.vigil.event.EventFilter;
import io.vigil.event.EventView;
import io.vigil.event.media.Thumbnails;

/** Reads events inside the session that is open: one by its id in one SELECT, a page in two. */
public final class EventQuery {

    /** Up to here a total is exact; counting on would cost more than the page. */
    private static final int COUNTED = 10_000;

    private final List<String> conditions = new ArrayList<>();
    private final Map<String, Object> values = new LinkedHashMap<>();

    private EventQuery() {
    }

    /** The event, or empty. */
    public static Optional<EventView> byId(Session db, UUID id) {
        return EventRows.query(db, "select " + EventRows.SELECTION + ", " + EventRows.FRAME_OFFSETS
                + " from event e join camera c on c.id = e.camera_id where e.id = :id")
                .addScalar("frame_offsets", StandardBasicTypes.STRING).setParameter("id", id).uniqueResultOptional()
                .map(EventRows::detail);
    }

    /**
     * The scores of the household.
     *
     * @param medium low is below it
     * @param high medium is below it
     */
    public record Severities(BigDecimal medium, BigDecimal high) {
    }

    /** The page that the filter asks for; "now" is where its time range ends. */
    public static EventView.Page page(Session db, EventFilter filter, Severities severities, Instant now) {
        EventQuery query = new EventQuery();
        query.restrict(filter, severities, now);
        return query.read(db, filter);
    }

    private EventView.Page read(Session db, EventFilter filter) {
        boolean ascending = filter.ascending();
        String matches = where();
        Map<String, Object> matching = new LinkedHashMap<>(values);
        Cursor cursor = filter.cursor() == null ? null : Cursor.parse(filter.cursor());
        if (cursor != null) {
            conditions.add("(e.occurred_at, e.id) " + (ascending ? ">" : "<") + " (:cursor_time, :cursor_id)");
            values.put("cursor_time", cursor.occurredAt());
            values.put("cursor_id", cursor.id());
        }
        String direction = ascending ? "asc" : "desc";
        NativeQuery<Tuple> rows = EventRows.query(db, "select " + EventRows.SELECTION
                + " from event e join camera c on c.id = e.camera_id" + where()
                + " order by e.occurred_at " + direction + ", e.id " + direction);
        values.forEach(rows::setParameter);
        int offset = cursor == null ? filter.offset() : 0;
        List<EventView> found = rows.setFirstResult(offset).setMaxResults(filter.limit() + 1).getResultList().stream()
                .map(EventRows::view).toList();
        boolean hasMore = found.size() > filter.limit();
        List<EventView> events = hasMore ? found.subList(0, filter.limit()) : found;
        long total = total(db, matches, matching);
        if (total > COUNTED) {
            total = Math.max(total, (long) offset + found.size());
        }
        String nextCursor = hasMore ? Cursor.after(events.get(events.size() - 1)).text() : null;
        Integer nextOffset = hasMore && cursor == null ? offset + events.size() : null;
        return new EventView.Page(events, total, hasMore, nextOffset, nextCursor, filter.limit(), offset);
    }

    private static long total(Session db, String matches, Map<String, Object> matching) {
        NativeQuery<Long> count = db
                .createNativeQuery("select count(*) as matches from (select 1 from event e" + matches + " limit "
                        + (COUNTED + 1) + ") counted", Long.class)
                .addScalar("matches", StandardBasicTypes.LONG);
        matching.forEach(count::setParameter);
        return count.getSingleResult();
    }

    private String where() {
        return conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
    }

    private void restrict(EventFilter filter, Severities scores, Instant now) {
        add("e.camera_id = :camera", "camera", filter.cameraId());
        add("e.occurred_at >= :start", "start", filter.start());
        add("e.occurred_at <= :end", "end", filter.end());
        if (filter.hoursBack() != null) {
            add("e.occurred_at >= :since", "since", now.minus(Duration.ofHours(filter.hoursBack())));
        }
        add("e.confidence >= :confidence", "confidence", filter.minConfidence());
        flag("e.alert_triggered", filter.alertTriggered());
        flag("e.low_confidence", filter.lowConfidence());
        flag("e.fallback_reason is not null", filter.hasFallback());
        flag(Thumbnails.IS_THERE, filter.hasThumbnail());
        addList("e.objects_detected && string_to_array(:objects, ',')", "objects", filter.objectTypes());
        addList("e.source_type = any(string_to_array(:sources, ','))", "sources", filter.sourceTypes());
        addList("e.analysis_mode = any(string_to_array(:modes, ','))", "modes", filter.analysisModes());
        addList(detections(filter.detectionTypes()), "detections", filter.detectionTypes());
        add("to_tsvector('simple', e.description) @@ plainto_tsquery('simple', :words)", "words", filter.words());
        List<String> severities = filter.severities().stream().map(word -> severity(word, scores)).toList();
        if (!severities.isEmpty()) {
            conditions.add("(" + String.join(" or ", severities) + ")");
        }
    }

    private void add(String condition, String name, Object value) {
        if (value != null) {
            conditions.add(condition);
            values.put(name, value);
        }
    }

    private void addList(String condition, String name, List<String> words) {
        add(condition, name, words.isEmpty() ? null : String.join(",", words));
    }

    private void flag(String condition, Boolean wanted) {
        if (wanted != null) {
            conditions.add(wanted ? condition : "not (" + condition + ")");
        }
    }

    /** A ring is told by its flag as well as by its type. */
    private static String detections(List<String> types) {
        String typed = "e.smart_detection_type = any(string_to_array(:detections, ','))";
        return types.contains("ring") ? "(" + typed + " or e.is_doorbell_ring)" : typed;
    }

    private static String severity(String word, Severities scores) {
        String medium = scores.medium().toPlainString();
        String high = scores.high().toPlainString();
        return switch (word) {
            case "low" -> "e.anomaly_score < " + medium;
            case "medium" -> "(e.anomaly_score >= " + medium + " and e.anomaly_score < " + high + ")";
            default -> "e.anomaly_score >= " + high;
        };
    }
}
