package io.vigil.protect.fetching;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.persistence.PersistenceException;

import org.jboss.logging.Logger;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.vertx.core.Future;
import io.vigil.event.arrival.LateMedia.Kept;
import io.vigil.protect.ProtectConfig;
import io.vigil.protect.client.ControllerClient;
import io.vigil.protect.client.ControllerException;
import io.vigil.protect.fetching.MediaPlan.What;
import io.vigil.protect.fetching.MediaRows.Claimed;
import io.vigil.protect.fetching.MediaRows.Look;
import io.vigil.protect.fetching.MediaRows.Slots;
import io.vigil.session.Budget;
import io.vigil.session.CommitOutcomeUnknown;
import io.vigil.session.SchemaReady;
import io.vigil.session.SessionContext;
import io.vigil.session.SessionException;

/**
 * Gets the pictures and clips of stored events from the controllers that this process holds: claims what is due (one session),
 * fetches it (none, and no thread either while the controller takes its time), has it recorded ({@link MediaRecord}). A
 * controller is asked for few at once, and one that is slow keeps no other waiting. What a process held that died is claimed
 * again.
 */
@Singleton
public class MediaFetcher {

    private static final Logger LOG = Logger.getLogger(MediaFetcher.class);
    private static final int SNAPSHOTS_AT_ONCE = 3;
    private static final int CLIPS_AT_ONCE = 2;
    private static final int WORKERS = 2;
    /** What recording may take. */
    private static final Duration GRACE = Duration.ofSeconds(30);
    private static final Duration RECORD_RETRY = Duration.ofSeconds(1);

    private final ReachableControllers reachable;
    private final MediaRows rows;
    private final MediaRecord record;
    private final Clock clock;
    private final Duration lease;
    private final ExecutorService workers;
    private final ScheduledExecutorService timer;
    private final Set<Claimed> inFlight = ConcurrentHashMap.newKeySet();
    private final AtomicInteger wakes = new AtomicInteger();
    private volatile boolean accepting;

    MediaFetcher(ReachableControllers reachable, MediaRows rows, MediaRecord record, ProtectConfig config, Clock clock,
            ScheduledExecutorService timer) {
        this.reachable = reachable;
        this.rows = rows;
        this.record = record;
        this.clock = clock;
        this.lease = config.client().queueTimeout().plus(config.client().timeout()).plus(config.client().fileTimeout())
                .plus(GRACE);
        this.timer = timer;
        this.workers = Executors.newFixedThreadPool(WORKERS, MediaFetcher::thread);
    }

    void start(@Observes SchemaReady schema) {
        accepting = true;
    }

    /** What is due after a wait is found by this tick; and what nobody fetched in time is given up. */
    @Scheduled(every = "1s", concurrentExecution = ConcurrentExecution.SKIP)
    void tick() {
        if (accepting) {
            try {
                Set<UUID> connected = reachable.connected();
                Look look = SessionContext.session("protect.look-for-media").asReadOnly()
                        .call(db -> rows.look(db, connected, clock.instant()));
                if (look.isOver()) {
                    record.expire();
                }
                if (look.isDue()) {
                    wake();
                }
            } catch (PersistenceException | SessionException e) {
                if (!SessionException.isDatabaseUnavailable(e)) {
                    throw e;
                }
                LOG.debugf("No database to look for media in: %s", e.getMessage());
            }
        }
    }

    /** Looks for what is due soon, on a worker. Returns at once; calls meanwhile are merged. */
    public void wake() {
        if (accepting && wakes.getAndIncrement() == 0) {
            try {
                workers.execute(this::claimWhileDue);
            } catch (RejectedExecutionException stopping) {
                wakes.set(0);
            }
        }
    }

