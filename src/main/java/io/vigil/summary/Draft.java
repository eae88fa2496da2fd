package io.vigil.summary;

import java.math.BigDecimal;
import java.util.Map;

/**
 * A text that is written and not stored yet.
 *
 * @param provider whose model wrote it, as in {@code provider_used}; null if no model did
 * @param isStatistical whether it was to be written by a model and none did, so that it may be replaced
 * @param reason why no model wrote it, for a person; null if there is nothing to say
 * @param cost in USD
 */
public record Draft(Wanted wanted, String text, Counts counts, String provider, boolean isStatistical, String reason,
        BigDecimal cost) {

    /** How many events of what. */
    public record Counts(long events, Map<String, Long> byType, Map<String, Long> byCamera, long alerts, long rings) {
    }
}
