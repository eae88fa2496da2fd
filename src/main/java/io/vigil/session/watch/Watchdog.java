package io.vigil.session.watch;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;

import org.jboss.logging.Logger;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.vigil.session.LiveSessions.State;
import io.vigil.session.internal.ConnectionWatch;
import io.vigil.session.internal.Frame;
import io.vigil.session.internal.LiveFrames;

/**
 * Tells of each session that outlived its budget, once, while it still runs: in the log with the stack of its thread, and as
 * {@code session_overdue_total{name}}. One that goes on to its {@link io.vigil.session.Budget#cutOff cut-off} is cut short: it
 * gets no further statement and no commit, and the one that it waits for is cancelled; its own thread rolls it back.
 * <p>
 * It has threads of its own, because the workers may all be stuck just then, and one apart for cancels, because these may wait
 * for a network that is gone.
 */
@Singleton
public class Watchdog {

    private static final Logger LOG = Logger.getLogger(Watchdog.class);
    private static final Duration TICK = Duration.ofMillis(200);

    private final LiveFrames live;
    private final MeterRegistry registry;
    private final ScheduledExecutorService watching = Executors.newSingleThreadScheduledExecutor(named("session-watchdog"));
    private final ExecutorService cancelling = Executors.newSingleThreadExecutor(named("session-canceller"));
    private final Set<Frame> told = new HashSet<>();
    private final Set<Frame> beingCancelled = ConcurrentHashMap.newKeySet();

    Watchdog(LiveFrames live, MeterRegistry registry) {
        this.live = live;
        this.registry = registry;
    }

    void start(@Observes @Priority(1) StartupEvent event) {
        watching.scheduleWithFixedDelay(this::look, 0, TICK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** After everybody who may still have a session open. */
    void stop(@Observes @Priority(Interceptor.Priority.PLATFORM_AFTER) ShutdownEvent event) {
        watching.shutdownNow();
        cancelling.shutdownNow();
    }

    private void look() {
        try {
            told.retainAll(live.all());
            live.all().forEach(this::look);
        } catch (Throwable failure) {
            // Thrown on, it would end the watch without a word.
            LOG.error("Not all overdue sessions were told", failure);
        }
    }

    private void look(Frame frame) {
        if (frame.isLate() && told.add(frame)) {
            tell(frame);
        }
        if (frame.age().compareTo(frame.spec().budget().cutOff()) >= 0 && frame.cutShort()
                && frame.state() == State.IN_STATEMENT) {
            cancel(frame);
        }
    }

    private void tell(Frame frame) {
        registry.counter("session.overdue", "name", frame.name()).increment();
        String what = "Session '%s' is overdue: %d ms old where %d may be, %s, on thread %s".formatted(frame.name(),
                frame.age().toMillis(), frame.spec().budget().limit().toMillis(), said(frame.state()), frame.owner().getName());
        live.stackOf(frame).ifPresentOrElse(
                stack -> LOG.warn(what + ", which is here:", new Whereabouts(stack)),
                () -> LOG.warn(what + "; it has just ended"));
    }

    private static String said(State state) {
        return switch (state) {
            case WAITING_FOR_CONNECTION -> "waiting for a connection";
            case IN_STATEMENT -> "in a statement";
            case IDLE_WITH_CONNECTION -> "idle with a connection";
            case IDLE_WITHOUT_CONNECTION -> "idle without a connection";
        };
    }

    /** Tried again at each tick: the statement may have begun just after the cancel before. */
    private void cancel(Frame frame) {
        if (beingCancelled.add(frame)) {
            LOG.warnf("Session '%s' is cut short, and its statement cancelled", frame.name());
            cancelling.execute(() -> {
                try {
                    ConnectionWatch.cancel(frame);
                } finally {
                    beingCancelled.remove(frame);
                }
            });
        }
    }

    private static ThreadFactory named(String name) {
        return work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Not a failure: how the log is told where a thread is. */
    private static final class Whereabouts extends Throwable {

        private static final long serialVersionUID = 1L;

        private Whereabouts(StackTraceElement[] stack) {
            super("the stack of the session's thread");
            setStackTrace(stack);
        }

        @Override
        public Throwable fillInStackTrace() {
            return this;
        }
    }
}
