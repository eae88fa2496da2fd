package io.vigil.ai.spending;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;

/** Who must hear that the money runs short. Called inside the session that books it, so that both commit together. */
public interface SpendingAlerts {

    /**
     * Takes an alert; there is one for each step of a cap in each period, whatever the number of replicas. A cap that was
     * raised has its steps again. Only writes rows.
     */
    void take(Alert alert);

    /**
     * A step that was reached.
     *
     * @param period {@code daily} or {@code monthly}
     * @param startsOn the first day of the period
     * @param threshold 50, 80 or 100: percent of the cap
     * @param cost what was spent so far, in USD
     * @param cap in USD
     */
    record Alert(String period, LocalDate startsOn, int threshold, BigDecimal cost, BigDecimal cap, Instant at) {
    }
}
