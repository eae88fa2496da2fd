package io.vigil.ai.spending;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;

/**
 * What was spent in the household's day and month, and whether anything more may be.
 *
 * @param reason why not, or null
 * @param resumesAt when the period that is used up ends, or null
 */
public record SpendingStatus(Amount daily, Amount monthly, boolean paused, Reason reason, Instant resumesAt) {

    /** Which cap is reached. */
    public enum Reason {
        COST_CAP_DAILY,
        COST_CAP_MONTHLY
    }

    /**
     * One period's money in USD.
     *
     * @param cost what was spent
     * @param reserved what is kept for calls that are under way
     * @param cap null where none is set
     */
    public record Amount(BigDecimal cost, BigDecimal reserved, BigDecimal cap) {

        private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

        /** How much of the cap is spent, 0 to 100; 0 without a cap. */
        public BigDecimal percent() {
            return cap == null ? BigDecimal.ZERO : percentOf(cost, cap).min(HUNDRED);
        }

        /** Whether no further call may begin. */
        boolean isUsedUp() {
            return cap != null && cost.add(reserved).compareTo(cap) >= 0;
        }

        /** All of a cap of nothing is always spent. */
        static BigDecimal percentOf(BigDecimal cost, BigDecimal cap) {
            return cap.signum() == 0 ? HUNDRED : cost.multiply(HUNDRED).divide(cap, 1, RoundingMode.DOWN);
        }
    }
}
