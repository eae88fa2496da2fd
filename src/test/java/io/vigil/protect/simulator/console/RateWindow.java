package io.vigil.protect.simulator.console;

import java.util.ArrayDeque;
import java.util.Deque;

/** How often the official API may be asked in any second. */
final class RateWindow {

    private static final long SECOND = 1_000_000_000L;

    private final Deque<Long> accepted = new ArrayDeque<>();
    private final int limit;

    /** With 0 as often as one likes. */
    RateWindow(int limit) {
        this.limit = limit;
    }

    /** Whether one more is within the limit; counts it if so. */
    synchronized boolean accepts() {
        long now = System.nanoTime();
        while (!accepted.isEmpty() && now - accepted.peek() >= SECOND) {
            accepted.remove();
        }
        if (limit > 0 && accepted.size() >= limit) {
            return false;
        }
        accepted.add(now);
        return true;
    }

    /** As the header says it, or null without a limit. */
    String policy() {
        return limit > 0 ? "\"default\";q=" + limit + ";w=1" : null;
    }
}
