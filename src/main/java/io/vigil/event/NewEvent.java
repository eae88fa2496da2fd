package io.vigil.event;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

/**
 * An event that a client reports as JSON. Without a description it is queued for one.
 *
 * @param thumbnailBase64 a JPEG or PNG, with or without a {@code data:} prefix
 * @param externalId ours: the client's own id, so that a repeat is recognised
 */
public record NewEvent(@NotNull UUID cameraId, @NotNull Instant timestamp, @Size(min = 1, max = 5000) String description,
        @NotNull @Min(0) @Max(100) Integer confidence,
        @NotNull @Size(min = 1, max = 20) List<@NotNull @Pattern(regexp = OBJECTS, message = "must be one of "
                + OBJECTS) String> objectsDetected,
        String thumbnailBase64, @Size(max = 500) String thumbnailPath, Boolean alertTriggered,
        @Pattern(regexp = "rtsp|usb|protect", message = "must be one of rtsp, usb, protect") String sourceType,
        @Size(max = 255) String protectEventId,
        @Pattern(regexp = DETECTIONS, message = "must be one of " + DETECTIONS) String smartDetectionType,
        Boolean isDoorbellRing, @Size(max = 500) String fallbackReason,
        @Pattern(regexp = MODES, message = "must be one of " + MODES) String analysisMode,
        @Min(1) @Max(10) Integer frameCountUsed, @Size(max = 20000) String audioTranscription,
        @Min(0) @Max(100) Integer aiConfidence, Boolean lowConfidence, @Size(max = 500) String vagueReason,
        @Size(min = 1, max = 255) String externalId) {

    static final String OBJECTS = "person|vehicle|animal|package|unknown";
    static final String DETECTIONS = "person|vehicle|package|animal|motion|ring|manual_trigger";
    static final String MODES = "single_frame|multi_frame|video_native";

    /** The kind that the contract's fields amount to. */
    EventKind kind() {
        if (Boolean.TRUE.equals(isDoorbellRing) || "ring".equals(smartDetectionType)) {
            return EventKind.RING;
        }
        if (smartDetectionType != null && !smartDetectionType.equals("manual_trigger")) {
            return EventKind.of(smartDetectionType);
        }
        String first = objectsDetected.get(0);
        return first.equals("unknown") ? EventKind.MOTION : EventKind.of(first);
    }
}
