package io.vigil.event.reprocessing;

import java.time.Instant;
import java.util.UUID;

/**
 * Which events to look at again. Only those with a picture or a clip are, and never those whose text a client
 * sent.
 *
 * @param startDate of the event, inclusive; null for the first
 * @param endDate of the event, inclusive; null for the last
 * @param onlyUndescribed whether to leave those alone that a model described; true if absent
 */
public record NewReprocessing(Instant startDate, Instant endDate, UUID cameraId, Boolean onlyUndescribed) {

    /** All that were not described. */
    public static final NewReprocessing ALL = new NewReprocessing(null, null, null, true);

    public NewReprocessing {
        onlyUndescribed = onlyUndescribed == null ? Boolean.TRUE : onlyUndescribed;
    }
}
