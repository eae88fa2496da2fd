package io.vigil.testsupport;

import java.util.Map;
import java.util.TreeMap;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.Arc;

/** What a piece of work cost in sessions and statements, by session name, as the service itself counts them. */
public final class SessionCost {

    private SessionCost() {
    }

    /** Statements by session name, for the sessions that ended while the work ran. */
    public static Map<String, Integer> of(Runnable work) {
        Map<String, double[]> before = totals();
        work.run();
        Map<String, Integer> cost = new TreeMap<>();
        totals().forEach((name, after) -> {
            double[] earlier = before.getOrDefault(name, new double[2]);
            if (after[0] > earlier[0]) {
                cost.put(name, (int) (after[1] - earlier[1]));
            }
        });
        return cost;
    }

    private static Map<String, double[]> totals() {
        Map<String, double[]> totals = new TreeMap<>();
        for (DistributionSummary summary : Arc.container().instance(MeterRegistry.class).get().find("session.statements")
                .summaries()) {
            totals.put(summary.getId().getTag("name"), new double[] { summary.count(), summary.totalAmount() });
        }
        return totals;
    }
}
