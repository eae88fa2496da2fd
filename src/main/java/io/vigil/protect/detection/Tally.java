package io.vigil.protect.detection;

import java.util.HashMap;
import java.util.Map;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;

/** Counts what a session did with what it was told; booked once that is committed. */
final class Tally {

    private final Map<Counted, Integer> counts = new HashMap<>();

    private record Counted(String counter, String label, String value) {
    }

    /** A change of an event of that type, null if that is not known yet; it may have told nothing new. */
    void received(String type, boolean isNews) {
        String known = Seen.label(type);
        count("protect.events.received", "type", known);
        if (!isNews) {
            count("protect.events.duplicate", "type", known);
        }
    }

    /** An event is a part of another. */
    void joined() {
        count("protect.events.joined", "reason", "same");
    }

    /** An event is not wanted, because of its camera or its kind. */
    void filtered(String reason) {
        count("protect.events.filtered", "reason", reason);
    }

    /** An event came too soon after another of its class. */
    void suppressed(String kindClass) {
        count("protect.events.suppressed", "class", kindClass);
    }

    private void count(String counter, String label, String value) {
        counts.merge(new Counted(counter, label, value), 1, Integer::sum);
    }

    void book(MeterRegistry registry) {
        counts.forEach((counted, count) -> registry
                .counter(counted.counter(), Tags.of(counted.label(), counted.value())).increment(count));
    }
}
