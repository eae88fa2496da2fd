package io.vigil.delivery.live;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.inject.Singleton;

import io.micrometer.core.instrument.MeterRegistry;
import io.vigil.session.SessionContext;

/** Who is connected to this process. */
@Singleton
class LiveClients {

    private final Map<String, LiveClient> clients = new ConcurrentHashMap<>();
    private final LiveConfig config;

    LiveClients(LiveConfig config, MeterRegistry registry) {
        this.config = config;
        registry.gauge("live.clients", clients, Map::size);
        registry.gauge("live.messages.waiting", clients,
                all -> all.values().stream().mapToInt(LiveClient::waiting).sum());
    }

    /** Everybody. */
    Collection<LiveClient> all() {
        return clients.values();
    }

    Optional<LiveClient> find(String id) {
        return Optional.ofNullable(clients.get(id));
    }

    /** Whether one more may come. */
    boolean hasRoom() {
        return clients.size() < config.connections();
    }

    /** Whether one more of this user, or of this key, may come. */
    boolean hasRoomFor(UUID who) {
        return clients.values().stream().filter(client -> client.principal().id().equals(who)).count() < config
                .connectionsPerUser();
    }

    /** Has it hear what is told from now on; one too many, who came in together with others, is let go again. */
    void add(LiveClient client) {
        boolean welcome = hasRoom() && hasRoomFor(client.principal().id());
        clients.put(client.id(), client);
        if (!welcome) {
            client.part(Parting.CROWDED);
        }
    }

    void remove(String id) {
        clients.remove(id);
    }

    /** Tells it to everybody, and waits for nobody. */
    void tell(String message) {
        SessionContext.requireNone("live");
        int bytes = message.getBytes(StandardCharsets.UTF_8).length;
        clients.values().forEach(client -> client.send(message, bytes));
    }
}