    /** How many are being fetched or recorded. */
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
            LOG.debugf("No database to claim media from: %s", e.getMessage());
        } finally {
            if (!ended) {
                // Whatever it was, the next tick tries again.
                wakes.set(0);
            }
        }
    }

    private void claim() {
        List<Slots> slots = slots();
        if (slots.isEmpty() || !accepting) {
            return;
        }
        List<Claimed> claimed = SessionContext.session("protect.claim-media").rootOnly().within(Budget.REQUEST)
                .call(db -> rows.claim(db, slots, clock.instant(), lease));
        inFlight.addAll(claimed);
        claimed.forEach(this::fetch);
    }

    private List<Slots> slots() {
        return reachable.connected().stream()
                .map(id -> new Slots(id, Math.max(0, SNAPSHOTS_AT_ONCE - busy(id, false)),
                        Math.max(0, CLIPS_AT_ONCE - busy(id, true))))
                .filter(slots -> slots.snapshots() + slots.clips() > 0).toList();
    }

    private int busy(UUID controllerId, boolean isClip) {
        return (int) inFlight.stream()
                .filter(one -> one.controllerId().equals(controllerId) && one.what() == What.CLIP == isClip).count();
    }

    private void fetch(Claimed claimed) {
        Future.succeededFuture().compose(now -> ask(claimed))
                .onComplete(answer -> onWorker(claimed, answer.result(),
                        () -> record(claimed, answer.result(), answer.cause())));
    }

    /** Once this process stops, nobody takes the file, and its row was handed back. */
    private void onWorker(Claimed claimed, Path file, Runnable step) {
        try {
            workers.execute(step);
        } catch (RejectedExecutionException stopping) {
            deleteIfThere(file);
            inFlight.remove(claimed);
        }
    }

    private Future<Path> ask(Claimed claimed) {
        Optional<ControllerClient> client = reachable.client(claimed.controllerId());
        if (client.isEmpty()) {
            return Future.failedFuture(new ControllerException(ControllerException.Kind.UNREACHABLE,
                    "The controller is not connected"));
        }
        if (claimed.device() == null || claimed.startedAt() == null) {
            return Future.failedFuture(new ControllerException(ControllerException.Kind.GONE, "The event is forgotten"));
        }
        return switch (claimed.what()) {
            case SNAPSHOT -> client.get().snapshot(claimed.device());
            case THUMBNAIL -> client.get().thumbnail(claimed.nativeId());
            case CLIP -> client.get().hasRecordings()
                    ? client.get().clip(claimed.device(), record.clipStart(claimed), record.clipEnd(claimed))
                    : Future.failedFuture(new ControllerException(ControllerException.Kind.GONE,
                            "The controller gives no recordings"));
        };
    }

    private void record(Claimed claimed, Path file, Throwable failure) {
        boolean isOver = true;
        try {
            if (failure == null) {
                isOver = record.keep(claimed, file).map(kept -> attach(claimed, kept)).orElse(true);
            } else {
                record.failed(claimed, failure);
            }
        } catch (PersistenceException | SessionException e) {
            if (!SessionException.isDatabaseUnavailable(e)) {
                throw e;
            }
            LOG.debugf("No database to record media in; they are fetched again: %s", e.getMessage());
        } finally {
            deleteIfThere(file);
            if (isOver) {
                release(claimed);
            }
        }
    }

    /** Answers whether that is over with: what was fetched is kept as long as it is ours. */
    private boolean attach(Claimed claimed, Kept kept) {
        try {
            record.attach(claimed, kept);
        } catch (PersistenceException | SessionException e) {
            boolean isUnknown = e instanceof CommitOutcomeUnknown;
            boolean isPassing = isUnknown || SessionException.isDatabaseUnavailable(e);
            if (isPassing && accepting && clock.instant().isBefore(claimed.leaseEnd())) {
                timer.schedule(() -> onWorker(claimed, null, () -> attachAgain(claimed, kept)), RECORD_RETRY.toMillis(),
                        TimeUnit.MILLISECONDS);
                return false;
            }
            if (!isUnknown) {
                record.drop(kept);
            }
            if (!isPassing) {
                throw e;
            }
            LOG.debugf("No database to record media in; they are fetched once more: %s", e.getMessage());
        }
        return true;
    }

    private void attachAgain(Claimed claimed, Kept kept) {
        boolean isOver = true;
        try {
            isOver = attach(claimed, kept);
        } finally {
            if (isOver) {
                release(claimed);
            }
        }
    }

    private void release(Claimed claimed) {
        inFlight.remove(claimed);
        // Others may have waited for the slot.
        wake();
    }

    private static void deleteIfThere(Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes nothing new, and hands back what was not recorded yet, so that others need not wait for the leases' ends. */
    void stop(@Observes ShutdownEvent event) {
        accepting = false;
        workers.shutdown();
        List<Claimed> rest = List.copyOf(inFlight);
        if (!rest.isEmpty()) {
            try {
                SessionContext.session("protect.hand-media-back").rootOnly()
                        .run(db -> rows.handBack(db, rest, clock.instant()));
            } catch (PersistenceException | SessionException e) {
                LOG.warnf("%d pictures and clips are due again when their leases end: %s", rest.size(), e.getMessage());
            }
        }
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "protect-media");
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((failed, failure) -> LOG.error("A picture or clip failed unexpectedly", failure));
        return thread;
    }
}
