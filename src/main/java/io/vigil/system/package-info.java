/**
 * Start, stop and health of everything else: {@link io.vigil.system.Lifecycle} migrates and opens the gate,
 * {@link io.vigil.system.LocalDatabase} is the embedded PostgreSQL of dev and test. Nobody uses this package.
 */
package io.vigil.system;
