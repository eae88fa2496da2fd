package io.vigil.session.notifications;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

import jakarta.persistence.PersistenceException;

import org.jboss.logging.Logger;

import io.micrometer.core.instrument.MeterRegistry;
import io.vigil.session.Budget;
import io.vigil.session.SessionContext;
import io.vigil.session.SessionException;

/**
 * Reads what is told and hands it over, on a thread of its own: at each hint, now and then without one, and every second while
 * there is no connection to hear hints by. Whatever fails, it goes on.
 */
final class Listening implements Runnable {

    private static final Logger LOG = Logger.getLogger(Listening.class);
    private static final int PAGE = 500;
    /** How long a connection may be silent before it is asked whether it is there, and before rows are looked for anyway. */
    private static final Duration SILENCE = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofSeconds(1);
    private static final Duration FIRST_RETRY = Duration.ofMillis(250);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(15);
    /** A connection that was lost sooner was none. */
    private static final Duration LASTED = Duration.ofSeconds(5);
    private static final Duration LOG_EVERY = Duration.ofSeconds(10);
    /** Without a look for so long, rows may be gone that nobody here has read. */
    private static final Duration LONGEST_GAP = OldMessages.KEEP.minusMinutes(1);

    private final ListenConnection.Address address;
    private final Ear ear;
    private final Clock clock;
    private final MeterRegistry registry;
    private final Thread thread;
    private Cursor cursor;
    private Instant readAt;
    private Duration retry = FIRST_RETRY;
    private long loggedAt = System.nanoTime() - LOG_EVERY.toNanos();
    private volatile ListenConnection connection;
    private volatile boolean stopped;

    /** Who is handed what is read. */
    interface Ear {

        /** Something that was told. */
        void heard(Message message);

        /** Something may have been told that nobody here can read any more. */
        void missed();
    }

    /**
     * @param cursor where to begin, as read just now
     */
    Listening(ListenConnection.Address address, Cursor cursor, Ear ear, Clock clock, MeterRegistry registry) {
        this.address = address;
        this.cursor = cursor;
        this.ear = ear;
        this.clock = clock;
        this.readAt = clock.instant();
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
            try {
                connectAndListen();
                pollUntilRetry();
            } catch (RuntimeException e) {
                // Nothing here may end for good what all clients of this process hear by; the wait before the next try grows.
                registry.counter("notifications.failures").increment();
                if (isTimeToLog()) {
                    LOG.error("What is told could not be listened to", e);
                }
            }
        }
    }

    private void connectAndListen() {
        long since = System.nanoTime();
        try (ListenConnection listening = ListenConnection.open(address)) {
            connection = listening;
            since = System.nanoTime();
            listen(listening);
        } catch (SQLException e) {
            if (!stopped) {
                registry.counter("notifications.connection.failures").increment();
                if (isTimeToLog()) {
                    LOG.warnf("No connection to hear hints by, so rows are looked for each second: %s", e.getMessage());
                }
            }
        } finally {
            boolean lasted = connection != null && System.nanoTime() - since > LASTED.toNanos();
            connection = null;
            retry = lasted ? FIRST_RETRY : retry;
        }
    }

    private boolean isTimeToLog() {
        long now = System.nanoTime();
        boolean isTime = now - loggedAt >= LOG_EVERY.toNanos();
        loggedAt = isTime ? now : loggedAt;
        return isTime;
    }

    private void listen(ListenConnection listening) throws SQLException {
        unlessAway(this::compare);
        // What was committed before anybody listened.
        unlessAway(this::read);
        while (!stopped) {
            if (!listening.await(SILENCE)) {
                listening.probe();
            }
            unlessAway(this::read);
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
            unlessAway(this::read);
        }
    }

    /** A database that was set back, by a backup or a replica that was behind, gives ids anew that were read already. */
    private void compare() {
        Cursor anew = SessionContext.session("notifications.compare").rootOnly().asReadOnly().within(Budget.REQUEST)
                .call(db -> MessageRows.highest(db) < cursor.last() ? new Cursor(MessageRows.latest(db)) : null);
        if (anew != null) {
            LOG.warn("The database was set back: what is told is read from now on");
            cursor = anew;
            readAt = clock.instant();
            ear.missed();
        }
    }

    private void read() {
        List<Message> page;
        do {
            Instant now = clock.instant();
            long began = System.nanoTime();
            page = stopped ? List.of()
                    : SessionContext.session("notifications.read").rootOnly().asReadOnly().within(Budget.REQUEST)
                            .call(db -> MessageRows.after(db, cursor.last(), cursor.missed(), PAGE));
            boolean isLate = now.isAfter(readAt.plus(LONGEST_GAP));
            readAt = now;
            page.forEach(this::handOver);
            cursor.readAt(began);
            if (isLate) {
                ear.missed();
            }
        } while (page.size() >= PAGE);
    }

    private void handOver(Message message) {
        cursor.pass(message.id());
        ear.heard(message);
    }

    private void unlessAway(Runnable look) {
        try {
            look.run();
        } catch (PersistenceException | SessionException e) {
            // The next look begins where this one did.
            registry.counter("notifications.read.failures").increment();
            if (!SessionException.isDatabaseUnavailable(e) && isTimeToLog()) {
                LOG.error("What is told could not be read", e);
            }
        }
    }
}
