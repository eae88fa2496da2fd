package io.vigil.event;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.persistence.PersistenceException;

import org.hibernate.Session;
import org.jboss.logging.Logger;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.mutiny.Uni;
import io.vigil.ai.AiConfig;
import io.vigil.ai.spending.Spending;
import io.vigil.event.NoticeSink.Notice;
import io.vigil.event.NoticeSink.Stage;
import io.vigil.event.internal.EventAnalysis;
import io.vigil.event.internal.EventAnalysis.Analysis;
import io.vigil.event.internal.EventFrames;
import io.vigil.event.internal.EventMedia.Gathered;
import io.vigil.event.internal.EventQueue;
import io.vigil.event.internal.EventQueue.Claimed;
import io.vigil.event.internal.EventQueue.Result;
import io.vigil.media.MediaFile;
import io.vigil.media.MediaStore;
import io.vigil.session.Budget;
import io.vigil.session.SchemaReady;
import io.vigil.session.SessionContext;
import io.vigil.session.SessionException;

/**
 * Takes stored events through the pipeline: claims what is due (one session), analyses it (none, and no thread either while a
 * model thinks), records the outcome (one session, guarded by lease and state).
 * <p>
 * A crash at any line loses nothing: the row stays due at the end of its lease. Nothing about an event is kept in this bean
 * but that it is in flight.
 */
@Singleton
public class EventProcessor {

    private static final Logger LOG = Logger.getLogger(EventProcessor.class);
    private static final int BATCH = 20;
    /**
     * Claims that wait for each thread that looks into files; those that wait long wear off, and the urgent wait behind them.
     */
    private static final int LOOKS_EACH = 2;
    private static final Duration RECORD_RETRY = Duration.ofSeconds(1);

    private final EventAnalysis analysis;
    private final Spending spending;
    private final AiConfig aiConfig;
    private final MediaStore media;
    private final List<NoticeSink> sinks;
    private final EventConfig config;
    private final Clock clock;
    private final MeterRegistry registry;
    private final ScheduledExecutorService timer;
    /** For what is short: claims and records. */
    private final ExecutorService workers;
    /** For what takes its time: files and their decoders. No answer that was paid for waits behind it. */
    private final ExecutorService lookers;

    private final Map<UUID, Claimed> inFlight = new ConcurrentHashMap<>();
    private final AtomicInteger wakes = new AtomicInteger();
    /** Claimed events whose files have not been looked into yet. */
    private final AtomicInteger looking = new AtomicInteger();
    private volatile boolean accepting;
    private volatile boolean claiming;
    private volatile boolean backlog;

    EventProcessor(EventAnalysis analysis, Spending spending, AiConfig aiConfig, MediaStore media,
            @All List<NoticeSink> sinks, EventConfig config, Clock clock, MeterRegistry registry,
            ScheduledExecutorService timer) {
        this.analysis = analysis;
        this.spending = spending;
        this.aiConfig = aiConfig;
        this.media = media;
        this.sinks = sinks;
        this.config = config;
        this.clock = clock;
        this.registry = registry;
        this.timer = timer;
        this.workers = Executors.newFixedThreadPool(config.workers(), work -> thread(work, "event-worker"));
        this.lookers = Executors.newFixedThreadPool(config.workers(), work -> thread(work, "event-looker"));
        registry.gauge("events.in.flight", inFlight, Map::size);
    }

    void start(@Observes SchemaReady ready) {
        accepting = true;
        wake();
    }

    /** What is due after a back-off or an ended lease is found by this tick. */
    @Scheduled(every = "1s", concurrentExecution = ConcurrentExecution.SKIP)
    void tick() {
        wake();
    }

    /** Looks for due events soon, on a worker. Returns at once; calls meanwhile are merged. */
    public void wake() {
        if (accepting && wakes.getAndIncrement() == 0) {
            boolean handedOver = false;
            try {
                workers.execute(this::claimWhileDue);
                handedOver = true;
            } finally {
                if (!handedOver) {
                    wakes.set(0);
                }
            }
        }
    }

    /** Events that this process holds now. */
    public int inFlight() {
        return inFlight.size();
    }

    private void claimWhileDue() {
        boolean ended = false;
        try {
            int seen;
            do {
                seen = wakes.get();
                claim();
            } while (wakes.addAndGet(-seen) > 0);
            ended = true;
        } catch (PersistenceException | SessionException e) {
            if (!SessionException.isDatabaseUnavailable(e)) {
                throw e;
            }
            LOG.warnf("No database to claim events from: %s", e.getMessage());
        } finally {
            claiming = false;
            if (!ended) {
                // Whatever it was, the next tick tries again.
                wakes.set(0);
            }
        }
    }

