package io.vigil.protect.fetching;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.inject.Qualifier;
import jakarta.inject.Singleton;

import io.vigil.protect.client.ControllerClient;
import io.vigil.protect.internal.HeldControllers;

/** Controllers that a test holds itself, beside those that the service holds. */
@Singleton
@LentControllers.Lent
public class LentControllers implements HeldControllers {

    private final Map<UUID, Optional<ControllerClient>> clients = new ConcurrentHashMap<>();

    /** So that nobody gets these who asks for the service's. */
    @Qualifier
    @Retention(RetentionPolicy.RUNTIME)
    @interface Lent {
    }

    /** Holds it; without a client it is not connected. */
    public void hold(UUID controllerId, ControllerClient client) {
        clients.put(controllerId, Optional.ofNullable(client));
    }

    /** Holds nothing any more. */
    public void forget() {
        clients.clear();
    }

    @Override
    public Set<UUID> held() {
        return Set.copyOf(clients.keySet());
    }

    @Override
    public Optional<ControllerClient> client(UUID controllerId) {
        return clients.getOrDefault(controllerId, Optional.empty());
    }
}
