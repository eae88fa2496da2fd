/** Sockets down to their bytes, and the certificate; for the packages of the simulator only. */
package io.vigil.protect.simulator.wire;
