package io.vigil.protect.fetching;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import jakarta.persistence.PersistenceException;

import org.jboss.logging.Logger;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.vertx.core.Future;
import io.vigil.protect.ProtectConfig;
import io.vigil.protect.client.ControllerClient;
import io.vigil.protect.client.ControllerException;
import io.vigil.protect.fetching.MediaPlan.What;
import io.vigil.protect.fetching.MediaRows.Claimed;
import io.vigil.protect.fetching.MediaRows.Slots;
import io.vigil.protect.internal.HeldControllers;
import io.vigil.session.Budget;
import io.vigil.session.SchemaReady;
import io.vigil.session.SessionContext;
import io.vigil.session.SessionException;

/**
 * Gets the pictures and clips of stored events from the controllers that this process holds: claims what is due (one session),
 * fetches it (none, and no thread either while the controller takes its time), has it recorded ({@link MediaRecord}). A
 * controller is asked for few at once, and one that is slow keeps no other waiting. The rows are the truth: what a process held
 * that died is claimed again.
 */
@Singleton
public class MediaFetcher {

    private static final Logger LOG = Logger.getLogger(MediaFetcher.class);
    private static final int SNAPSHOTS_AT_ONCE = 3;
    private static final int CLIPS_AT_ONCE = 2;
    private static final int WORKERS = 2;
    /** What a fetch may take beyond the client's own limit, to be recorded. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final Instance<HeldControllers> held;
    private final MediaRows rows;
    private final MediaRecord record;
    private final Clock clock;
    private final Duration lease;
    private final ExecutorService workers;
    private final Map<UUID, Busy> busy = new ConcurrentHashMap<>();
    private final AtomicInteger wakes = new AtomicInteger();
    private volatile boolean accepting;

    MediaFetcher(@Any Instance<HeldControllers> held, MediaRows rows, MediaRecord record, ProtectConfig config, Clock clock) {
        this.held = held;
        this.rows = rows;
        this.record = record;
        this.clock = clock;
        this.lease = config.client().fileTimeout().plus(GRACE);
        this.workers = Executors.newFixedThreadPool(WORKERS, MediaFetcher::thread);
    }

    /** How many are being fetched from one controller. */
    private record Busy(AtomicInteger snapshots, AtomicInteger clips) {

        AtomicInteger of(What what) {
            return what == What.CLIP ? clips : snapshots;
        }
    }

    /**
     * What a controller can give besides events.
     *
     * @param isHeld whether this process can ask it; without that no event waits for media
     * @param hasRecordings whether it can show what is past; taken to be so while it is not connected
     */
    public record Offer(boolean isHeld, boolean hasRecordings) {
    }

    void start(@Observes SchemaReady schema) {
        accepting = true;
    }

    /** What the controller can give now; asked outside any session. */
    public Offer offer(UUID controllerId) {
        boolean isHeld = held.stream().anyMatch(holder -> holder.held().contains(controllerId));
        return new Offer(isHeld, client(controllerId).map(ControllerClient::hasRecordings).orElse(true));
    }

    private Optional<ControllerClient> client(UUID controllerId) {
        return held.stream().map(holder -> holder.client(controllerId)).flatMap(Optional::stream).findFirst();
    }

    /** What is due after a wait is found by this tick; and what nobody fetched in time is given up. */
    @Scheduled(every = "1s", concurrentExecution = ConcurrentExecution.SKIP)
    void tick() {
        if (accepting) {
            try {
                record.expire();
            } catch (PersistenceException | SessionException e) {
                if (!SessionException.isDatabaseUnavailable(e)) {
                    throw e;
                }
                LOG.debugf("No database to give media up in: %s", e.getMessage());
            }
            wake();
        }
    }

    /** Looks for what is due soon, on a worker. Returns at once; calls meanwhile are merged. */
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

    /** How many are being fetched or recorded. */
    public int inFlight() {
        return busy.values().stream().mapToInt(of -> of.snapshots().get() + of.clips().get()).sum();
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
        claimed.forEach(one -> busy(one).incrementAndGet());
        claimed.forEach(this::fetch);
    }

    private List<Slots> slots() {
        List<Slots> slots = new ArrayList<>();
        held.stream().flatMap(holder -> holder.held().stream()).distinct().filter(id -> client(id).isPresent()).forEach(id -> {
            Busy now = busy.computeIfAbsent(id, any -> new Busy(new AtomicInteger(), new AtomicInteger()));
            int snapshots = Math.max(0, SNAPSHOTS_AT_ONCE - now.snapshots().get());
            int clips = Math.max(0, CLIPS_AT_ONCE - now.clips().get());
            if (snapshots + clips > 0) {
                slots.add(new Slots(id, snapshots, clips));
            }
        });
        return slots;
    }

    private AtomicInteger busy(Claimed claimed) {
        return busy.computeIfAbsent(claimed.controllerId(), any -> new Busy(new AtomicInteger(), new AtomicInteger()))
                .of(claimed.what());
    }

    private void fetch(Claimed claimed) {
        boolean asked = false;
        try {
            Future<Path> coming = ask(claimed);
            asked = true;
            coming.onComplete(answer -> workers.execute(() -> record(claimed, answer.result(), answer.cause())));
        } finally {
            if (!asked) {
                busy(claimed).decrementAndGet();
            }
        }
    }

    private Future<Path> ask(Claimed claimed) {
        Optional<ControllerClient> client = client(claimed.controllerId());
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
        try {
            if (failure == null) {
                record.fetched(claimed, file);
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
            busy(claimed).decrementAndGet();
            // Others may have waited for the slot.
            wake();
        }
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

    void stop(@Observes ShutdownEvent event) {
        accepting = false;
        workers.shutdown();
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "protect-media");
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((failed, failure) -> LOG.error("A picture or clip failed unexpectedly", failure));
        return thread;
    }
}
