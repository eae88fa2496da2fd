package io.vigil.protect.simulator.console;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;

/** Where in the private stream one is: ids from before the last start of the console are refused. */
final class UpdateIds {

    private final Set<String> known = new LinkedHashSet<>();
    private String current;

    UpdateIds() {
        restart();
    }

    /** Forgets all and begins anew. */
    synchronized void restart() {
        known.clear();
        next();
    }

    /** The next id. */
    synchronized String next() {
        moveTo(UUID.randomUUID().toString());
        return current;
    }

    /** A recorded id is the next. */
    synchronized void moveTo(String id) {
        known.add(id);
        current = id;
    }

    synchronized String current() {
        return current;
    }

    /** Whether a stream may go on from there. */
    synchronized boolean isKnown(String id) {
        return known.contains(id);
    }
}
