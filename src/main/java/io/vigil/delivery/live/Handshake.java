package io.vigil.delivery.live;

import java.time.Duration;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.VertxContextSupport;
import io.quarkus.websockets.next.HttpUpgradeCheck;
import io.quarkus.websockets.next.UserData;
import io.quarkus.websockets.next.UserData.TypedKey;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpConnection;
import io.vigil.web.Principal;
import io.vigil.web.ProblemException;
import io.vigil.web.Roles;

/**
 * Who may connect, answered before the upgrade: 401 and 403 as everywhere, 403 for a page of another origin, 429 and 503 where
 * too many are connected. From the answer on the client hears all that is committed.
 */
@Singleton
class Handshake implements HttpUpgradeCheck {

    static final TypedKey<Principal> PRINCIPAL = new TypedKey<>("principal");
    static final TypedKey<HttpConnection> WIRE = new TypedKey<>("wire");

    private static final Duration RETRY = Duration.ofSeconds(10);

    private final Origins origins;
    private final LiveClients clients;
    private final Audience audience;
    private final MeterRegistry registry;

    Handshake(Origins origins, LiveClients clients, Audience audience, MeterRegistry registry) {
        this.origins = origins;
        this.clients = clients;
        this.audience = audience;
        this.registry = registry;
    }

    @Override
    public Uni<CheckResult> perform(HttpUpgradeContext context) {
        return context.securityIdentity().onItem().transformToUni(identity -> {
            Principal principal = admitted(context, identity);
            UserData data = context.userData();
            data.put(PRINCIPAL, principal);
            data.put(WIRE, context.httpRequest().connection());
            return audience.isHearing() ? CheckResult.permitUpgrade()
                    : VertxContextSupport.executeBlocking(() -> {
                        audience.hear();
                        return CheckResult.permitUpgradeSync();
                    });
        }).onFailure(ProblemException.class).invoke(() -> registry.counter("live.clients.refused").increment());
    }

    private Principal admitted(HttpUpgradeContext context, SecurityIdentity identity) {
        if (!(identity.getPrincipal() instanceof Principal principal)) {
            throw ProblemException.unauthorized("Sign in, or send a valid key");
        }
        if (!identity.hasRole(Roles.USER)) {
            throw ProblemException.forbidden("Live messages are for users");
        }
        if (!origins.allow(context.httpRequest())) {
            throw ProblemException.forbidden("Pages of this origin may not connect");
        }
        if (clients.isStopping() || !clients.hasRoom()) {
            throw ProblemException.unavailable(
                    clients.isStopping() ? "Vigil is stopping" : "Too many clients are connected", RETRY);
        }
        if (!clients.hasRoomFor(principal.id())) {
            throw ProblemException.tooMany("Too many clients of yours are connected", RETRY);
        }
        return principal;
    }

    /** Before anybody waits for the requests in flight, which an open socket would be for ever. */
    void stop(@Observes ShutdownDelayInitiatedEvent event) {
        clients.stop();
    }
}
