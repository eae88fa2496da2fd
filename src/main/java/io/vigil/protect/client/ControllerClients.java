package io.vigil.protect.client;

import jakarta.inject.Singleton;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vigil.protect.ProtectConfig;
import io.vigil.protect.client.live.Complaints;

/** Makes clients of controllers. */
@Singleton
public class ControllerClients {

    private final Vertx vertx;
    private final Complaints complaints;
    private final MeterRegistry registry;
    private final Limits limits;

    ControllerClients(Vertx vertx, Complaints complaints, MeterRegistry registry, ProtectConfig config) {
        this.vertx = vertx;
        this.complaints = complaints;
        this.registry = registry;
        ProtectConfig.Client client = config.client();
        this.limits = new Limits(client.timeout(), client.fileTimeout(), client.queueTimeout(), client.pingEvery(),
                client.silence());
    }

    /** A client of that controller; connects to nothing yet. To be closed by whoever asked for it. */
    public ControllerClient open(ControllerAccess access) {
        return open(access, limits);
    }

    /** Likewise, with other limits than the configured ones. */
    public ControllerClient open(ControllerAccess access, Limits others) {
        return new ControllerClient(vertx, access, others, complaints, registry);
    }
}
