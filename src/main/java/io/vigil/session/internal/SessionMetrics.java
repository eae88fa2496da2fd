package io.vigil.session.internal;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

import jakarta.inject.Singleton;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.quarkus.arc.All;
import io.vigil.session.internal.SessionEngine.Outcome;

/**
 * What sessions cost, by name: {@code session_seconds{name,outcome}}, {@code session_hold_seconds{name}} (time a connection was
 * out) and {@code session_statements{name}} of those that asked for one; what followed their commits,
 * {@code session_after_commit_total{name}}; who ended a late one, {@code session_deadline_total{name,layer}}: its own thread
 * (budget), the watchdog or the transaction manager (backstop). And what must stay zero: {@code session_foreign_tx_total},
 * {@code session_orphan_connections_total}, {@code session_after_commit_failures_total{name}}.
 */
@Singleton
public class SessionMetrics {

    private final MeterRegistry registry;
    private final List<Ended> others;
    private final Map<String, Meters> byName = new ConcurrentHashMap<>();
    private final Counter foreignTransactions;
    private final Counter orphanConnections;

    /** Whoever else wants to know what each root frame cost. */
    public interface Ended {
        /** On the frame's thread, after its connection is back. */
        void ended(Frame frame);
    }

    private record Meters(Map<Outcome, Timer> duration, Timer hold, DistributionSummary statements) {
    }

    SessionMetrics(MeterRegistry registry, @All List<Ended> others) {
        this.registry = registry;
        this.others = others;
        this.foreignTransactions = Counter.builder("session.foreign.tx")
                .description("Transactions found on a thread that no session owned").register(registry);
        this.orphanConnections = Counter.builder("session.orphan.connections")
                .description("Connections taken outside any session").register(registry);
    }

    void ended(Frame frame, Outcome outcome) {
        Meters meters = byName.get(frame.name());
        if (meters == null) {
            meters = byName.computeIfAbsent(frame.name(), this::register);
        }
        meters.duration().get(outcome).record(frame.times().whole(outcome == Outcome.COMMITTED),
                TimeUnit.NANOSECONDS);
        if (frame.times().hasWaited()) {
            meters.hold().record(frame.heldNanos(), TimeUnit.NANOSECONDS);
            meters.statements().record(frame.statements());
        }
        for (Ended other : others) {
            other.ended(frame);
        }
    }

    void foreignTransaction() {
        foreignTransactions.increment();
    }

    void orphanConnection() {
        orphanConnections.increment();
    }

    void afterCommitRan(String name) {
        registry.counter("session.after.commit", "name", name).increment();
    }

    void afterCommitFailed(String name) {
        registry.counter("session.after.commit.failures", "name", name).increment();
    }

    void deadlinePassed(String name, String layer) {
        registry.counter("session.deadline", "name", name, "layer", layer).increment();
    }

    private Meters register(String name) {
        Map<Outcome, Timer> duration = new EnumMap<>(Outcome.class);
        for (Outcome outcome : Outcome.values()) {
            duration.put(outcome, Timer.builder("session").description("From opening to end")
                    .tag("name", name).tag("outcome", outcome.name().toLowerCase(Locale.ROOT)).register(registry));
        }
        return new Meters(duration,
                Timer.builder("session.hold").description("Time a connection was held").tag("name", name).register(registry),
                DistributionSummary.builder("session.statements").description("Statements prepared").tag("name", name)
                        .register(registry));
    }
}
