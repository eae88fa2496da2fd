/**
 * What the household pays for models: caps, reservations before a call, usage after it ({@link io.vigil.ai.spending.Spending}),
 * and what was spent on what ({@link io.vigil.ai.spending.UsageReport}). PostgreSQL decides whether there is room, so any
 * number of replicas may spend side by side.
 * <p>
 * For those who have something asked of a model, and for {@code system}, which shows it. Knows events and cameras by their ids
 * only; who must hear that the money runs short implements {@link io.vigil.ai.spending.SpendingAlerts}.
 */
package io.vigil.ai.spending;
