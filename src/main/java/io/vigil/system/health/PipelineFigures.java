package io.vigil.system.health;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.ValueAtPercentile;

/**
 * What the meters say of events in this process since it came up.
 *
 * @param outcomes how often an event came out of the pipeline so, by the word of its state, or {@code lease_lost}
 * @param times how long models took in the last minutes, in milliseconds by percentile (0.5 is the median)
 */
record PipelineFigures(Map<String, Long> outcomes, Map<Double, Double> times) {

    static final String DURATION = "event.processing.duration";

    static PipelineFigures of(MeterRegistry registry) {
        Map<String, Long> outcomes = new TreeMap<>();
        for (Counter counter : registry.find("events.processed").counters()) {
            outcomes.merge(counter.getId().getTag("status"), Math.round(counter.count()), Long::sum);
        }
        Map<Double, Double> times = new TreeMap<>();
        Timer timer = registry.find(DURATION).tag("stage", "describe").timer();
        if (timer != null) {
            for (ValueAtPercentile value : timer.takeSnapshot().percentileValues()) {
                times.put(value.percentile(), value.value(TimeUnit.MILLISECONDS));
            }
        }
        return new PipelineFigures(outcomes, times);
    }

    /** How often events came out in one of these ways. */
    long count(String... ways) {
        long count = 0;
        for (String way : ways) {
            count += outcomes.getOrDefault(way, 0L);
        }
        return count;
    }
}
