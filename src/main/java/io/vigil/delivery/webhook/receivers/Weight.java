package io.vigil.delivery.webhook.receivers;

import io.vigil.delivery.Message;
import io.vigil.delivery.Outgoing;
import io.vigil.event.EventKind;

/**
 * How much noise a message is worth.
 *
 * @see <a href="https://docs.ntfy.sh/publish/#message-priority">ntfy: message priority, 1 to 5</a>
 */
enum Weight {

    LOW(2, 2),
    NORMAL(3, 5),
    HIGH(4, 8);

    private final int ntfy;
    private final int gotify;

    Weight(int ntfy, int gotify) {
        this.ntfy = ntfy;
        this.gotify = gotify;
    }

    /** A refined text makes no noise: the first one did. That an event is more than was told is news. */
    static Weight of(Outgoing outgoing) {
        Message message = outgoing.message();
        if (outgoing.isSilent()) {
            return LOW;
        }
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

    /** 1 to 5. */
    int ntfy() {
        return ntfy;
    }

    /** 0 to 10; clients make a sound from 4 on, and wake the device from 8 on. */
    int gotify() {
        return gotify;
    }
}
