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

import org.jboss.logging.Logger;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.vigil.ai.AiConfig;
import io.vigil.ai.AiService;
import io.vigil.ai.Outcome;
import io.vigil.ai.Question;
import io.vigil.event.NoticeSink.Notice;
import io.vigil.event.NoticeSink.Stage;
import io.vigil.event.internal.EventQueue;
import io.vigil.event.internal.EventQueue.Claimed;
import io.vigil.event.internal.EventQueue.Result;
import io.vigil.event.internal.Settlement;
import io.vigil.media.MediaException;
import io.vigil.media.MediaFile;
import io.vigil.media.MediaStore;
import io.vigil.media.MediaType;
import io.vigil.media.Pictures;
import io.vigil.session.Budget;
import io.vigil.session.SchemaReady;
import io.vigil.session.SessionContext;
import io.vigil.session.SessionException;
import io.vigil.web.ProblemException;

/**
 * Takes stored events through the pipeline: claims what is due (one session), asks for a description (none, and no thread
 * either while the model thinks), records the outcome (one session, guarded by lease and state).
 * <p>
 * A crash at any line loses nothing: the row stays due at the end of its lease. Nothing about an event is kept in this bean
 * but that it is in flight.
 */
@Singleton
public class EventProcessor {

    private static final Logger LOG = Logger.getLogger(EventProcessor.class);
    private static final int BATCH = 20;
    private static final Duration RECORD_RETRY = Duration.ofSeconds(1);

    private final AiService ai;
    private final AiConfig aiConfig;
    private final MediaStore media;
    private final Pictures pictures;
    private final Settlement settlement;
    private final List<NoticeSink> sinks;
    private final EventConfig config;
    private final Clock clock;
    private final MeterRegistry registry;
    private final ScheduledExecutorService timer;
    private final ExecutorService workers;

    private final Map<UUID, Claimed> inFlight = new ConcurrentHashMap<>();
    private final AtomicInteger wakes = new AtomicInteger();
    private volatile boolean accepting;
    private volatile boolean claiming;
    private volatile boolean backlog;

    EventProcessor(AiService ai, AiConfig aiConfig, MediaStore media, Pictures pictures, Settlement settlement,
            @All List<NoticeSink> sinks, EventConfig config, Clock clock, MeterRegistry registry,
            ScheduledExecutorService timer) {
        this.ai = ai;
        this.aiConfig = aiConfig;
        this.media = media;
        this.pictures = pictures;
        this.settlement = settlement;
        this.sinks = sinks;
        this.config = config;
        this.clock = clock;
        this.registry = registry;
        this.timer = timer;
        this.workers = Executors.newFixedThreadPool(config.workers(), EventProcessor::worker);
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
            asked = Math.min(BATCH, config.inFlight() - inFlight.size());
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
            claiming = false;
            claimed.forEach(event -> workers.execute(() -> holding(event, () -> act(event))));
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
            record(event, Result.undescribed(EventState.FAILED, "No attempt of " + config.attempts() + " came to an end"));
            return;
        }
        try {
            Optional<MediaFile> snapshot = Optional.ofNullable(event.snapshot()).map(MediaFile::parse);
            Optional<byte[]> picture = snapshot.flatMap(media::read);
            if (picture.isPresent()) {
                ask(event, pictures.forModel(picture.get(), snapshot.get().type()));
            } else {
                record(event, Result.undescribed(EventState.METADATA_ONLY,
                        event.snapshot() == null ? null : "The picture is missing"));
            }
        } catch (ProblemException | MediaException e) {
            record(event,
                    settlement.of(event, new Outcome.RetryLater("The picture cannot be read now: " + e.getMessage(), null)));
        }
    }

    private void ask(Claimed event, byte[] picture) {
        Duration left = Duration.between(clock.instant(), event.leaseEnd()).minus(config.leaseGrace().dividedBy(2));
        if (left.isNegative()) {
            // Waited too long for a worker: an answer would come after the lease.
            release(event);
            return;
        }
        String contentType = MediaType.announcedBy(picture).orElseThrow().contentType();
        Duration deadline = left.compareTo(aiConfig.deadline()) < 0 ? left : aiConfig.deadline();
        long started = System.nanoTime();
        ai.describe(Question.of(picture, contentType, event.cameraName(), event.kind().word(), event.occurredAt(), deadline))
                .subscribe().with(
                        outcome -> workers.execute(() -> holding(event, () -> {
                            registry.timer("event.processing.duration", "stage", "describe")
                                    .record(System.nanoTime() - started, TimeUnit.NANOSECONDS);
                            record(event, settlement.of(event, outcome));
                        })),
                        failure -> {
                            LOG.errorf(failure, "Event %s could not be described", event.id());
                            release(event);
                        });
    }

    private void record(Claimed event, Result result) {
        try {
            boolean recorded = SessionContext.session("event.record").rootOnly().within(Budget.REQUEST)
                    .call(db -> {
                        Optional<String> text = EventQueue.record(db, event, result, clock.instant());
                        text.ifPresent(description -> tell(event, result, description));
                        return text.isPresent();
                    });
            registry.counter("events.processed", "status", recorded ? result.state().word() : "lease_lost").increment();
        } catch (PersistenceException | SessionException e) {
            if (!SessionException.isDatabaseUnavailable(e) || clock.instant().isAfter(event.leaseEnd())) {
                throw e;
            }
            // The answer may have cost money: keep it for as long as the event is ours.
            timer.schedule(() -> workers.execute(() -> holding(event, () -> record(event, result))),
                    RECORD_RETRY.toMillis(), TimeUnit.MILLISECONDS);
            return;
        }
        release(event);
    }

    private void tell(Claimed event, Result result, String description) {
        if (result.state().isFinal() && !event.secondLook()) {
            Notice notice = new Notice(Stage.SETTLED, event.id(), event.cameraId(), event.cameraName(), event.kind(),
                    event.occurredAt(), description);
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
        workers.shutdown();
    }

    private static Thread worker(Runnable work) {
        Thread thread = new Thread(work, "event-worker");
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((failed, failure) -> LOG.error("A step of an event failed unexpectedly", failure));
        return thread;
    }
}
