package io.vigil.delivery.outbox;

import java.util.Comparator;

/** A recipient of a channel, for whom deliveries stand in line; in the order in which lines are locked. */
record Line(String channel, String recipient) implements Comparable<Line> {

    private static final Comparator<Line> ORDER = Comparator.comparing(Line::channel).thenComparing(Line::recipient);

    @Override
    public int compareTo(Line other) {
        return ORDER.compare(this, other);
    }
}
