package io.vigil.delivery;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.vigil.event.EventKind;

/**
 * What people are to be told, in no channel's form yet. Kept with its notice as JSON.
 *
 * @param subject what it is about
 * @param eventId null but for an event
 * @param cameraId null but for an event
 * @param cameraName null but for an event
 * @param kind null but for an event
 * @param occurredAt when what is told happened
 * @param title one line
 * @param text as it stands now; it may be refined later
 * @param isFinal whether the text will not be refined any more
 * @param extra what a subject has besides, as simple values
 * @param sound what was heard, such as {@code smoke}; null but for an event, and where no sound is known
 * @param isUpgrade whether the news is that an event is more than was told, so that people hear of it again: as it is told,
 *        what came last; as it is sent, whether this recipient was told of it as less
 */
public record Message(Subject subject, UUID eventId, UUID cameraId, String cameraName, EventKind kind, Instant occurredAt,
        String title, String text, boolean isFinal, Map<String, Object> extra,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) String sound,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean isUpgrade) {

    /** What a message is about. */
    public enum Subject {
        EVENT,
        SPENDING,
        DIGEST,
        SYSTEM
    }

    /** Without a sound, and no upgrade. */
    public Message(Subject subject, UUID eventId, UUID cameraId, String cameraName, EventKind kind, Instant occurredAt,
            String title, String text, boolean isFinal, Map<String, Object> extra) {
        this(subject, eventId, cameraId, cameraName, kind, occurredAt, title, text, isFinal, extra, null, false);
    }
}
