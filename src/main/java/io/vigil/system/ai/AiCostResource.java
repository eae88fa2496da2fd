package io.vigil.system.ai;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

import org.jboss.resteasy.reactive.RestQuery;

import io.vigil.ai.spending.Spending;
import io.vigil.ai.spending.SpendingStatus;
import io.vigil.ai.spending.UsageReport;
import io.vigil.ai.spending.UsageReport.Range;
import io.vigil.ai.spending.UsageReport.Share;
import io.vigil.camera.Camera;
import io.vigil.event.stats.ProviderCounts;
import io.vigil.session.RequestSession;
import io.vigil.session.SessionContext;
import io.vigil.settings.SettingKey;
import io.vigil.settings.Settings;
import io.vigil.web.ProblemException;
import io.vigil.web.Roles;

/** What AI costs and does, over HTTP. Money is in USD, days are the household's. */
@Path("/api/v1/system")
public class AiCostResource {

    private static final Map<String, Period> RANGES = Map.of("24h", Period.ofDays(1), "7d", Period.ofDays(7), "30d",
            Period.ofDays(30));

    private final Spending spending;
    private final Settings settings;
    private final Clock clock;

    AiCostResource(Spending spending, Settings settings, Clock clock) {
        this.spending = spending;
        this.settings = settings;
        this.clock = clock;
    }

    /** Two moments; null where there is no limit. */
    public record Span(Instant start, Instant end) {
    }

    /** Sums by one property; the first component of each part is called after it. */
    public record Usage(BigDecimal totalCost, long totalRequests, Span period, List<OfDate> byDate, List<OfCamera> byCamera,
            List<OfProvider> byProvider, List<OfMode> byMode) {

        /** One day. */
        public record OfDate(LocalDate date, BigDecimal cost, long requests) {
        }

        /** One camera; one that is gone is called by the start of its id. */
        public record OfCamera(UUID cameraId, String cameraName, BigDecimal cost, long requests) {
        }

        /** One provider; {@code unknown} is what a worker had reserved that died. */
        public record OfProvider(String provider, BigDecimal cost, long requests) {
        }

        /** One way of asking. */
        public record OfMode(String mode, BigDecimal cost, long requests) {
        }
    }

    /** How the caps stand. {@code resumesAt} is ours: when the paused go on by themselves. */
    public record CostStatus(BigDecimal dailyCost, BigDecimal dailyCap, BigDecimal dailyPercent, BigDecimal monthlyCost,
            BigDecimal monthlyCap, BigDecimal monthlyPercent, boolean isPaused, String pauseReason, Instant resumesAt) {
    }

    /** Who described how many events. */
    public record Stats(long totalEvents, Map<String, Long> eventsPerProvider, String dateRange, Span timeRange) {
    }

    /**
     * What was spent on what.
     *
     * @param startDate a day of the household, or a time; the last 30 days if absent
     * @param endDate likewise, to the end of that day; now if absent
     * @param days counted back from the end, where there is no start
     */
    @GET
    @Path("/ai-usage")
    @RolesAllowed(Roles.USER)
    @RequestSession(readOnly = true)
    public Usage usage(@RestQuery("start_date") String startDate, @RestQuery("end_date") String endDate,
            @RestQuery @Min(1) @Max(3660) Integer days, @RestQuery String provider, @RestQuery("camera_id") UUID cameraId) {
        ZoneId zone = settings.get(SettingKey.TIMEZONE);
        DateRange range = DateRange.of(startDate, endDate, days, zone, clock.instant());
        UsageReport report = UsageReport.read(SessionContext.current(), new Range(range.start(), range.end(), zone,
                provider == null || provider.isBlank() ? null : provider, cameraId));
        Map<UUID, String> names = names(report.byCamera().stream().map(Share::key).toList());
        return new Usage(report.totalCost(), report.totalRequests(), new Span(range.start(), range.end()),
                report.byDate().stream().map(day -> new Usage.OfDate(day.key(), day.cost(), day.requests())).toList(),
                report.byCamera().stream().map(camera -> new Usage.OfCamera(camera.key(),
                        names.getOrDefault(camera.key(), "Camera " + camera.key().toString().substring(0, 8)), camera.cost(),
                        camera.requests())).toList(),
                report.byProvider().stream().map(one -> new Usage.OfProvider(one.key(), one.cost(), one.requests())).toList(),
                report.byMode().stream().map(mode -> new Usage.OfMode(mode.key(), mode.cost(), mode.requests())).toList());
    }

    @GET
    @Path("/ai-cost-status")
    @RolesAllowed(Roles.USER)
    public CostStatus costStatus() {
        SpendingStatus status = spending.status();
        return new CostStatus(status.daily().cost(), status.daily().cap(), status.daily().percent(), status.monthly().cost(),
                status.monthly().cap(), status.monthly().percent(), status.paused(),
                status.reason() == null ? null : status.reason().name().toLowerCase(Locale.ROOT),
                status.resumesAt());
    }

    /** @param dateRange 24h, 7d, 30d or all, by when the events were */
    @GET
    @Path("/ai-stats")
    @RolesAllowed(Roles.USER)
    @RequestSession(readOnly = true)
    public Stats stats(@RestQuery("date_range") @DefaultValue("7d") String dateRange) {
        if (!RANGES.containsKey(dateRange) && !dateRange.equals("all")) {
            throw ProblemException.invalid("query", "date_range", "must be one of 24h, 7d, 30d, all");
        }
        Instant now = clock.instant();
        Instant start = dateRange.equals("all") ? null : now.minus(RANGES.get(dateRange));
        Map<String, Long> counts = ProviderCounts.since(SessionContext.current(), start);
        return new Stats(counts.values().stream().mapToLong(Long::longValue).sum(), counts, dateRange,
                new Span(start, start == null ? null : now));
    }

    private static Map<UUID, String> names(List<UUID> cameras) {
        return cameras.isEmpty() ? Map.of()
                : Camera.<Camera> list("id in ?1", cameras).stream()
                        .collect(Collectors.toMap(camera -> camera.id, Camera::name));
    }
}
