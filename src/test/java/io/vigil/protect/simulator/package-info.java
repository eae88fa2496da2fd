/**
 * A controller that is none: {@link io.vigil.protect.simulator.ControllerSimulator} speaks both APIs of UniFi Protect over TLS,
 * from recorded frames or as a test tells it, and misbehaves on request. {@code SimulatorMain} runs one for a person.
 */
package io.vigil.protect.simulator;
