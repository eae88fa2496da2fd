package io.vigil.delivery.outbox;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.vigil.delivery.DeliveryConfig;
import io.vigil.session.SchemaReady;

/** Starts, wakes and stops what distributes notices and sends deliveries. All it knows of either is in the database. */
@Singleton
public class Outbox {

    private static final Logger LOG = Logger.getLogger(Outbox.class);
    /** After those who still have something to tell. */
    private static final int STOPS_LATE = 3000;

    private final Sender sender;
    private final Duration drain;
    private final ExecutorService workers;
    private final Wakes distributing;
    private final Wakes sending;
    private volatile boolean accepting;

    Outbox(Distribution distribution, Sender sender, DeliveryConfig config) {
        this.sender = sender;
        this.drain = config.drain();
        this.workers = Executors.newFixedThreadPool(config.workers(), Outbox::thread);
        this.distributing = new Wakes("distribute notices", workers, () -> {
            boolean more;
            do {
                more = distribution.distributePage(() -> accepting, this::wakeSending);
                wakeSending();
            } while (more && accepting);
        });
        Sender.Floor floor = new Sender.Floor(workers, this::wakeSending);
        this.sending = new Wakes("claim deliveries from", workers, () -> {
            if (accepting) {
                sender.sendDue(floor);
            }
        });
    }

    void start(@Observes SchemaReady ready) {
        accepting = true;
        wake();
    }

    /** What is due after a back-off, an ended lease or another replica's work is found by this tick. */
    @Scheduled(every = "1s", concurrentExecution = ConcurrentExecution.SKIP)
    void tick() {
        wakeSending();
        wake();
    }

    /** Looks for notices that are due soon, on a worker, and then for deliveries. Returns at once. */
    public void wake() {
        if (accepting) {
            distributing.wake();
        }
    }

    /** Looks for deliveries that are due soon, on a worker. Returns at once. */
    public void wakeSending() {
        if (accepting) {
            sending.wake();
        }
    }

    /** Whether this process is done with all that it knew to be due. */
    public boolean isIdle() {
        long claims = sender.claims();
        // In this order: who lets go of a delivery wakes before it is seen to hold nothing. What was claimed since is held.
        boolean isIdle = sender.holdsNothing() && distributing.isIdle() && sending.isIdle();
        return isIdle && sender.claims() == claims;
    }

    /** Begins nothing new, waits a little for what is on its way, and hands the rest back. */
    void stop(@Observes @Priority(STOPS_LATE) ShutdownEvent event) {
        accepting = false;
        sender.stop();
        long end = System.nanoTime() + drain.toNanos();
        while (!isIdle() && System.nanoTime() < end) {
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        sender.handBackRest();
        workers.shutdown();
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "delivery-worker");
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((failed, failure) -> LOG.error("A step of a delivery failed unexpectedly", failure));
        return thread;
    }
}
