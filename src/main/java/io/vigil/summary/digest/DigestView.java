package io.vigil.summary.digest;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import io.vigil.delivery.ledger.NoticeReport;

/**
 * A digest as clients get it.
 *
 * @param digestType {@code daily}, {@code weekly}, {@code manual} for a part of a day, or {@code on_demand}
 * @param aiCost in USD
 * @param providerUsed null if no model wrote it
 * @param deliveryStatus null where nobody was to be told, or it is not on record any more
 */
public record DigestView(UUID id, String summaryText, Instant periodStart, Instant periodEnd, long eventCount,
        Instant generatedAt, String digestType, BigDecimal aiCost, String providerUsed, NoticeReport deliveryStatus) {

    /** Some of them, the newest first. */
    public record Page(List<DigestView> digests, long total) {
    }

    /**
     * What became of a wish.
     *
     * @param skipped whether it was there before
     */
    public record Triggered(String message, DigestView digest, boolean skipped) {
    }

    /**
     * How the schedule goes.
     *
     * @param scheduleTime of the household's day, {@code HH:MM}
     * @param lastStatus {@code never_run}, {@code success}, {@code error} or {@code skipped}
     * @param nextRun null while it is switched off
     */
    public record Status(boolean enabled, String scheduleTime, Instant lastRun, String lastStatus, String lastError,
            Instant nextRun) {
    }
}
