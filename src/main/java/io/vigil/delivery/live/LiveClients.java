package io.vigil.delivery.live;

import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

import jakarta.inject.Singleton;

import io.micrometer.core.instrument.MeterRegistry;
import io.vigil.session.SessionContext;

/** Who is connected to this process. */
@Singleton
class LiveClients {

    private final Map<String, LiveClient> clients = new ConcurrentHashMap<>();
    private final AtomicLong waitingBytes = new AtomicLong();
    private final LiveConfig config;
    private volatile boolean stopping;

    LiveClients(LiveConfig config, MeterRegistry registry) {
        this.config = config;
        registry.gauge("live.clients", clients, Map::size);
        registry.gauge("live.messages.waiting", clients,
                all -> all.values().stream().mapToInt(LiveClient::waiting).sum());
    }

    /**
     * Counts bytes that wait for a client now, with those of all others. False if that is too much for the process and more for
     * this client than its share.
     *
     * @param mine all that waits for this client
     */
    boolean fits(int bytes, long mine) {
        long most = config.queueBytesTotal().asLongValue();
        return waitingBytes.addAndGet(bytes) <= most || mine <= most / Math.max(1, clients.size());
    }

    /** So much waits no more. */
    void sent(int bytes) {
        waitingBytes.addAndGet(-bytes);
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

    /** Has it hear what is told from now on; one too many, or one too late, is let go again. */
    void add(LiveClient client) {
        boolean welcome = hasRoom() && hasRoomFor(client.principal().id());
        clients.put(client.id(), client);
        if (stopping) {
            client.part(Parting.STOPPING);
        } else if (!welcome) {
            client.part(Parting.CROWDED);
        }
    }

    /** Lets everybody go. */
    void partAll(Parting why) {
        clients.values().forEach(client -> client.part(why));
    }

    /** Lets everybody go, and whoever still comes in. */
    void stop() {
        stopping = true;
        partAll(Parting.STOPPING);
    }

    boolean isStopping() {
        return stopping;
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
