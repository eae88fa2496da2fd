package io.vigil.session.notifications;

import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.Config;
import org.jboss.logging.Logger;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.vigil.session.Budget;
import io.vigil.session.SessionContext;

/**
 * Tells every process on this database something, once it is committed. What is told is a row for some minutes; PostgreSQL's
 * NOTIFY carries only the hint that there is one, so that a hint that is lost costs a second and no message.
 * <p>
 * Who subscribes hears all that is committed from then on at least once, nearly in the order of the commits, however often the
 * connection breaks. Who could not read for longer than rows are kept is told that something may be missing. A process without
 * a subscription has neither thread nor connection for it, and reads nothing.
 */
@Singleton
public class Notifications {

    private static final Logger LOG = Logger.getLogger(Notifications.class);
    /** After those who subscribed. */
    private static final int STOPS_LATE = 3500;

    private final ListenConnection.Address address;
    private final Clock clock;
    private final MeterRegistry registry;
    private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();
    private Listening listening;

    Notifications(Config config, Clock clock, MeterRegistry registry) {
        this.address = ListenConnection.Address.of(config);
        this.clock = clock;
        this.registry = registry;
    }

    /** What somebody listens to, until it is closed. */
    public final class Subscription implements AutoCloseable {

        private final String channel;
        private final Consumer<String> consumer;
        private final Runnable missing;

        private Subscription(String channel, Consumer<String> consumer, Runnable missing) {
            this.channel = channel;
            this.consumer = consumer;
            this.missing = missing;
        }

        /** Hears nothing any more. Returns at once; what is just being handed over still is. */
        @Override
        public void close() {
            end(this);
        }
    }

    /**
     * Tells all subscribers of the channel, of this and of every other process, when the session that is open commits.
     *
     * @param channel up to 40 characters
     * @throws SessionException.Refused if no session is open
     */
    public void publish(String channel, String payload) {
        MessageRows.put(SessionContext.current(), channel, payload, clock.instant());
    }

    /**
     * Hands over what is committed from now on, on a thread that must not be kept waiting. Not inside a session.
     *
     * @param consumer one that fails misses what it failed with
     * @param missing run on the same thread when something may have been told that the consumer will never hear
     */
    public Subscription subscribe(String channel, Consumer<String> consumer, Runnable missing) {
        Cursor now = SessionContext.session("notifications.begin").rootOnly().asReadOnly().within(Budget.REQUEST)
                .call(db -> new Cursor(MessageRows.latest(db)));
        Subscription subscription = new Subscription(channel, consumer, missing);
        begin(subscription, now);
        return subscription;
    }

    private synchronized void begin(Subscription subscription, Cursor from) {
        subscriptions.add(subscription);
        if (listening == null) {
            listening = new Listening(address, from, new Everybody(), clock, registry);
            listening.start();
        }
    }

    private synchronized void end(Subscription subscription) {
        subscriptions.remove(subscription);
        if (subscriptions.isEmpty() && listening != null) {
            listening.stop();
            listening = null;
        }
    }

    /** All who subscribe; what one of them fails with is not the others'. */
    private final class Everybody implements Listening.Ear {

        @Override
        public void heard(Message message) {
            for (Subscription subscription : subscriptions) {
                if (subscription.channel.equals(message.channel())) {
                    handOver(subscription, () -> subscription.consumer.accept(message.payload()));
                }
            }
        }

        @Override
        public void missed() {
            registry.counter("notifications.gaps").increment();
            subscriptions.forEach(subscription -> handOver(subscription, subscription.missing));
        }

        private void handOver(Subscription subscription, Runnable news) {
            try {
                news.run();
            } catch (RuntimeException e) {
                registry.counter("notifications.consumer.failures").increment();
                LOG.errorf(e, "A subscriber of %s failed", subscription.channel);
            }
        }
    }

    void stop(@Observes @Priority(STOPS_LATE) ShutdownEvent event) {
        subscriptions.forEach(Subscription::close);
    }
}
