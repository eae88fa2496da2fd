package io.vigil.protect.http;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

import jakarta.inject.Singleton;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vigil.camera.Camera;
import io.vigil.protect.ProtectConfig;
import io.vigil.protect.internal.ConnectionState;
import io.vigil.protect.internal.Controller;
import io.vigil.session.Budget;
import io.vigil.session.SessionContext;

/**
 * Waits until an attempt to connect has come to an end, whichever process makes it: the row tells. Neither a thread nor a
 * connection waits.
 */
@Singleton
class Settling {

    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    private final Duration limit;
    private final Clock clock;

    Settling(ProtectConfig config, Clock clock) {
        this.limit = config.client().timeout();
        this.clock = clock;
    }

    /** The controller as it stands when the attempt is over, or when nobody wants to wait any longer. */
    Uni<ControllerView> settled(UUID id) {
        Instant end = clock.instant().plus(limit);
        return Uni.createFrom().item(() -> state(id)).runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .repeat().withDelay(LOOK_EVERY)
                .whilst(now -> now == ConnectionState.CONNECTING && clock.instant().isBefore(end))
                .select().last().toUni().emitOn(Infrastructure.getDefaultWorkerPool()).map(settled -> view(id));
    }

    private static ConnectionState state(UUID id) {
        return SessionContext.session("protect.settling").asReadOnly().within(Budget.REQUEST)
                .call(() -> Controller.existing(id).state);
    }

    private ControllerView view(UUID id) {
        return SessionContext.session("protect.settled").asReadOnly().within(Budget.REQUEST).call(
                () -> ControllerView.of(Controller.existing(id), Camera.countByController().get(id), clock.instant()));
    }
}
