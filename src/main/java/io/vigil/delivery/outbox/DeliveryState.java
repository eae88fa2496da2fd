package io.vigil.delivery.outbox;

import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonValue;

/** How far a delivery has come. */
public enum DeliveryState {

    /** To be sent, for the first time or again. */
    WAITING,
    /** On its way, or so until its lease ends. */
    SENDING,
    DELIVERED,
    /** The recipient does not want it. */
    SKIPPED,
    /** There is no such recipient any more. */
    GONE,
    /** Given up; a person may have it sent again. */
    DEAD;

    /** As it stands in rows and answers. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads the word. */
    public static DeliveryState of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
