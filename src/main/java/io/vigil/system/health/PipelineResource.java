package io.vigil.system.health;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.vigil.event.stats.Queue;
import io.vigil.session.Budget;
import io.vigil.session.SessionContext;
import io.vigil.web.Roles;

/** How the pipeline of events does, over HTTP: what waits in the database, and what this process has done since it came up. */
@Singleton
@Path("/api/v1/metrics")
public class PipelineResource {

    private static final double[] PERCENTILES = { 0.5, 0.95, 0.99 };
    private static final Duration LAST = Duration.ofMinutes(10);

    private final MeterRegistry registry;

    PipelineResource(MeterRegistry registry) {
        this.registry = registry;
    }

    /** How many events are done with: described in some way, or given up. */
    public record Processed(long success, long failure, long total) {
    }

    /** How long models took for a description in the last ten minutes; 0 if there was none. */
    public record Times(double p50, double p95, double p99) {
    }

    /**
     * What the status page shows.
     *
     * @param queueDepth how many events are not done with, whichever process will
     * @param pipelineErrors by kind: {@code retry_later}, {@code failed} and {@code lease_lost}; what never was is left out
     */
    public record View(long queueDepth, Processed eventsProcessed, Times processingTimeMs, Map<String, Long> pipelineErrors) {
    }

    @Produces
    @Singleton
    static MeterFilter percentiles() {
        return new MeterFilter() {
            @Override
            public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
                return id.getName().equals(PipelineFigures.DURATION)
                        ? DistributionStatisticConfig.builder().percentiles(PERCENTILES).expiry(LAST).build().merge(config)
                        : config;
            }
        };
    }

    @GET
    @RolesAllowed(Roles.USER)
    public View get() {
        long depth = SessionContext.session("pipeline.depth").asReadOnly().within(Budget.REQUEST).call(db -> Queue.depth(db));
        PipelineFigures figures = PipelineFigures.of(registry);
        long success = figures.count("described", "metadata_only");
        long failure = figures.count("failed");
        Map<String, Long> errors = new TreeMap<>(figures.outcomes());
        errors.keySet().retainAll(Set.of("retry_later", "failed", "lease_lost"));
        return new View(depth, new Processed(success, failure, success + failure), new Times(time(figures, 0), time(figures, 1),
                time(figures, 2)), errors);
    }

    private static double time(PipelineFigures figures, int which) {
        return figures.times().getOrDefault(PERCENTILES[which], 0.0);
    }
}
