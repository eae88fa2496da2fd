package io.vigil.testsupport;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.stream.Stream;

import io.quarkus.arc.Arc;
import io.vigil.session.internal.TracedMetrics;

/**
 * The sessions that ended while a piece of work ran, on whatever thread, and the actions that followed their commits, in
 * order.
 *
 * <pre>
 * assertThat(SessionTrace.of(() -&gt; send(event)).lines()).containsExactly(
 *         "event.ingest committed, 4 statements",
 *         "event.wake-processor followed");
 * </pre>
 */
public final class SessionTrace {

    private final List<Record> told;

    /**
     * A session that ended.
     *
     * @param outcome committed, discarded, rolled back or unknown
     * @param statements its own and those of the sessions that joined it
     * @param held how long a connection was out for it
     * @param dropped the actions that were to follow its commit and never ran
     */
    public record Ended(String name, String outcome, boolean readOnly, int statements, Duration held, List<String> dropped) {

        @Override
        public String toString() {
            return name + (readOnly ? " read and " : " ") + outcome + ", " + statements
                    + (statements == 1 ? " statement" : " statements")
                    + (dropped.isEmpty() ? "" : ", dropped " + String.join(" ", dropped));
        }
    }

    /** An action that ran after a commit. */
    public record Followed(String name, boolean failed) {

        @Override
        public String toString() {
            return name + " followed" + (failed ? " and failed" : "");
        }
    }

    private SessionTrace(List<Record> told) {
        this.told = told;
    }

    /** Traces what ends while the work runs. */
    public static SessionTrace of(Runnable work) {
        TracedMetrics metrics = Arc.container().instance(TracedMetrics.class).get();
        Queue<Record> told = new ConcurrentLinkedQueue<>();
        Consumer<Record> listener = told::add;
        metrics.tell(listener);
        try {
            work.run();
        } finally {
            metrics.stopTelling(listener);
        }
        return new SessionTrace(List.copyOf(told));
    }

    /** Sessions and actions in the order of their ends, a sentence each. */
    public List<String> lines() {
        return told.stream().map(Record::toString).toList();
    }

    /** The sessions in the order of their ends. */
    public List<Ended> sessions() {
        return all(Ended.class).toList();
    }

    /** The actions that followed a commit, in order. */
    public List<Followed> followed() {
        return all(Followed.class).toList();
    }

    /** The statements of the sessions by name, added up. */
    public Map<String, Integer> statements() {
        Map<String, Integer> statements = new TreeMap<>();
        all(Ended.class).forEach(session -> statements.merge(session.name(), session.statements(), Integer::sum));
        return statements;
    }

    private <T> Stream<T> all(Class<T> type) {
        return told.stream().filter(type::isInstance).map(type::cast);
    }
}
