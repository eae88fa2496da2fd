package io.vigil.event.stats;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import jakarta.inject.Singleton;

import org.hibernate.Session;

/**
 * What the files of all events take, as it was at most a minute ago: to add it up takes the longer the more events there are.
 * Whoever decides by it what to remove asks {@link MediaFigures} itself.
 */
@Singleton
public class MediaTotals {

    private static final Duration FRESH = Duration.ofMinutes(1);

    private final Clock clock;
    private volatile Seen last;

    MediaTotals(Clock clock) {
        this.clock = clock;
    }

    private record Seen(MediaFigures figures, Instant at) {
    }

    /** The figures, looked up inside the session that is open if nobody did within the last minute. */
    public MediaFigures recent(Session db) {
        Instant now = clock.instant();
        Seen seen = last;
        if (seen == null || Duration.between(seen.at(), now).abs().compareTo(FRESH) >= 0) {
            seen = new Seen(MediaFigures.of(db), now);
            last = seen;
        }
        return seen.figures();
    }

    /** Has the next one who asks look, as after much has changed at once. */
    public void forget() {
        last = null;
    }
}
