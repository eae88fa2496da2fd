package io.vigil.summary;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A text that is written and not stored yet.
 *
 * @param provider whose model wrote it, as in {@code provider_used}; null if no model did
 * @param isStatistical whether it was to be written by a model and none did, so that it may be replaced
 * @param reason why no model wrote it, for a person; null if there is nothing to say
 * @param cost in USD
 * @param basis what it was made from besides the figures
 */
public record Draft(Wanted wanted, String text, Counts counts, String provider, boolean isStatistical, String reason,
        BigDecimal cost, Basis basis) {

    /** How many events of what. */
    public record Counts(long events, Map<String, Long> byType, Map<String, Long> byCamera, long alerts, long rings) {
    }

    /**
     * What a text was made from.
     *
     * @param events whose own texts went into it
     * @param model that wrote it, or null
     * @param prompt what the household asked that model for, or null
     */
    public record Basis(List<UUID> events, String model, String prompt) {
    }
}
