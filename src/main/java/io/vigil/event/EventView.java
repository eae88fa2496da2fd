package io.vigil.event;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.hibernate.Session;

import io.vigil.event.internal.EventQuery;

/**
 * An event as clients get it. Every field is always present; those without a word here are the contract's and may be null.
 *
 * @param description never null: the metadata sentence until somebody described it
 * @param descriptionSource ours: {@code metadata}, {@code ai} or {@code client}
 * @param state ours: where the event is in the pipeline
 * @param lastError ours: why the last attempt failed
 * @param confidence 0 to 100; 0 also where the source told none
 * @param missingMedia ours: what was sent or made and could not be kept: snapshot, thumbnail, clip, frames
 */
public record EventView(UUID id, UUID cameraId, String cameraName, Instant timestamp, Instant createdAt, String description,
        String descriptionSource, String state, String lastError, int confidence, List<String> objectsDetected,
        String thumbnailPath, String thumbnailBase64, boolean alertTriggered, boolean isDoorbellRing, boolean lowConfidence,
        String sourceType, String protectEventId, String smartDetectionType, String correlationGroupId,
        List<CorrelatedEvent> correlatedEvents, String providerUsed, String analysisMode, Integer frameCountUsed,
        Integer aiConfidence, Integer audioDurationMs, String fallbackReason, String vagueReason, String audioTranscription,
        String audioEventType, Instant reanalyzedAt, int reanalysisCount, BigDecimal aiCost, Double audioConfidence,
        Double anomalyScore, List<String> keyFramesBase64, List<Double> frameTimestamps, Object matchedEntity, String entityId,
        String entityName, Object feedback, String deliveryCarrier, String deliveryCarrierDisplay, String videoPath,
        List<String> missingMedia) {

    /** The event as it is stored now, inside the session that is open; empty if there is no such event. */
    public static Optional<EventView> find(Session db, UUID id) {
        return EventQuery.byId(db, id);
    }

    /** Another camera's event of the same happening. */
    public record CorrelatedEvent(UUID id, String cameraName, String thumbnailUrl, Instant timestamp) {
    }

    /**
     * A page of events.
     *
     * @param totalCount exact up to 10,000 matches; beyond, a bound that lets clients page on
     * @param nextOffset where the next page starts, or null
     * @param nextCursor ours: where the next page starts, at the same cost however deep; null at the end
     */
    public record Page(List<EventView> events, long totalCount, boolean hasMore, Integer nextOffset, String nextCursor,
            int limit, int offset) {
    }
}
