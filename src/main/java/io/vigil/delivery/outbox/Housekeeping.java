package io.vigil.delivery.outbox;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.persistence.PersistenceException;
import jakarta.persistence.Tuple;

import org.hibernate.Session;
import org.hibernate.type.StandardBasicTypes;
import org.jboss.logging.Logger;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.quarkus.arc.All;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.vigil.delivery.Channel;
import io.vigil.delivery.DeliveryConfig;
import io.vigil.session.Budget;
import io.vigil.session.SchemaReady;
import io.vigil.session.SessionContext;
import io.vigil.session.SessionException;

/**
 * Measures what waits, puts right what a wrong clock put off, and forgets what is long over, a bounded page in each session.
 */
@Singleton
class Housekeeping {

    private static final Logger LOG = Logger.getLogger(Housekeeping.class);
    private static final int PAGE = 500;
    /** Longer than an event may wait for the month's money. */
    private static final Duration UNSETTLED = Duration.ofDays(100);

    private static final String WAITING = """
            select channel, count(*) as waiting, min(created_at) as oldest from delivery where due_at is not null
            group by channel""";

    private final List<Channel> channels;
    private final Verdict.Judge judge;
    private final DeliveryConfig config;
    private final Clock clock;
    private final MultiGauge waiting;
    private final MultiGauge oldest;
    private volatile boolean ready;

    Housekeeping(@All List<Channel> channels, Verdict.Judge judge, DeliveryConfig config, Clock clock,
            MeterRegistry registry) {
        this.channels = channels;
        this.judge = judge;
        this.config = config;
        this.clock = clock;
        this.waiting = MultiGauge.builder("deliveries.waiting").register(registry);
        this.oldest = MultiGauge.builder("deliveries.oldest.waiting").baseUnit("seconds").register(registry);
    }

    private record Queue(String channel, long waiting, Instant oldest) {
    }

    void start(@Observes SchemaReady schema) {
        ready = true;
    }

    /** Tells the metrics how much waits in each channel, and for how long. */
    @Scheduled(every = "15s", concurrentExecution = ConcurrentExecution.SKIP)
    void measure() {
        unlessAway(() -> {
            List<Queue> queues = SessionContext.session("delivery.measure").rootOnly().asReadOnly().within(Budget.REQUEST)
                    .call(Housekeeping::queues);
            Map<String, Queue> all = new TreeMap<>();
            Instant now = clock.instant();
            channels.forEach(channel -> all.put(channel.word(), new Queue(channel.word(), 0, now)));
            queues.forEach(queue -> all.put(queue.channel(), queue));
            waiting.register(rows(all.values(), Queue::waiting), true);
            oldest.register(rows(all.values(), queue -> Duration.between(queue.oldest(), now).toSeconds()), true);
        });
    }

    /** Forgets notices that were over long ago, with their deliveries. */
    @Scheduled(every = "10m", concurrentExecution = ConcurrentExecution.SKIP)
    void purge() {
        unlessAway(() -> {
            Instant before = clock.instant().minus(config.keep());
            Instant unsettledBefore = clock.instant().minus(UNSETTLED.compareTo(config.keep()) > 0 ? UNSETTLED : config.keep());
            int gone;
            do {
                gone = SessionContext.session("delivery.purge").rootOnly()
                        .call(db -> NoticeRows.purge(db, before, unsettledBefore, PAGE));
            } while (gone == PAGE);
        });
    }

    /** What a process whose clock was ahead put off for longer than anybody may is due now. */
    @Scheduled(every = "1m", concurrentExecution = ConcurrentExecution.SKIP)
    void pullIn() {
        unlessAway(() -> {
            Instant now = clock.instant();
            Instant longestLease = now.plus(Sender.hold(channels, config)).plus(config.leaseGrace());
            Instant farthest = now.plus(judge.longestWait()).plus(config.leaseGrace());
            int lines = SessionContext.session("delivery.pull-in").rootOnly()
                    .call(db -> DeliveryRows.pullIn(db, longestLease, farthest, now));
            if (lines > 0) {
                LOG.warnf("%d recipients were to wait for longer than anybody may: are the clocks together?", lines);
            }
        });
    }

    private static List<MultiGauge.Row<?>> rows(Collection<Queue> queues, Function<Queue, Number> value) {
        List<MultiGauge.Row<?>> rows = new ArrayList<>();
        queues.forEach(queue -> rows.add(MultiGauge.Row.of(Tags.of("channel", queue.channel()), value.apply(queue))));
        return rows;
    }

    private void unlessAway(Runnable work) {
        if (!ready) {
            return;
        }
        try {
            work.run();
        } catch (PersistenceException | SessionException e) {
            if (!SessionException.isDatabaseUnavailable(e)) {
                throw e;
            }
            LOG.debugf("No database to keep deliveries tidy: %s", e.getMessage());
        }
    }

    private static List<Queue> queues(Session db) {
        return db.createNativeQuery(WAITING, Tuple.class).addScalar("channel", StandardBasicTypes.STRING)
                .addScalar("waiting", StandardBasicTypes.LONG).addScalar("oldest", StandardBasicTypes.INSTANT).getResultList()
                .stream().map(row -> new Queue(row.get(0, String.class), row.get(1, Long.class), row.get(2, Instant.class)))
                .toList();
    }
}
