package io.vigil.session.internal;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.All;
import io.vigil.session.internal.SessionEngine.Outcome;
import io.vigil.testsupport.SessionTrace;
import io.vigil.testsupport.SessionTrace.Followed;

/** The metrics of the tests: they tell whoever traces, too. Only for {@link io.vigil.testsupport.SessionTrace}. */
@Alternative
@Priority(1)
@Singleton
public class TracedMetrics extends SessionMetrics {

    private final List<Consumer<Record>> listeners = new CopyOnWriteArrayList<>();

    TracedMetrics(MeterRegistry registry, @All List<SessionMetrics.Ended> others) {
        super(registry, others);
    }

    /** Tells it of every {@link SessionTrace.Ended} and every {@link Followed}, on their threads. */
    public void tell(Consumer<Record> listener) {
        listeners.add(listener);
    }

    /** Tells it no more. */
    public void stopTelling(Consumer<Record> listener) {
        listeners.remove(listener);
    }

    @Override
    void ended(Frame frame, Outcome outcome) {
        super.ended(frame, outcome);
        if (!listeners.isEmpty()) {
            // What it will not run it need not keep.
            List<String> dropped = outcome == Outcome.COMMITTED ? List.of()
                    : frame.takeAfterCommit().stream().map(Frame.AfterCommit::name).toList();
            tell(new SessionTrace.Ended(frame.name(), outcome.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                    frame.spec().readOnly(),
                    frame.statements(), Duration.ofNanos(frame.heldNanos()), dropped));
        }
    }

    @Override
    void afterCommitRan(String name) {
        super.afterCommitRan(name);
        tell(new Followed(name, false));
    }

    @Override
    void afterCommitFailed(String name) {
        super.afterCommitFailed(name);
        tell(new Followed(name, true));
    }

    private void tell(Record what) {
        listeners.forEach(listener -> listener.accept(what));
    }
}
