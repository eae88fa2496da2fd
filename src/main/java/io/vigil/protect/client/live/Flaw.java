package io.vigil.protect.client.live;

import java.util.Locale;

/** What can be wrong with a message of a live stream, or an entry of the history. */
public enum Flaw {
    /** Its parts are not as long as they say, or there are more or fewer of them. */
    LENGTH,
    /** Its parts are not of the kinds that they have to be. */
    HEADER,
    /** It is compressed, but not so that it can be taken apart. */
    DEFLATE,
    /** It is larger than anybody wants to read, compressed or not. */
    OVERSIZED,
    /** It is no JSON object. */
    JSON,
    /** It does not say what it is about. */
    NO_ID;

    /** As a metric label. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
