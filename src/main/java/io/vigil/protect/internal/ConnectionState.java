package io.vigil.protect.internal;

import java.util.Locale;

import jakarta.persistence.EnumeratedValue;

import com.fasterxml.jackson.annotation.JsonValue;

/** Where the connection to a controller stands. */
public enum ConnectionState {
    /** A person wants none. */
    DISCONNECTED,
    /** An attempt is under way, or about to be made. */
    CONNECTING,
    /** The live stream is open. */
    CONNECTED,
    /** The last attempt failed, or the connection was lost; the next attempt has a time. */
    WAITING,
    /** The controller does not accept the credentials. Without a time for the next attempt there is none before they change. */
    REFUSED,
    /** Its certificate is not the one to trust; it is looked at again from time to time. */
    UNTRUSTED,
    /** It was asked too often, and is left alone for a while. */
    LIMITED;

    /** In JSON and in the database. */
    @JsonValue
    @EnumeratedValue
    private final String text = name().toLowerCase(Locale.ROOT);

    /** As it stands in rows and metrics. */
    public String word() {
        return text;
    }

    /** Reads the word of a row. */
    static ConnectionState of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
