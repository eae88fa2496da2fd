package io.vigil.protect.client;

import io.vertx.core.Future;

/**
 * What a controller tells live, over one socket (private API) or the two channels of the official one. It pings and watches for
 * silence by itself: one that stays silent is closed, and the listener told.
 */
public interface LiveStream {

    /** Stops reading, so that the sender waits; for a listener that has enough to do. */
    void pause();

    /** Goes on reading. */
    void resume();

    /** When anything was heard last, a pong included; by {@link System#nanoTime()}. */
    long lastHeardNanos();

    /** Closes it; the future ends when no socket of it is left, within seconds even if the other side says nothing. */
    Future<Void> close();
}
