package io.vigil.session.faults;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** What a fault does to its wire when the moment has come. */
@FunctionalInterface
interface Deed {

    /** Does it; answers whether the message at hand may still go on its way. */
    boolean strike(Wire wire) throws IOException;

    /** Cuts both sides: neither hears of the other again. */
    static Deed cut() {
        return wire -> {
            wire.cut();
            return false;
        };
    }

    /** Cuts the client's side only; the server gets all of what was being sent, and finishes with nobody listening. */
    static Deed cutClient() {
        return wire -> {
            wire.cutClient();
            return true;
        };
    }

    /** Holds the message back for a while. */
    static Deed stall(Duration pause) {
        return wire -> {
            LockSupport.parkNanos(pause.toNanos());
            return true;
        };
    }

    /** Lets the client wait for an answer that never comes; the connection stays up. */
    static Deed swallow() {
        return wire -> {
            wire.mute();
            return true;
        };
    }

    /** Does something else while the message is on its way. */
    static Deed meanwhile(Runnable action) {
        return wire -> {
            action.run();
            return true;
        };
    }
}
