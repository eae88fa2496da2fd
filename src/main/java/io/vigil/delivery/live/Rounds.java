package io.vigil.delivery.live;

import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import jakarta.inject.Singleton;
import jakarta.persistence.PersistenceException;

import org.jboss.logging.Logger;

import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.vigil.access.standing.Credentials;
import io.vigil.session.Budget;
import io.vigil.session.SessionContext;
import io.vigil.session.SessionException;

/** Looks after the clients that are connected: whether they are there, and whether they may still be. */
@Singleton
class Rounds {

    private static final Logger LOG = Logger.getLogger(Rounds.class);

    private final LiveClients clients;
    private final Audience audience;
    private final Clock clock;

    Rounds(LiveClients clients, Audience audience, Clock clock) {
        this.clients = clients;
        this.audience = audience;
        this.clock = clock;
    }

    /** The heartbeat of the contract. */
    @Scheduled(every = "30s", concurrentExecution = ConcurrentExecution.SKIP)
    void ping() {
        clients.all().forEach(LiveClient::ping);
    }

    /** Lets go whose token or key was revoked or has expired, or whose user was disabled, on whatever replica. */
    @Scheduled(every = "3s", concurrentExecution = ConcurrentExecution.SKIP)
    void recheck() {
        List<LiveClient> connected = List.copyOf(clients.all());
        if (!connected.isEmpty()) {
            unlessAway(() -> {
                Set<UUID> asked = connected.stream().map(client -> client.principal().credentialId())
                        .collect(Collectors.toSet());
                Set<UUID> good = SessionContext.session("delivery.recheck-live").rootOnly().asReadOnly().within(Budget.REQUEST)
                        .call(db -> Credentials.good(db, asked, clock.instant()));
                connected.stream().filter(client -> !good.contains(client.principal().credentialId()))
                        .forEach(client -> client.part(Parting.REVOKED));
            });
        }
    }

    /** Says again that there are clients here, or no more. */
    @Scheduled(every = "15s", concurrentExecution = ConcurrentExecution.SKIP)
    void keepAudience() {
        unlessAway(audience::keep);
    }

    private static void unlessAway(Runnable work) {
        try {
            work.run();
        } catch (PersistenceException | SessionException e) {
            if (!SessionException.isDatabaseUnavailable(e)) {
                throw e;
            }
            LOG.debugf("No database to look after live clients: %s", e.getMessage());
        }
    }
}
