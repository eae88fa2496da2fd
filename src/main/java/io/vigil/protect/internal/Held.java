package io.vigil.protect.internal;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.inject.Singleton;

import io.vigil.protect.client.ControllerClient;
import io.vigil.protect.connection.Connection;

/** The connections that this process keeps. */
@Singleton
public class Held implements HeldControllers {

    private final Map<UUID, Connection> connections = new ConcurrentHashMap<>();

    @Override
    public Set<UUID> held() {
        return Set.copyOf(connections.keySet());
    }

    @Override
    public Optional<ControllerClient> client(UUID controllerId) {
        return connection(controllerId).flatMap(Connection::client);
    }

    /** The connection to a controller, if it is kept here. */
    public Optional<Connection> connection(UUID controllerId) {
        return Optional.ofNullable(connections.get(controllerId));
    }

    /** All of them. */
    public List<Connection> all() {
        return List.copyOf(connections.values());
    }

    /** Keeps this one from now on. */
    public void put(UUID controllerId, Connection connection) {
        connections.put(controllerId, connection);
    }

    /** Keeps none from now on; answers the one that was. */
    public Optional<Connection> remove(UUID controllerId) {
        return Optional.ofNullable(connections.remove(controllerId));
    }
}
