package io.vigil.system;

import java.time.Duration;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vigil.web.ProblemException;

/** Until the schema is there, the API answers 503 with Retry-After; health is answered all the while. */
@Singleton
class StartGate {

    /** After the request has its id, before sign-in, which would need the schema. */
    private static final int ORDER = -900;
    private static final Duration RETRY = Duration.ofSeconds(5);

    private final Lifecycle lifecycle;

    StartGate(Lifecycle lifecycle) {
        this.lifecycle = lifecycle;
    }

    void register(@Observes Router router) {
        router.route("/api/*").order(ORDER).handler(this::check);
    }

    private void check(RoutingContext request) {
        if (lifecycle.isMigrated()) {
            request.next();
        } else {
            request.fail(ProblemException.unavailable("The database is not ready yet", RETRY));
        }
    }
}
