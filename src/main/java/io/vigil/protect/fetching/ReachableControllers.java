package io.vigil.protect.fetching;

import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;

import io.vigil.protect.client.ControllerClient;
import io.vigil.protect.internal.HeldControllers;

/** The controllers that this process can ask, whoever holds them. */
@Singleton
public class ReachableControllers {

    private final Instance<HeldControllers> held;

    ReachableControllers(@Any Instance<HeldControllers> held) {
        this.held = held;
    }

    /**
     * What a controller can give besides events.
     *
     * @param isHeld whether this process can ask it; without that no event waits for media
     * @param hasRecordings whether it can show what is past; empty while it is not connected here
     */
    public record Offer(boolean isHeld, Optional<Boolean> hasRecordings) {
    }

    /** What the controller can give now. */
    public Offer offer(UUID controllerId) {
        boolean isHeld = held.stream().anyMatch(holder -> holder.held().contains(controllerId));
        return new Offer(isHeld, client(controllerId).map(ControllerClient::hasRecordings));
    }

    /** How to ask it; empty while it is not held here, or not connected. */
    Optional<ControllerClient> client(UUID controllerId) {
        return held.stream().map(holder -> holder.client(controllerId)).flatMap(Optional::stream).findFirst();
    }

    /** Those that can be asked now. */
    Set<UUID> connected() {
        return held.stream().flatMap(holder -> holder.held().stream()).filter(id -> client(id).isPresent())
                .collect(Collectors.toSet());
    }
}
