package io.vigil.summary.http;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

import io.vigil.summary.Summary;

/**
 * A summary as clients get it.
 *
 * @param periodEnd exclusive
 * @param stats null in lists
 * @param aiCost in USD, of all that it took
 * @param cameraCount of cameras that had events
 * @param isStatistical ours: whether a model was to write it and none did
 * @param reason ours: why no model wrote it, or null
 */
record SummaryView(UUID id, String summaryText, Instant periodStart, Instant periodEnd, long eventCount, Instant generatedAt,
        Stats stats, BigDecimal aiCost, String providerUsed, int cameraCount, long alertCount, long doorbellCount,
        long personCount, long vehicleCount, boolean isStatistical, String reason) {

    /** Figures, the largest first. */
    record Stats(long totalEvents, Map<String, Long> byType, Map<String, Long> byCamera, long alertsTriggered,
            long doorbellRings) {
    }

    /** Summaries of a page, and how many there are. */
    record Page(List<SummaryView> summaries, long total) {
    }

    /**
     * The summary of a day.
     *
     * @param date such as {@code 2026-11-24}
     * @param cached whether it was there already
     */
    record Daily(@JsonUnwrapped SummaryView summary, String date, boolean cached) {
    }

    /** Those of the last days. */
    record Recent(List<OfDay> summaries) {
    }

    /** The summary of a day, in short. */
    record OfDay(UUID id, String date, String summaryText, long eventCount, int cameraCount, long alertCount,
            long doorbellCount, long personCount, long vehicleCount, Instant generatedAt) {

        static OfDay of(Summary summary, String date) {
            return new OfDay(summary.id, date, summary.summaryText, summary.eventCount, summary.byCamera.size(),
                    summary.alertCount, summary.ringCount, count(summary, "person"), count(summary, "vehicle"),
                    summary.generatedAt);
        }
    }

    static SummaryView of(Summary summary) {
        return of(summary, new Stats(summary.eventCount, largestFirst(summary.byType), largestFirst(summary.byCamera),
                summary.alertCount, summary.ringCount));
    }

    static SummaryView listed(Summary summary) {
        return of(summary, null);
    }

    private static SummaryView of(Summary summary, Stats stats) {
        return new SummaryView(summary.id, summary.summaryText, summary.periodStart, summary.periodEnd, summary.eventCount,
                summary.generatedAt, stats, summary.aiCost, summary.providerUsed, summary.byCamera.size(), summary.alertCount,
                summary.ringCount, count(summary, "person"), count(summary, "vehicle"), summary.statistical, summary.reason);
    }

    private static long count(Summary summary, String type) {
        return summary.byType.getOrDefault(type, 0L);
    }

    /** The database keeps no order. */
    private static Map<String, Long> largestFirst(Map<String, Long> counts) {
        Map<String, Long> sorted = new LinkedHashMap<>();
        counts.entrySet().stream().sorted(Map.Entry.<String, Long> comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey())).forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
        return sorted;
    }
}
