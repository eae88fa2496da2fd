package io.vigil.protect.connection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.persistence.PersistenceException;

import org.jboss.logging.Logger;

import io.vigil.protect.client.EventChange;
import io.vigil.protect.client.LiveStream;
import io.vigil.session.CommitOutcomeUnknown;
import io.vigil.session.SessionDeadline;
import io.vigil.session.SessionException;

/**
 * What one controller told and is not stored yet, in order. It is stored batch by batch, one at a time; while the database is
 * away it is kept, and a controller that tells more than can be kept has to wait.
 */
final class Inbox {

    private static final Logger LOG = Logger.getLogger(Inbox.class);
    private static final int MANY = 1000;
    private static final int FEW = 200;
    private static final int BATCH = 200;
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final UUID controllerId;
    private final Storing storing;
    private final Steps steps;
    private final ScheduledExecutorService timer;

    private final Queue<Told> told = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    /** Changes and tasks that are not done. */
    private final AtomicInteger left = new AtomicInteger();
    /** Tasks that are not done. */
    private final AtomicInteger tasks = new AtomicInteger();

    /** Of the steps alone, like the one below. */
    private Work current;
    private boolean stalled;

    private LiveStream stream;
    private boolean paused;

    /** Stores a batch; see {@code ProtectEventHandler.take}. */
    @FunctionalInterface
    interface Storing {
        void take(UUID controllerId, List<EventChange> changes);
    }

    /** Either a change or a task. */
    private record Told(EventChange change, Runnable task) {
    }

    private record Work(Runnable deed, int changes, int tasks) {
    }

    Inbox(UUID controllerId, Storing storing, Executor threads, ScheduledExecutorService timer) {
        this.controllerId = controllerId;
        this.storing = storing;
        this.steps = new Steps(threads);
        this.timer = timer;
    }

    /** Takes what was told live; never blocks. */
    void offer(EventChange change) {
        left.incrementAndGet();
        told.add(new Told(change, null));
        if (size.incrementAndGet() > MANY) {
            regulate();
        }
        steps.execute(this::work);
    }

    /** Does that in its turn, behind all that was told before; again and again while the database is away. */
    void offer(Runnable task) {
        left.incrementAndGet();
        tasks.incrementAndGet();
        told.add(new Told(null, task));
        steps.execute(this::work);
    }

    /** Whether something but changes waits for its turn. */
    boolean hasTasks() {
        return tasks.get() > 0;
    }

    /** Who is told to wait from now on; null while there is nobody. */
    synchronized void listenTo(LiveStream live) {
        stream = live;
        paused = false;
        regulate();
    }

    /** How many changes wait. */
    int depth() {
        return size.get();
    }

    /** Whether all that was told is stored. */
    boolean isIdle() {
        return left.get() == 0;
    }

    private synchronized void regulate() {
        if (stream == null) {
            return;
        }
        if (!paused && size.get() > MANY) {
            paused = true;
            stream.pause();
        } else if (paused && size.get() < FEW) {
            paused = false;
            stream.resume();
        }
    }

    private void work() {
        if (stalled) {
            return;
        }
        Work next = current == null ? next() : current;
        if (next == null) {
            return;
        }
        current = next;
        try {
            next.deed().run();
        } catch (PersistenceException | SessionException e) {
            if (!SessionException.isDatabaseUnavailable(e) && !(e instanceof CommitOutcomeUnknown)
                    && !(e instanceof SessionDeadline)) {
                throw e;
            }
            LOG.debugf("No database to store events in: %s", e.getMessage());
            stalled = true;
        } finally {
            if (stalled) {
                timer.schedule(() -> steps.execute(this::goOn), RETRY.toMillis(), TimeUnit.MILLISECONDS);
            } else {
                // Also what failed for a reason of its own: it would fail for ever, and all behind it wait.
                current = null;
                tasks.addAndGet(-next.tasks());
                left.addAndGet(-next.changes() - next.tasks());
                regulate();
                steps.execute(this::work);
            }
        }
    }

    private void goOn() {
        stalled = false;
        work();
    }

    private Work next() {
        Told first = told.peek();
        if (first == null) {
            return null;
        }
        if (first.task() != null) {
            told.remove();
            return new Work(first.task(), 0, 1);
        }
        List<EventChange> batch = new ArrayList<>();
        for (Told each = first; each != null && each.task() == null && batch.size() < BATCH; each = told.peek()) {
            told.remove();
            batch.add(each.change());
        }
        size.addAndGet(-batch.size());
        return new Work(() -> storing.take(controllerId, batch), batch.size(), 0);
    }
}
