/** How the simulated console answers and streams; for {@code io.vigil.protect.simulator} only. */
package io.vigil.protect.simulator.console;
