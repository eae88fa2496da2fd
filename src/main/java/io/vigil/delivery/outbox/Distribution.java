package io.vigil.delivery.outbox;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import jakarta.inject.Singleton;

import org.hibernate.Session;
import org.jboss.logging.Logger;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;
import io.vigil.delivery.Channel;
import io.vigil.delivery.DeliveryConfig;
import io.vigil.delivery.Message;
import io.vigil.delivery.Preparation;
import io.vigil.delivery.outbox.NoticeRows.Due;
import io.vigil.delivery.outbox.NoticeRows.Text;
import io.vigil.session.Batch;
import io.vigil.session.Budget;
import io.vigil.session.SessionContext;

/**
 * Makes of each notice that is due one delivery for each channel and recipient. The session that makes them also notes that
 * they are made, so that there is nothing to take back from a process that died; to make them again changes nothing. Each
 * notice has a session of its own: one for several would lock lines out of their order, and stop whoever sends meanwhile.
 * What prepares an event has another, before the notice is held: who records events holds theirs first.
 */
@Singleton
class Distribution {

    private static final Logger LOG = Logger.getLogger(Distribution.class);
    private static final int PAGE = 100;

    private final List<Preparation> preparations;
    private final List<Channel> channels;
    private final String refining;
    private final Backoff backoff;
    private final DeliveryConfig config;
    private final Clock clock;
    private final MeterRegistry registry;

    Distribution(@All List<Preparation> preparations, @All List<Channel> channels, Backoff backoff, DeliveryConfig config,
            Clock clock, MeterRegistry registry) {
        this.preparations = preparations;
        this.channels = channels;
        this.refining = channels.stream().filter(Channel::refines).map(Channel::word).collect(Collectors.joining(","));
        this.backoff = backoff;
        this.config = config;
        this.clock = clock;
        this.registry = registry;
    }

    /**
     * Distributes a page of what is due; true if there may be more. A notice that cannot be distributed costs no other.
     *
     * @param accepting whether to go on with the next notice
     * @param made what to do after each
     */
    boolean distributePage(BooleanSupplier accepting, Runnable made) {
        List<Due> due = SessionContext.session("delivery.find-due").rootOnly().asReadOnly().within(Budget.REQUEST)
                .call(db -> NoticeRows.due(db, clock.instant(), PAGE));
        for (Due one : due) {
            if (!accepting.getAsBoolean()) {
                return false;
            }
            distribute(one);
            made.run();
        }
        return due.size() == PAGE;
    }

    private void distribute(Due due) {
        List<String> unprepared = unprepared(due);
        Batch.Result<Due> result = SessionContext.batch("delivery.distribute", unprepared.isEmpty() ? List.of(due) : List.of(),
                1, this::distribute);
        if (result.done().isEmpty()) {
            distributeByChannel(due, unprepared);
        }
    }

    /** Why an event could not be prepared. People are told of it all the same, and it is tried again. */
    private List<String> unprepared(Due due) {
        if (due.eventId() == null) {
            return List.of();
        }
        Batch.Result<Preparation> result = SessionContext.batch("delivery.prepare", preparations, 1,
                (db, preparation) -> preparation.prepare(db, due.eventId()));
        return reasons(result, Preparation::word);
    }

    private void distribute(Session db, Due due) {
        Optional<Text> text = NoticeRows.hold(db, due.id(), clock.instant());
        if (text.isPresent()) {
            make(db, due.id(), text.get(), channels);
            // What was told after the preparation stays due.
            NoticeRows.distributed(db, due);
        }
    }

    /** A channel that fails for this notice keeps it from no other channel. */
    private void distributeByChannel(Due due, List<String> unprepared) {
        AtomicBoolean somebodyElseIsAtIt = new AtomicBoolean();
        Batch.Result<Channel> result = SessionContext.batch("delivery.distribute-alone", channels, 1,
                (db, channel) -> NoticeRows.hold(db, due.id(), clock.instant()).ifPresentOrElse(
                        text -> make(db, due.id(), text, List.of(channel)), () -> somebodyElseIsAtIt.set(true)));
        if (somebodyElseIsAtIt.get()) {
            // Not all was made here. If not there either, it is still due.
            return;
        }
        List<String> failures = Stream.concat(unprepared.stream(), reasons(result, Channel::word).stream()).toList();
        if (failures.isEmpty()) {
            SessionContext.session("delivery.distributed").rootOnly()
                    .run(db -> {
                        NoticeRows.distributed(db, due);
                    });
            return;
        }
        String reasons = String.join("; ", failures);
        LOG.warnf("Notice %s could not be distributed: %s", due.id(), reasons);
        registry.counter("notices.distribution.failures").increment();
        Instant next = clock.instant().plus(backoff.after(due.attempts() + 1));
        SessionContext.session("delivery.postpone").rootOnly()
                .run(db -> {
                    NoticeRows.postpone(db, due, reasons, next, config.attempts());
                });
    }

    private static <T> List<String> reasons(Batch.Result<T> result, Function<T, String> word) {
        return result.failed().entrySet().stream().map(failure -> word.apply(failure.getKey()) + ": " + failure.getValue())
                .toList();
    }

    private void make(Session db, UUID notice, Text text, List<Channel> asked) {
        List<Line> lines = asked.stream().flatMap(channel -> recipients(db, channel, text.message())).sorted().distinct()
                .toList();
        if (!lines.isEmpty()) {
            DeliveryRows.open(db, notice, text.revision(), lines, refining, clock.instant());
        }
    }

    private static Stream<Line> recipients(Session db, Channel channel, Message message) {
        return channel.recipients(db, message).stream().map(recipient -> new Line(channel.word(), recipient));
    }
}