    private void claim() {
        int asked;
        List<Claimed> claimed;
        do {
            asked = Math.min(BATCH, Math.min(LOOKS_EACH * config.workers() - looking.get(),
                    config.inFlight() - inFlight.size()));
            backlog = asked <= 0;
            if (backlog || !accepting) {
                return;
            }
            int count = asked;
            claiming = true;
            claimed = SessionContext.session("event.claim").rootOnly().within(Budget.REQUEST)
                    .call(db -> EventQueue.claim(db, count, clock.instant(), aiConfig.deadline().plus(config.leaseGrace())));
            // All of them before any step, so that a stop in between hands them all back.
            claimed.forEach(event -> inFlight.put(event.id(), event));
            looking.addAndGet(claimed.size());
            claiming = false;
            claimed.forEach(event -> lookers.execute(() -> holding(event, () -> act(event))));
        } while (claimed.size() == asked);
    }

    /** Runs a step of an event; one that fails unexpectedly gives the slot back, and the lease's end gives the event back. */
    private void holding(Claimed event, Runnable step) {
        boolean done = false;
        try {
            step.run();
            done = true;
        } finally {
            if (!done) {
                release(event);
            }
        }
    }

    private void act(Claimed event) {
        if (event.attempt() > config.attempts()) {
            looking.decrementAndGet();
            record(event, Analysis
                    .without(Result.undescribed(EventState.FAILED, "No attempt of " + config.attempts() + " came to an end")));
            return;
        }
        Uni<Analysis> coming;
        try {
            coming = analysis.of(event, workers);
        } finally {
            looking.decrementAndGet();
            if (backlog) {
                wake();
            }
        }
        coming.subscribe().with(
                done -> workers.execute(() -> holding(event, () -> record(event, done))),
                failure -> {
                    if (accepting) {
                        LOG.errorf(failure, "Event %s could not be described", event.id());
                    }
                    release(event);
                });
    }

    private void record(Claimed event, Analysis done) {
        Result result = done.result();
        try {
            boolean held = SessionContext.session("event.record").rootOnly().within(Budget.REQUEST)
                    .call(db -> {
                        Optional<EventQueue.Recorded> recorded = EventQueue.record(db, event, result, clock.instant());
                        recorded.ifPresent(now -> {
                            keep(db, event, done.gathered(), result.state());
                            tell(event, result, now);
                        });
                        if (done.reservation() != null) {
                            // Also when the lease is lost: the calls were made.
                            spending.settle(done.reservation(), done.calls(), event.cameraId(), event.id(), done.mode());
                        }
                        return recorded.isPresent();
                    });
            registry.counter("events.processed", "status", held ? result.state().word() : "lease_lost").increment();
        } catch (PersistenceException | SessionException e) {
            if (!SessionException.isDatabaseUnavailable(e) || clock.instant().isAfter(event.leaseEnd())) {
                throw e;
            }
            // The answer may have cost money: keep it for as long as the event is ours.
            timer.schedule(() -> workers.execute(() -> holding(event, () -> record(event, done))),
                    RECORD_RETRY.toMillis(), TimeUnit.MILLISECONDS);
            return;
        }
        release(event);
    }

    private void keep(Session db, Claimed event, Gathered gathered, EventState state) {
        if (gathered != null) {
            List<String> unused = EventFrames.record(db, event.id(), gathered, state == EventState.DESCRIBED, clock.instant());
            SessionContext.afterCommit("event.drop-frames",
                    () -> unused.forEach(name -> MediaFile.named(name).ifPresent(media::delete)));
        }
    }

    private void tell(Claimed event, Result result, EventQueue.Recorded now) {
        if (result.state().isFinal() && !event.secondLook()) {
            Notice notice = new Notice(Stage.SETTLED, event.id(), event.cameraId(), event.cameraName(), now.kind(),
                    now.occurredAt(), now.description(), now.sound());
            sinks.forEach(sink -> sink.take(notice));
        }
    }

    private void release(Claimed event) {
        // Not a later claim of the same event.
        inFlight.remove(event.id(), event);
        if (backlog) {
            wake();
        }
    }

    /** Takes nothing new, waits a little for what is in flight, and hands the rest back, so that others need not wait. */
    void stop(@Observes ShutdownEvent event) {
        accepting = false;
        long end = System.nanoTime() + config.drain().toNanos();
        while ((claiming || !inFlight.isEmpty()) && System.nanoTime() < end) {
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        List<Claimed> rest = List.copyOf(inFlight.values());
        if (!rest.isEmpty()) {
            try {
                int handedBack = SessionContext.session("event.hand-back").rootOnly()
                        .call(db -> EventQueue.handBack(db, rest, clock.instant()));
                LOG.infof("Handed %d events back", handedBack);
            } catch (PersistenceException | SessionException e) {
                LOG.warnf("%d events are due again when their leases end: %s", rest.size(), e.getMessage());
            }
        }
        lookers.shutdown();
        workers.shutdown();
    }

    private static Thread thread(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((failed, failure) -> LOG.error("A step of an event failed unexpectedly", failure));
        return thread;
    }
}
