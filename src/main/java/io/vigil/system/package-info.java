/**
 * Start, stop and health of everything else: {@link io.vigil.system.Lifecycle} migrates and opens the gate,
 * {@link io.vigil.system.LocalDatabase} is the embedded PostgreSQL of dev and test. No other feature uses this one; of the
 * folders below, {@code health} asks {@link io.vigil.system.DatabaseProbe}.
 */
package io.vigil.system;
