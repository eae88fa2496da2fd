package io.vigil.event;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DefaultValue;

import org.jboss.resteasy.reactive.RestQuery;

import io.vigil.web.ProblemException;

/** What {@code GET /events} may be asked, as sent. Filters AND together; a value that does not fit is a 422, never dropped. */
public class EventFilter {

    private static final int DEFAULT_LIMIT = 50;

    @RestQuery("camera_id")
    UUID cameraId;
    @RestQuery("start_time")
    Instant startTime;
    @RestQuery("start_date")
    Instant startDate;
    @RestQuery("end_time")
    Instant endTime;
    @RestQuery("end_date")
    Instant endDate;
    @RestQuery("min_confidence")
    @Min(0)
    @Max(100)
    Integer minConfidence;
    @RestQuery("object_types")
    String objectTypes;
    @RestQuery
    String objects;
    @RestQuery("alert_triggered")
    Boolean alertTriggered;
    @RestQuery("has_fallback")
    Boolean hasFallback;
    @RestQuery("low_confidence")
    Boolean lowConfidence;
    @RestQuery("has_thumbnail")
    Boolean hasThumbnail;
    @RestQuery("search_query")
    @Size(max = 500)
    String searchQuery;
    @RestQuery
    @Size(max = 500)
    String search;
    @RestQuery("source_type")
    String sourceType;
    @RestQuery("smart_detection_type")
    String smartDetectionType;
    @RestQuery("analysis_mode")
    String analysisMode;
    @RestQuery("anomaly_severity")
    String anomalySeverity;
    @RestQuery("time_range")
    String timeRange;
    @RestQuery
    @Min(1)
    @Max(500)
    Integer limit;
    @RestQuery
    @Min(0)
    Integer offset;
    @RestQuery("sort_order")
    @DefaultValue("desc")
    String sortOrder;
    @RestQuery
    String cursor;

    public UUID cameraId() {
        return cameraId;
    }

    public Integer minConfidence() {
        return minConfidence;
    }

    public Boolean alertTriggered() {
        return alertTriggered;
    }

    public Boolean hasFallback() {
        return hasFallback;
    }

    public Boolean lowConfidence() {
        return lowConfidence;
    }

    public Boolean hasThumbnail() {
        return hasThumbnail;
    }

    public String cursor() {
        return cursor;
    }

    public int limit() {
        return limit == null ? DEFAULT_LIMIT : limit;
    }

    public int offset() {
        return offset == null ? 0 : offset;
    }

    public boolean ascending() {
        return oneOf("sort_order", sortOrder, List.of("desc", "asc")).equals("asc");
    }

    public Instant start() {
        return startTime == null ? startDate : startTime;
    }

    public Instant end() {
        return endTime == null ? endDate : endTime;
    }

    public String words() {
        String words = searchQuery == null ? search : searchQuery;
        return words == null || words.isBlank() ? null : words;
    }

    public List<String> objectTypes() {
        return words("object_types", objectTypes == null ? objects : objectTypes, NewEvent.OBJECTS);
    }

    public List<String> sourceTypes() {
        return words("source_type", sourceType, "rtsp|usb|protect");
    }

    public List<String> detectionTypes() {
        return words("smart_detection_type", smartDetectionType, NewEvent.DETECTIONS);
    }

    public List<String> analysisModes() {
        return words("analysis_mode", analysisMode, NewEvent.MODES);
    }

    public List<String> severities() {
        return words("anomaly_severity", anomalySeverity, "low|medium|high");
    }

    /** The hours back from now that the UI's short form means, or null. */
    public Integer hoursBack() {
        if (timeRange == null || timeRange.isEmpty()) {
            return null;
        }
        return switch (oneOf("time_range", timeRange, List.of("1h", "24h", "7d", "30d"))) {
            case "1h" -> 1;
            case "24h" -> 24;
            case "7d" -> 7 * 24;
            default -> 30 * 24;
        };
    }

    private static String oneOf(String name, String value, List<String> allowed) {
        if (!allowed.contains(value)) {
            throw ProblemException.invalid("query", name, "must be one of " + String.join(", ", allowed));
        }
        return value;
    }

    private static List<String> words(String name, String csv, String allowed) {
        if (csv == null || csv.isBlank()) {
            return List.of();
        }
        List<String> known = List.of(allowed.split("\\|"));
        List<String> words = List.of(csv.split(","));
        return words.stream().map(word -> oneOf(name, word.trim(), known)).distinct().toList();
    }
}
