package io.vigil.delivery.outbox;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;

import jakarta.inject.Singleton;
import jakarta.persistence.PersistenceException;

import org.jboss.logging.Logger;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;
import io.smallrye.mutiny.Uni;
import io.vigil.delivery.Channel;
import io.vigil.delivery.DeliveryConfig;
import io.vigil.delivery.Outcome;
import io.vigil.delivery.outbox.DeliveryRows.Claimed;
import io.vigil.delivery.outbox.DeliveryRows.Room;
import io.vigil.session.Budget;
import io.vigil.session.SessionContext;
import io.vigil.session.SessionDeadline;
import io.vigil.session.SessionException;

/**
 * Sends what is due: claims it (one session), sends it (none, and no thread either while the receiver thinks), records the
 * outcome (one session, guarded by the lease of the recipient's line).
 */
@Singleton
class Sender {

    private static final Logger LOG = Logger.getLogger(Sender.class);
    private static final int BATCH = 50;
    private static final Duration RECORD_RETRY = Duration.ofSeconds(1);

    private final Map<String, Channel> channels;
    private final String refining;
    private final Duration hold;
    private final Verdict.Judge judge;
    private final DeliveryConfig config;
    private final Clock clock;
    private final MeterRegistry registry;
    private final ScheduledExecutorService timer;

    private final Map<UUID, Claimed> inFlight = new ConcurrentHashMap<>();
    private final AtomicInteger releasing = new AtomicInteger();
    private final AtomicLong claims = new AtomicLong();
    private volatile boolean stopping;

    /** Where its steps run, and how it is woken when there may be more to claim. */
    record Floor(ExecutorService workers, Runnable wake) {
    }

    Sender(@All List<Channel> channels, Verdict.Judge judge, DeliveryConfig config, Clock clock, MeterRegistry registry,
            ScheduledExecutorService timer) {
        this.channels = channels.stream().collect(Collectors.toMap(Channel::word, Function.identity()));
        this.refining = channels.stream().filter(Channel::refines).map(Channel::word).collect(Collectors.joining(","));
        this.hold = hold(channels, config);
        this.judge = judge;
        this.config = config;
        this.clock = clock;
        this.registry = registry;
        this.timer = timer;
        registry.gauge("deliveries.in.flight", inFlight, Map::size);
    }

    /** How long a claim holds: as long as the slowest channel may take, and a little longer. */
    static Duration hold(List<Channel> channels, DeliveryConfig config) {
        return channels.stream().map(Channel::deadline).max(Duration::compareTo).orElse(Duration.ZERO)
                .plus(config.leaseGrace());
    }

    /** Whether this process holds no delivery. What it let go of was told to the floor before. */
    boolean holdsNothing() {
        return inFlight.isEmpty() && releasing.get() == 0;
    }

    /** How often something was claimed. */
    long claims() {
        return claims.get();
    }

    /** Claims what is due and sends it, as much as there is room for. */
    void sendDue(Floor floor) {
        boolean more = true;
        while (more && !stopping) {
            Map<String, Integer> rooms = rooms();
            Claim claim = rooms.isEmpty() ? Claim.NOTHING : claim(rooms);
            if (!claim.claimed().isEmpty()) {
                // All of them before any is sent, so that a stop in between hands them all back.
                claim.claimed().forEach(one -> inFlight.put(one.id(), one));
                claims.incrementAndGet();
            }
            if (stopping) {
                letGo(claim.claimed());
                return;
            }
            claim.claimed().forEach(one -> onWorker(one, floor, () -> send(one, floor)));
            more = claim.isFull(rooms);
        }
    }

    /** What a session claimed, and into how many lines of each channel it looked. */
    private record Claim(List<Claimed> claimed, Map<String, Long> looked) {

        private static final Claim NOTHING = new Claim(List.of(), Map.of());

        private boolean isFull(Map<String, Integer> rooms) {
            return looked.entrySet().stream().anyMatch(channel -> channel.getValue() == (long) rooms.get(channel.getKey()));
        }
    }

    private Claim claim(Map<String, Integer> rooms) {
        List<Room> asked = rooms.entrySet().stream().map(room -> new Room(room.getKey(), room.getValue())).toList();
        List<Line> busy = inFlight.values().stream().map(Claimed::line).toList();
        return SessionContext.session("delivery.claim").rootOnly().within(Budget.REQUEST).call(db -> {
            Instant now = clock.instant();
            List<Line> lines = DeliveryRows.claimLines(db, asked, busy, now);
            return lines.isEmpty() ? Claim.NOTHING
                    : new Claim(DeliveryRows.claim(db, lines, refining, now, hold),
                            lines.stream().collect(Collectors.groupingBy(Line::channel, Collectors.counting())));
        });
    }

    /** How many more each channel may have on their way; one whose receivers hang keeps no other channel waiting. */
    private Map<String, Integer> rooms() {
        Map<String, Long> taken = inFlight.values().stream()
                .collect(Collectors.groupingBy(claimed -> claimed.line().channel(), Collectors.counting()));
        return channels.keySet().stream()
                .filter(channel -> taken.getOrDefault(channel, 0L) < config.inFlight())
                .collect(Collectors.toMap(Function.identity(),
                        channel -> Math.min(BATCH, config.inFlight() - taken.getOrDefault(channel, 0L).intValue())));
    }

