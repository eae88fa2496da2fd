package io.vigil.session.notifications;

import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Up to where a process has read. An id that is passed over may belong to a session that has not committed yet, so it is asked
 * for again until no session can be so old. Used by one thread at a time.
 */
final class Cursor {

    /** Longer than any session that may write, from its first statement to its end. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MOST_MISSED = 1000;

    private long last;
    /** When each was missed, on the monotonic clock. */
    private final SortedMap<Long, Long> missed = new TreeMap<>();

    /**
     * After all that is committed.
     *
     * @param latest ids, the latest first
     */
    Cursor(List<Long> latest) {
        if (!latest.isEmpty()) {
            last = latest.get(latest.size() - 1);
            for (int i = latest.size() - 2; i >= 0; i--) {
                pass(latest.get(i));
            }
        }
    }

    long last() {
        return last;
    }

    /** The ids to ask for again, with commas between. */
    String missed() {
        return missed.keySet().stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    /**
     * All that was there then was read: what was missed long before is not asked for any more.
     *
     * @param began on the monotonic clock, before the rows were asked for
     */
    void readAt(long began) {
        missed.values().removeIf(since -> began - since > PATIENCE.toNanos());
    }

    /** This one was read. */
    void pass(long id) {
        if (id <= last) {
            missed.remove(id);
            return;
        }
        long now = System.nanoTime();
        for (long between = Math.max(last + 1, id - MOST_MISSED); between < id; between++) {
            missed.put(between, now);
        }
        while (missed.size() > MOST_MISSED) {
            missed.remove(missed.firstKey());
        }
        last = id;
    }
}
