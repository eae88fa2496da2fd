package io.vigil.web;

import java.util.UUID;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.jboss.logging.MDC;

import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/** Gives each request an id: in the answer as {@code X-Request-ID}, in the log as {@code requestId}, in errors. */
@Singleton
public class RequestId {

    private static final String KEY = "requestId";
    /** Before sign-in, so that a refused request has one too. */
    private static final int ORDER = -1000;

    void register(@Observes Router router) {
        router.route().order(ORDER).handler(RequestId::assign);
    }

    /** The id of this request. */
    public static String of(RoutingContext request) {
        return request.get(KEY);
    }

    private static void assign(RoutingContext request) {
        String id = UUID.randomUUID().toString();
        request.put(KEY, id);
        MDC.put(KEY, id);
        request.response().putHeader("X-Request-ID", id);
        request.next();
    }
}
