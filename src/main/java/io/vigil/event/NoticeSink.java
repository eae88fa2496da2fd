package io.vigil.event;

import java.time.Instant;
import java.util.UUID;

/**
 * What must be told about events, by the feature that tells it. Called inside the session that records the event, so that
 * both commit together; an exception rolls both back.
 */
public interface NoticeSink {

    /** Takes a notice. Only writes rows: nothing outside may be called from here. */
    void take(Notice notice);

    /** Why there is a notice. */
    enum Stage {
        /** The event is stored; its description is the metadata sentence, or the client's. */
        STORED,
        /** The pipeline is done with it; the description is final. */
        SETTLED
    }

    /**
     * An event as told to people.
     *
     * @param description the text as it stands now
     */
    record Notice(Stage stage, UUID eventId, UUID cameraId, String cameraName, EventKind kind, Instant occurredAt,
            String description) {
    }
}