    private void onWorker(Claimed claimed, Floor floor, Runnable step) {
        try {
            floor.workers().execute(() -> holding(claimed, floor, step));
        } catch (RejectedExecutionException stopped) {
            // It was handed back, or its lease ends.
            inFlight.remove(claimed.id(), claimed);
        }
    }

    /** Runs a step of a delivery; one that fails unexpectedly gives the room back, and the lease's end gives the line back. */
    private void holding(Claimed claimed, Floor floor, Runnable step) {
        boolean done = false;
        try {
            step.run();
            done = true;
        } finally {
            if (!done) {
                release(claimed, floor);
            }
        }
    }

    private void send(Claimed claimed, Floor floor) {
        if (inFlight.get(claimed.id()) != claimed) {
            return;
        }
        Channel channel = channels.get(claimed.line().channel());
        Duration deadline = channel.deadline();
        if (stopping || clock.instant().plus(deadline).isAfter(claimed.leaseEnd())) {
            // It waited for a worker for so long that another process might send it meanwhile.
            LOG.debugf("Handed %d delivery back", handBack(List.of(claimed)));
            release(claimed, floor);
            return;
        }
        Optional<Verdict> untried = judge.withoutTry(claimed);
        if (untried.isPresent()) {
            record(claimed, untried.get(), floor);
            return;
        }
        Uni.createFrom().deferred(() -> channel.send(claimed.outgoing()))
                .ifNoItem().after(deadline).recoverWithItem(() -> judge.hung(claimed, deadline))
                .onFailure().recoverWithItem(failure -> unexpected(claimed, failure))
                .subscribe().with(outcome -> onWorker(claimed, floor,
                        () -> record(claimed, judge.of(claimed, outcome), floor)));
    }

    private static Outcome unexpected(Claimed claimed, Throwable failure) {
        if (SessionException.isDatabaseUnavailable(failure)) {
            return new Outcome.RetryLater("The database could not be used", null);
        }
        LOG.errorf(failure, "Delivery %s by %s failed unexpectedly", claimed.id(), claimed.line().channel());
        return new Outcome.RetryLater("Unexpected: " + failure, null);
    }

    private void record(Claimed claimed, Verdict verdict, Floor floor) {
        Optional<DeliveryState> recorded;
        try {
            recorded = SessionContext.session("delivery.record").rootOnly().within(Budget.REQUEST)
                    .call(db -> DeliveryRows.record(db, claimed, verdict, clock.instant()));
        } catch (PersistenceException | SessionException e) {
            boolean isPassing = e instanceof SessionDeadline || SessionException.isDatabaseUnavailable(e);
            if (!isPassing || clock.instant().isAfter(claimed.leaseEnd())) {
                throw e;
            }
            // It may have arrived: as long as the line is ours, nobody sends it twice.
            timer.schedule(() -> onWorker(claimed, floor, () -> record(claimed, verdict, floor)), RECORD_RETRY.toMillis(),
                    TimeUnit.MILLISECONDS);
            return;
        }
        count(claimed, verdict, recorded.isPresent());
        release(claimed, floor);
    }

    private void count(Claimed claimed, Verdict verdict, boolean recorded) {
        String channel = claimed.line().channel();
        String outcome = verdict.state() == DeliveryState.WAITING ? "retry" : verdict.state().word();
        registry.counter("deliveries", "channel", channel, "outcome", recorded ? outcome : "lease_lost").increment();
        if (recorded && verdict.state() == DeliveryState.DELIVERED && !claimed.isRefined()) {
            registry.timer("delivery.latency", "channel", channel)
                    .record(Duration.between(claimed.createdAt(), clock.instant()));
        }
    }

    private void release(Claimed claimed, Floor floor) {
        releasing.incrementAndGet();
        try {
            // Not a later claim of the same delivery.
            inFlight.remove(claimed.id(), claimed);
            floor.wake().run();
        } finally {
            releasing.decrementAndGet();
        }
    }

    /** Begins nothing new. */
    void stop() {
        stopping = true;
    }

    /** Hands back what is on its way, so that others need not wait for the leases' ends; whatever comes of it is forgotten. */
    void handBackRest() {
        letGo(List.copyOf(inFlight.values()));
    }

    private void letGo(List<Claimed> claims) {
        if (!claims.isEmpty()) {
            // First, so that none that waits for a worker is sent after all.
            claims.forEach(claimed -> inFlight.remove(claimed.id(), claimed));
            LOG.infof("Handed %d deliveries back", handBack(claims));
        }
    }

    private int handBack(List<Claimed> claims) {
        try {
            return SessionContext.session("delivery.hand-back").rootOnly().within(Budget.REQUEST)
                    .call(db -> DeliveryRows.handBack(db, claims, clock.instant()));
        } catch (PersistenceException | SessionException e) {
            LOG.warnf("%d deliveries are due again when their leases end: %s", claims.size(), e.getMessage());
            return 0;
        }
    }
}
