package io.vigil.protect;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import jakarta.inject.Singleton;

import io.vigil.protect.client.EventChange;

/**
 * Turns what controllers tell of their events into stored events: merges partial changes, keeps repeats out, holds the
 * cooldown, and asks for pictures and clips.
 */
@Singleton
public class ProtectEventHandler {

    /**
     * Stores what follows from the changes, which are of one controller and in the order in which they were told. When it
     * returns, all of it is committed; one that cannot be stored for a reason of its own is counted and left out. Blocks; must
     * be called outside any session.
     *
     * @throws io.vigil.session.SessionException or a PersistenceException if the database is away: the caller keeps the changes
     *         and calls again, which stores nothing twice
     */
    public void take(UUID controllerId, List<EventChange> changes) {
        throw new UnsupportedOperationException();
    }

    /**
     * Ends the events that were going on when the connection was lost, because their ends may never be told: each is taken to
     * have ended then. A later word about its end still counts.
     */
    public void endOpen(UUID controllerId, Instant lostAt) {
        throw new UnsupportedOperationException();
    }
}
