package io.vigil.access.internal;

import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.persistence.PersistenceException;

import org.jboss.logging.Logger;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.vigil.session.CommitOutcomeUnknown;
import io.vigil.session.SessionContext;
import io.vigil.session.SessionException;

/** Counts the uses of API keys in memory and adds them up in the database a moment later, many at a time. */
@Singleton
public class KeyUses {

    private static final Logger LOG = Logger.getLogger(KeyUses.class);
    private static final int GATHER_MILLIS = 500;
    private static final int RETRY_MILLIS = 5_000;

    private final Clock clock;
    private final ScheduledExecutorService executor;
    private final Counter failures;
    private final Map<UUID, Uses> waiting = new ConcurrentHashMap<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();

    private record Uses(long count, Instant last, String ip) {
        private static Uses sum(Uses earlier, Uses later) {
            Uses newest = earlier.last().isAfter(later.last()) ? earlier : later;
            return new Uses(earlier.count() + later.count(), newest.last(), newest.ip());
        }
    }

    KeyUses(Clock clock, ScheduledExecutorService executor, MeterRegistry registry) {
        this.clock = clock;
        this.executor = executor;
        this.failures = Counter.builder("access.key.uses.failures")
                .description("Times that counted uses of API keys could not be stored, and were kept").register(registry);
    }

    /** Counts one use. Never waits. */
    public void note(UUID keyId, String ip) {
        waiting.merge(keyId, new Uses(1, clock.instant(), ip), Uses::sum);
        writeIn(GATHER_MILLIS);
    }

    void stop(@Observes ShutdownEvent event) {
        write();
    }

    private void writeIn(int millis) {
        if (scheduled.compareAndSet(false, true)) {
            executor.schedule(this::write, millis, TimeUnit.MILLISECONDS);
        }
    }

    private void write() {
        scheduled.set(false);
        Map<UUID, Uses> batch = new HashMap<>();
        waiting.keySet().forEach(key -> batch.computeIfAbsent(key, waiting::remove));
        if (batch.isEmpty()) {
            return;
        }
        try {
            SessionContext.session("access.key-uses").rootOnly().run(() -> batch
                    .forEach((key, uses) -> ApiKey.used(key, uses.count(), uses.last(), uses.ip())));
        } catch (CommitOutcomeUnknown e) {
            // Rather lost than counted twice.
            failures.increment();
            LOG.warnf("Whether the uses of %d API keys were stored is not known", batch.size());
        } catch (PersistenceException | SessionException e) {
            // Nobody else would hear of it; the counts wait for the next try.
            failures.increment();
            LOG.warnf("The uses of %d API keys could not be stored yet: %s", batch.size(), e.toString());
            batch.forEach((key, uses) -> waiting.merge(key, uses, Uses::sum));
            writeIn(RETRY_MILLIS);
        }
    }
}
