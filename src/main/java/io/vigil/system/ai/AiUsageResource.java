package io.vigil.system.ai;

import java.math.BigDecimal;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

import org.jboss.resteasy.reactive.RestQuery;

import io.vigil.ai.spending.ProviderUsage;
import io.vigil.session.RequestSession;
import io.vigil.session.SessionContext;
import io.vigil.settings.SettingKey;
import io.vigil.settings.Settings;
import io.vigil.web.Roles;

/** How the calls to AI providers went, over HTTP. */
@Path("/api/v1/ai/usage")
public class AiUsageResource {

    private final Settings settings;
    private final Clock clock;

    AiUsageResource(Settings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * All calls together.
     *
     * @param failedCalls also those of which nobody knows
     * @param avgResponseTimeMs of the calls whose end was seen; 0 without any
     */
    public record Calls(long totalCalls, long successfulCalls, long failedCalls, long totalTokens, BigDecimal totalCost,
            double avgResponseTimeMs, Map<String, OfProvider> providerBreakdown) {

        /** @param successRate 0 to 100 */
        public record OfProvider(long calls, double successRate, long tokens, BigDecimal cost) {
        }
    }

    /** Days are the household's, or times; the last 30 days where nothing is asked. */
    @GET
    @RolesAllowed(Roles.USER)
    @RequestSession(readOnly = true)
    public Calls calls(@RestQuery("start_date") String startDate, @RestQuery("end_date") String endDate) {
        DateRange range = DateRange.of(startDate, endDate, null, settings.get(SettingKey.TIMEZONE), clock.instant());
        List<ProviderUsage> usage = ProviderUsage.between(SessionContext.current(), range.start(), range.end());
        Map<String, Calls.OfProvider> byProvider = new LinkedHashMap<>();
        usage.forEach(one -> byProvider.put(one.provider(),
                new Calls.OfProvider(one.calls(), rounded(100.0 * one.succeeded() / one.calls()), one.tokens(), one.cost())));
        long calls = sum(usage, ProviderUsage::calls);
        long succeeded = sum(usage, ProviderUsage::succeeded);
        long timed = sum(usage, ProviderUsage::timed);
        long millis = sum(usage, ProviderUsage::millis);
        return new Calls(calls, succeeded, calls - succeeded, sum(usage, ProviderUsage::tokens),
                usage.stream().map(ProviderUsage::cost).reduce(BigDecimal.ZERO, BigDecimal::add),
                timed == 0 ? 0 : rounded((double) millis / timed), byProvider);
    }

    /** What is too much for a long is the greatest long. */
    private static long sum(List<ProviderUsage> usage, ToLongFunction<ProviderUsage> part) {
        return usage.stream().mapToLong(part).reduce(0, (a, b) -> a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b);
    }

    private static double rounded(double value) {
        return Math.round(value * 10) / 10.0;
    }
}
