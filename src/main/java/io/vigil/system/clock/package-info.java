/** Scheduled work goes on whatever becomes of the machine's clock. */
package io.vigil.system.clock;
