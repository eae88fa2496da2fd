package io.vigil.session.internal;

import java.util.Optional;

/** A connection that somebody talks to and gets no answer from, as over a network that is gone. */
public final class StuckConnection {

    private StuckConnection() {
    }

    /** Keeps everybody from the connection of the session of that name while the work runs. */
    public static void during(LiveFrames live, String session, Runnable work) {
        Frame frame = live.all().stream().filter(open -> open.name().equals(session)).findFirst().orElseThrow();
        Optional<Boolean> held = frame.whileHeld(connection -> {
            work.run();
            return true;
        });
        if (held.isEmpty()) {
            throw new AssertionError(frame + " has no connection");
        }
    }
}
