/**
 * One connection to one controller, from the first attempt to the last event stored; for
 * {@link io.vigil.protect.ProtectService}, which decides which there are.
 */
package io.vigil.protect.connection;
