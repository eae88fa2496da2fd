package io.vigil.delivery.targets;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import io.vertx.core.net.TrustOptions;
import io.vigil.protect.simulator.wire.Certificate;

/** Whom the tests trust: their own receivers, which show the certificate of the simulators. */
class ReceiverTrust {

    @Produces
    @Singleton
    TrustOptions trust() {
        return Certificate.shared().options();
    }
}
