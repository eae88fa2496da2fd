package io.vigil.event.media;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A picture out of an event's clip, as clients get it.
 *
 * @param frameNumber from 1, in the order of time
 * @param framePath the file's name in the media store
 * @param url where the JPEG is
 */
public record FrameView(UUID id, UUID eventId, int frameNumber, String framePath, int timestampOffsetMs, Integer width,
        Integer height, Integer fileSizeBytes, Instant createdAt, String url) {

    /** All frames of an event. */
    public record All(UUID eventId, List<FrameView> frames, int totalCount, long totalSizeBytes) {
    }
}
