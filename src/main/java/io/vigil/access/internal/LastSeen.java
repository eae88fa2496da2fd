package io.vigil.access.internal;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.inject.Singleton;
import jakarta.persistence.PersistenceException;

import org.jboss.logging.Logger;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vigil.session.RequestSession;
import io.vigil.session.SessionException;

/**
 * Notes in the database when devices were last seen: at most once a minute each, on one worker at a time, behind a queue that
 * drops what does not fit. What fails or is dropped is counted; the next minute brings another chance.
 */
@Singleton
public class LastSeen {

    private static final Logger LOG = Logger.getLogger(LastSeen.class);
    private static final Duration PAUSE = Duration.ofSeconds(60);
    private static final int MOST_REMEMBERED = 10_000;
    private static final int MOST_WAITING = 256;

    private final Clock clock;
    private final ScheduledExecutorService executor;
    private final Counter failures;
    private final Counter dropped;
    private final Cache<Owned, Boolean> recent;
    private final BlockingQueue<Seen> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final AtomicBoolean writing = new AtomicBoolean();
    private volatile boolean failing;

    private record Owned(UUID userId, String deviceId) {
    }

    private record Seen(Owned device, Instant at) {
    }

    LastSeen(Clock clock, ScheduledExecutorService executor, MeterRegistry registry) {
        this.clock = clock;
        this.executor = executor;
        this.failures = Counter.builder("access.last.seen.failures")
                .description("Devices whose last activity could not be noted").register(registry);
        this.dropped = Counter.builder("access.last.seen.dropped")
                .description("Devices whose last activity was not noted because too many waited").register(registry);
        this.recent = Caffeine.newBuilder().maximumSize(MOST_REMEMBERED).expireAfterWrite(PAUSE)
                .ticker(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis())).build();
    }

    /** The device was just there, by its own word. Never waits. */
    public void note(UUID userId, String deviceId) {
        Owned device = new Owned(userId, deviceId);
        if (recent.asMap().putIfAbsent(device, Boolean.TRUE) != null) {
            return;
        }
        if (waiting.offer(new Seen(device, clock.instant()))) {
            startWriting();
        } else {
            dropped.increment();
        }
    }

    /** The device is another now, so that its next activity is to be noted at once. */
    public void forget(UUID userId, String deviceId) {
        recent.invalidate(new Owned(userId, deviceId));
    }

    /** Notes it if the device is the user's. */
    @RequestSession("access.last-seen")
    void store(UUID userId, String deviceId, Instant at) {
        Device.seen(userId, deviceId, at);
    }

    private void startWriting() {
        if (!writing.compareAndSet(false, true)) {
            return;
        }
        try {
            executor.execute(this::writeAll);
        } catch (RejectedExecutionException e) {
            // No worker is free: those who wait go with the next that comes.
            writing.set(false);
        }
    }

    private void writeAll() {
        try {
            for (Seen seen = waiting.poll(); seen != null; seen = waiting.poll()) {
                write(seen);
            }
        } finally {
            writing.set(false);
        }
        if (!waiting.isEmpty()) {
            startWriting();
        }
    }

    private void write(Seen seen) {
        try {
            store(seen.device().userId(), seen.device().deviceId(), seen.at());
            failing = false;
        } catch (PersistenceException | SessionException e) {
            // The request was answered long ago; one line tells that it began, not one for each device.
            failures.increment();
            LOG.logf(failing ? Logger.Level.DEBUG : Logger.Level.WARN, "The activity of a device could not be noted: %s", e);
            failing = true;
        }
    }
}
