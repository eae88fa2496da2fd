package io.vigil.protect.internal;

import java.util.Optional;
import java.util.Set;
import java.util.UUID;

import io.vigil.protect.client.ControllerClient;

/** The controllers whose connection this process keeps; of all replicas only one keeps that of a controller. */
public interface HeldControllers {

    /** Which those are now, connected or not. */
    Set<UUID> held();

    /** How to ask one of them; empty while it is not held here, or not connected. */
    Optional<ControllerClient> client(UUID controllerId);
}
