package io.vigil.delivery.push.wire;

import java.util.Locale;

import io.vigil.delivery.Message;
import io.vigil.event.EventKind;

/** How much battery a message is worth (RFC 8030, 5.3). */
enum Urgency {
    LOW,
    NORMAL,
    HIGH;

    /**
     * Somebody at the door, or an alarm, wakes the device; what moved may wait until it wakes. A refined text is as urgent as
     * the first, which it may overtake.
     */
    static Urgency of(Message message) {
        if (message.kind() == null) {
            return message.subject() == Message.Subject.DIGEST ? LOW : NORMAL;
        }
        return switch (message.kind()) {
            case RING -> HIGH;
            case AUDIO -> EventKind.isAlarm(message.sound()) ? HIGH : NORMAL;
            case PERSON, VEHICLE, PACKAGE, ANIMAL -> NORMAL;
            case MOTION -> LOW;
        };
    }

    /** As it stands in the header. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
