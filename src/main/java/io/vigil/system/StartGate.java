package io.vigil.system;

import java.time.Duration;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vigil.web.ProblemException;

/**
 * Until the schema is there, and again once the process is stopping, the API answers 503 with Retry-After; health is answered
 * all the while. A request that came later than the wait for the last one would be cut off in the middle of its session.
 */
@Singleton
class StartGate {

    /** After the request has its id, before sign-in, which would need the schema. */
    private static final int ORDER = -900;
    private static final Duration RETRY = Duration.ofSeconds(5);

    private final Lifecycle lifecycle;
    private volatile boolean stopping;

    StartGate(Lifecycle lifecycle) {
        this.lifecycle = lifecycle;
    }

    void register(@Observes Router router) {
        router.route("/api/*").order(ORDER).handler(this::check);
    }

    /** Before anybody waits for the requests in flight. */
    void close(@Observes ShutdownDelayInitiatedEvent event) {
        stopping = true;
    }

    private void check(RoutingContext request) {
        if (stopping) {
            request.fail(ProblemException.unavailable("Vigil is stopping", RETRY));
        } else if (lifecycle.isMigrated()) {
            request.next();
        } else {
            request.fail(ProblemException.unavailable("The database is not ready yet", RETRY));
        }
    }
}
