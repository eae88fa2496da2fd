package io.vigil.session.notifications;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import jakarta.persistence.PersistenceException;

import org.jboss.logging.Logger;

import io.micrometer.core.instrument.MeterRegistry;
import io.vigil.session.Budget;
import io.vigil.session.SessionContext;
import io.vigil.session.SessionException;

/**
 * Reads what is told and hands it over, on a thread of its own: at each hint, now and then without one, and every second while
 * there is no connection to hear hints by.
 */
final class Listening implements Runnable {

    private static final Logger LOG = Logger.getLogger(Listening.class);
    private static final int PAGE = 500;
    /** How long a connection may be silent before it is asked whether it is there, and before rows are looked for anyway. */
    private static final Duration SILENCE = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration FIRST_RETRY = Duration.ofMillis(250);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(15);

    private final ListenConnection.Address address;
    private final Cursor cursor;
    private final Consumer<Message> consumer;
    private final MeterRegistry registry;
    private final Thread thread;
    private Duration retry = FIRST_RETRY;
    private volatile ListenConnection connection;
    private volatile boolean stopped;

    Listening(ListenConnection.Address address, Cursor cursor, Consumer<Message> consumer, MeterRegistry registry) {
        this.address = address;
        this.cursor = cursor;
        this.consumer = consumer;
        this.registry = registry;
        this.thread = new Thread(this, "notifications");
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((failed, failure) -> LOG.error("Nothing that is told is heard any more", failure));
    }

    void start() {
        thread.start();
    }

    /** Reads nothing more, and gives the connection up. Returns at once. */
    void stop() {
        stopped = true;
        ListenConnection open = connection;
        if (open != null) {
            open.abort();
        }
        LockSupport.unpark(thread);
    }

    @Override
    public void run() {
        while (!stopped) {
            try (ListenConnection listening = ListenConnection.open(address)) {
                connection = listening;
                retry = FIRST_RETRY;
                listen(listening);
            } catch (SQLException e) {
                if (!stopped) {
                    LOG.warnf("No connection to hear hints by, so rows are looked for each second: %s", e.getMessage());
                    registry.counter("notifications.connection.failures").increment();
                }
            } finally {
                connection = null;
            }
            pollUntilRetry();
        }
    }

    private void listen(ListenConnection listening) throws SQLException {
        // What was committed before anybody listened.
        read();
        while (!stopped) {
            if (!listening.await(SILENCE)) {
                listening.probe();
            }
            read();
        }
    }

    /** The wait doubles, less a random half, so that many processes do not come back together. */
    private void pollUntilRetry() {
        long wait = retry.toNanos() / 2 + ThreadLocalRandom.current().nextLong(retry.toNanos() / 2);
        retry = retry.multipliedBy(2).compareTo(LONGEST_RETRY) > 0 ? LONGEST_RETRY : retry.multipliedBy(2);
        long end = System.nanoTime() + wait;
        long left = wait;
        while (!stopped && left > 0) {
            LockSupport.parkNanos(Math.min(left, POLL.toNanos()));
            left = end - System.nanoTime();
            read();
        }
    }

    private void read() {
        try {
            List<Message> page;
            do {
                page = stopped ? List.of()
                        : SessionContext.session("notifications.read").rootOnly().asReadOnly().within(Budget.REQUEST)
                                .call(db -> MessageRows.after(db, cursor.last(), cursor.missed(), PAGE));
                page.forEach(this::handOver);
            } while (page.size() >= PAGE);
        } catch (PersistenceException | SessionException e) {
            // The next look begins where this one did.
            registry.counter("notifications.read.failures").increment();
            if (!SessionException.isDatabaseUnavailable(e)) {
                LOG.error("What is told could not be read", e);
            }
        }
    }

    private void handOver(Message message) {
        cursor.pass(message.id());
        consumer.accept(message);
    }
}
