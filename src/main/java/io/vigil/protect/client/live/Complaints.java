package io.vigil.protect.client.live;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Counts what controllers send that makes no sense ({@code protect.frames.malformed} by class), and says so, but at most once
 * in ten seconds for each class, however many controllers there are.
 */
@Singleton
public class Complaints {

    private static final Logger LOG = Logger.getLogger(Complaints.class);
    private static final long PAUSE_NANOS = Duration.ofSeconds(10).toNanos();

    private final Map<Flaw, Kept> kept = new EnumMap<>(Flaw.class);

    /** Of one class. */
    private static final class Kept {
        private final Counter count;
        private long lastNanos = System.nanoTime() - PAUSE_NANOS;
        private long leftOut;

        Kept(Counter count) {
            this.count = count;
        }
    }

    Complaints(MeterRegistry registry) {
        for (Flaw flaw : Flaw.values()) {
            kept.put(flaw, new Kept(registry.counter("protect.frames.malformed", "class", flaw.label())));
        }
    }

    /** Takes note of one. */
    public void about(String controller, Flaw flaw) {
        Kept of = kept.get(flaw);
        of.count.increment();
        long leftOut;
        synchronized (of) {
            long now = System.nanoTime();
            if (now - of.lastNanos < PAUSE_NANOS) {
                of.leftOut++;
                return;
            }
            leftOut = of.leftOut;
            of.lastNanos = now;
            of.leftOut = 0;
        }
        LOG.warnf("The controller at %s sent a message that cannot be read (%s); %d more since the last such line",
                controller, flaw.label(), leftOut);
    }
}
