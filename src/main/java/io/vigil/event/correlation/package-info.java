/**
 * Which events of different cameras are one happening: the same kind within seconds.
 * {@link io.vigil.event.correlation.Correlation} is told of each event that is stored, by {@code event} only.
 */
package io.vigil.event.correlation;
