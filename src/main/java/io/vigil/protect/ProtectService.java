package io.vigil.protect;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.persistence.PersistenceException;

import org.jboss.logging.Logger;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.vigil.protect.client.ControllerClients;
import io.vigil.protect.connection.Connection;
import io.vigil.protect.connection.ConnectionParts;
import io.vigil.protect.internal.ConnectionState;
import io.vigil.protect.internal.ControllerRows;
import io.vigil.protect.internal.ControllerRows.Wanted;
import io.vigil.protect.internal.Discovery;
import io.vigil.protect.internal.Due;
import io.vigil.protect.internal.Held;
import io.vigil.protect.internal.Target;
import io.vigil.session.Budget;
import io.vigil.session.SchemaReady;
import io.vigil.session.SessionContext;
import io.vigil.session.SessionException;
import io.vigil.settings.SecretBox;
import io.vigil.web.live.LiveSink;

/**
 * Keeps one connection to each controller that is to be connected, and of all processes on one database only this one or only
 * another: who holds a controller says so again before its lease ends. What is to be connected is asked of the database each
 * second, so that it does not matter which process a person spoke to.
 */
@Singleton
public class ProtectService {

    private static final Logger LOG = Logger.getLogger(ProtectService.class);
    private static final int STEP_THREADS = 2;
    private static final int STORING_THREADS = 4;
    private static final Duration PARTING = Duration.ofSeconds(5);

    private final UUID holder = UUID.randomUUID();
    private final Held held;
    private final SecretBox secrets;
    private final Clock clock;
    private final ProtectConfig.Connection config;
    private final ExecutorService workers;
    private final ExecutorService storers;
    private final ConnectionParts parts;

    /** Connections that are ending. The next one to the same controller begins when they are gone. */
    private final Map<UUID, CompletableFuture<Void>> leaving = new ConcurrentHashMap<>();
    /** Those that may have something left to store. */
    private final Set<Connection> storing = ConcurrentHashMap.newKeySet();
    /** Those whose rows could not be read, so that each is told of once. */
    private final Set<UUID> unreadable = new HashSet<>();
    private final AtomicInteger wakes = new AtomicInteger();
    private Due renewal = new Due(Instant.MIN, System.nanoTime());
    private volatile boolean accepting;

    ProtectService(Held held, Discovery discovery, ControllerClients clients, ProtectEventHandler handler, SecretBox secrets,
            ProtectConfig config, Clock clock, MeterRegistry registry, LiveSink live, ScheduledExecutorService timer) {
        this.held = held;
        this.secrets = secrets;
        this.clock = clock;
        this.config = config.connection();
        this.workers = Executors.newFixedThreadPool(STEP_THREADS, work -> thread(work, "protect-worker"));
        this.storers = Executors.newFixedThreadPool(STORING_THREADS, work -> thread(work, "protect-storer"));
        this.parts = new ConnectionParts(holder, clients, handler, discovery, config, clock, registry, live, timer, workers,
                storers);
        for (ConnectionState state : ConnectionState.values()) {
            registry.gauge("protect.connections", Tags.of("state", state.word()), held,
                    all -> all.all().stream().filter(connection -> connection.told().state() == state).count());
        }
        registry.gauge("protect.queue.depth", held, all -> all.all().stream().mapToInt(Connection::depth).sum());
    }

    /** Connects in the background. */
    void start(@Observes SchemaReady ready) {
        accepting = true;
        wake();
    }

    /** Looks soon, on a worker. Returns at once. */
    public void wake() {
        if (accepting) {
            workers.execute(this::tick);
        }
    }

    /** Does what is due: takes what nobody holds, lets go of what is held no longer, and lets each connection do its part. */
    @Scheduled(every = "1s", concurrentExecution = ConcurrentExecution.SKIP)
    void tick() {
        if (!accepting || wakes.getAndIncrement() > 0) {
            return;
        }
        boolean ended = false;
        try {
            int seen;
            do {
                seen = wakes.get();
                look();
            } while (wakes.addAndGet(-seen) > 0);
            ended = true;
        } catch (PersistenceException | SessionException e) {
            if (!SessionException.isDatabaseUnavailable(e)) {
                throw e;
            }
            LOG.debugf("No database to ask for controllers: %s", e.getMessage());
        } finally {
            if (!ended) {
                // Whatever it was, the next tick tries again.
                wakes.set(0);
            }
        }
    }

    /** Ends when no connection of this process to the controller, which is not to be connected any more, is left. */
    public CompletionStage<Void> left(UUID controllerId) {
        tick();
        // Whoever looks just now may have begun before that was so.
        letGo(controllerId, true);
        return leaving.getOrDefault(controllerId, CompletableFuture.completedFuture(null));
    }

