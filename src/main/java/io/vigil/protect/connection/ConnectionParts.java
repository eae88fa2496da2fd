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
import io.vigil.web.live.LiveSink;

/**
 * What all connections of a process share.
 *
 * @param holder who the process is, in the leases
 * @param live how clients that are connected now are told
 * @param stepThreads for what is short; nothing waits there but for the database
 * @param storingThreads for what stores events
 */
public record ConnectionParts(UUID holder, ControllerClients clients, ProtectEventHandler handler, Discovery discovery,
        ProtectConfig config, Clock clock, MeterRegistry registry, LiveSink live, ScheduledExecutorService timer,
        Executor stepThreads, Executor storingThreads) {
}
