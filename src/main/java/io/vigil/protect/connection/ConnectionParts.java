package io.vigil.protect.connection;

import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;

import io.micrometer.core.instrument.MeterRegistry;
import io.vigil.protect.ProtectConfig;
import io.vigil.protect.ProtectEventHandler;
import io.vigil.protect.client.ControllerClients;
import io.vigil.protect.internal.Discovery;

/**
 * What all connections of a process share.
 *
 * @param holder who the process is, in the leases
 * @param stepThreads for what is short; nothing waits there but for the database
 * @param storingThreads for what stores events
 */
public record ConnectionParts(UUID holder, ControllerClients clients, ProtectEventHandler handler, Discovery discovery,
        ProtectConfig config, Clock clock, MeterRegistry registry, ScheduledExecutorService timer, Executor stepThreads,
        Executor storingThreads) {
}