    private void look() {
        Instant now = clock.instant();
        held.all().forEach(Connection::look);
        // First of all: what is amiss with one controller must not cost the others.
        if (!held.held().isEmpty() && renewal.isOver(now)) {
            renew(now);
        }
        List<Wanted> wanted = SessionContext.session("protect.wanted").rootOnly().asReadOnly().within(Budget.REQUEST)
                .call(db -> ControllerRows.wanted(db, now));
        Set<UUID> mine = new HashSet<>();
        if (wanted.stream().anyMatch(controller -> controller.holder() == null)) {
            mine.addAll(SessionContext.session("protect.take-leases").rootOnly().within(Budget.REQUEST)
                    .call(db -> ControllerRows.take(db, holder, now, config.lease())));
        }
        wanted.stream().filter(controller -> holder.equals(controller.holder()))
                .forEach(controller -> mine.add(controller.id()));
        held.held().stream().filter(id -> !mine.contains(id)).forEach(id -> letGo(id, true));
        keep(wanted.stream().filter(controller -> mine.contains(controller.id())).toList());
        storing.removeIf(connection -> held.all().contains(connection) || connection.isIdle());
    }

    /** A row that cannot be read is tried again with the next look, and the others are kept meanwhile. */
    private void keep(List<Wanted> mine) {
        List<UUID> others = new ArrayList<>();
        for (Wanted wanted : mine) {
            if (held.connection(wanted.id()).filter(present -> present.revision() == wanted.revision()).isEmpty()) {
                letGo(wanted.id(), false);
                others.add(wanted.id());
            }
        }
        Map<UUID, Target> targets = new HashMap<>();
        Map<UUID, Exception> failed = SessionContext.batch("protect.load", others, 1,
                (db, id) -> Target.stored(id, secrets).ifPresent(target -> targets.put(id, target))).failed();
        unreadable.retainAll(failed.keySet());
        failed.forEach((id, failure) -> {
            if (unreadable.add(id)) {
                LOG.warnf(failure, "Controller %s cannot be read", id);
            }
        });
        for (Target target : targets.values()) {
            Connection connection = new Connection(target, parts);
            held.put(target.id(), connection);
            connection.begin(leaving.getOrDefault(target.id(), CompletableFuture.completedFuture(null)));
        }
    }

    /** @param forGood whether others may hold it as soon as it is gone */
    private synchronized void letGo(UUID id, boolean forGood) {
        held.remove(id).ifPresent(connection -> {
            storing.add(connection);
            CompletableFuture<Void> before = leaving.getOrDefault(id, CompletableFuture.completedFuture(null));
            CompletableFuture<Void> gone = CompletableFuture.allOf(before, connection.stop());
            CompletableFuture<Void> over = gone.thenRunAsync(() -> release(id, forGood), workers);
            leaving.put(id, over);
            over.whenComplete((done, failure) -> leaving.remove(id, over));
        });
    }

    /** A row that is wanted again is taken again by the next look. */
    private void release(UUID id, boolean forGood) {
        if (!forGood || held.connection(id).isPresent()) {
            return;
        }
        try {
            SessionContext.session("protect.release-lease").rootOnly().within(Budget.REQUEST)
                    .run(db -> {
                        ControllerRows.release(db, holder, id);
                    });
        } catch (PersistenceException | SessionException e) {
            LOG.debugf("Controller %s is free when its lease ends: %s", id, e.getMessage());
        }
    }

    private void renew(Instant now) {
        Map<UUID, Instant> lastFrames = new HashMap<>();
        held.held().forEach(id -> lastFrames.put(id,
                held.connection(id).map(Connection::lastFrameAt).orElse(Instant.EPOCH)));
        SessionContext.session("protect.renew-leases").rootOnly().within(Budget.REQUEST)
                .call(db -> ControllerRows.renew(db, holder, lastFrames, now.plus(config.lease())));
        renewal = Due.at(now.plus(config.renewEvery()), now);
    }

    /** Lets go of all controllers: closes the sockets, stores what was told, and lets others hold them. Blocks for seconds. */
    public void letGo() {
        boolean wasAccepting = accepting;
        accepting = false;
        long end = System.nanoTime() + PARTING.toNanos();
        waitUntil(end, () -> wakes.get() == 0);
        held.held().forEach(id -> letGo(id, true));
        waitUntil(end, leaving::isEmpty);
        waitUntil(end, () -> storing.stream().allMatch(Connection::isIdle));
        storing.clear();
        accepting = wasAccepting;
    }

    void stop(@Observes @Priority(1000) ShutdownEvent event) {
        letGo();
        accepting = false;
        workers.shutdown();
        storers.shutdown();
        waitUntil(System.nanoTime() + PARTING.toNanos(), () -> workers.isTerminated() && storers.isTerminated());
    }

    private static void waitUntil(long endNanos, BooleanSupplier isDone) {
        while (!isDone.getAsBoolean() && System.nanoTime() < endNanos) {
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
    }

    private static Thread thread(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler(
                (failed, failure) -> LOG.error("A step of a connection failed unexpectedly", failure));
        return thread;
    }
}
