package io.vigil.delivery.live;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import jakarta.inject.Singleton;

import org.hibernate.Session;

import io.vigil.delivery.Message;
import io.vigil.event.EventKind;
import io.vigil.event.EventView;

/** What clients are told of an event. */
@Singleton
class EventMessages {

    private static final int LONGEST_DESCRIPTION = 100;

    private final Envelopes envelopes;

    EventMessages(Envelopes envelopes) {
        this.envelopes = envelopes;
    }

    private record NewEvent(UUID eventId, UUID cameraId, String description) {
    }

    private record EventCreated(UUID id, UUID cameraId, String cameraName, Instant timestamp, String description,
            int confidence, List<String> objectsDetected, String thumbnailPath, String sourceType, String smartDetectionType,
            String protectEventId, boolean isDoorbellRing) {
    }

    private record DoorbellRing(UUID cameraId, String cameraName, String thumbnailUrl, Instant timestamp) {
    }

    /**
     * An event that is new is told in full, any other only so that lists are read again; none for one that is gone. Inside a
     * session.
     */
    List<String> of(Session db, Message message, boolean isNew) {
        Optional<EventView> stored = EventView.find(db, message.eventId());
        if (stored.isEmpty()) {
            return List.of();
        }
        EventView event = stored.get();
        List<String> messages = new ArrayList<>();
        messages.add(envelopes.of("NEW_EVENT", new NewEvent(event.id(), event.cameraId(), shortened(event.description()))));
        if (isNew) {
            messages.add(envelopes.of("EVENT_CREATED",
                    new EventCreated(event.id(), event.cameraId(), event.cameraName(), event.timestamp(), event.description(),
                            event.confidence(), event.objectsDetected(), event.thumbnailPath(), event.sourceType(),
                            event.smartDetectionType(), event.protectEventId(), event.isDoorbellRing())));
        }
        if (isNew && message.kind() == EventKind.RING) {
            messages.add(envelopes.of("DOORBELL_RING", new DoorbellRing(event.cameraId(), event.cameraName(),
                    "/api/v1/events/" + event.id() + "/thumbnail", event.timestamp())));
        }
        return messages;
    }

    private static String shortened(String text) {
        if (text == null || text.codePointCount(0, text.length()) <= LONGEST_DESCRIPTION) {
            return text;
        }
        return text.substring(0, text.offsetByCodePoints(0, LONGEST_DESCRIPTION - 1)) + "…";
    }
}
