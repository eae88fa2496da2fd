package io.vigil.web;

import java.util.List;
import java.util.regex.Pattern;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.jboss.resteasy.reactive.server.vertx.VertxInputStream;

import io.quarkus.arc.All;
import io.quarkus.vertx.http.runtime.RouteConstants;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;

/**
 * Refuses a body that is too large for its route: 10 MiB, unless a {@link BodyLimit} says more. Before any of it is read if it
 * tells its length, and else once too much of it was.
 */
@Singleton
class BodyLimits {

    private static final BodyLimit JSON = new BodyLimit("A body", Pattern.compile(".*"), 10L << 20);

    private final List<BodyLimit> limits;

    BodyLimits(@All List<BodyLimit> limits) {
        this.limits = limits;
    }

    void register(@Observes Router router) {
        router.route().order(RouteConstants.ROUTE_ORDER_UPLOAD_LIMIT - 1).handler(this::checkLength);
        // The framework's own handler stands between the two and would put its global limit here.
        router.route().order(RouteConstants.ROUTE_ORDER_UPLOAD_LIMIT + 1).handler(this::limitChunks);
    }

    private void checkLength(RoutingContext request) {
        BodyLimit limit = of(request);
        String length = request.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length != null && Long.parseLong(length) > limit.bytes()) {
            refuse(request, ProblemException.tooLarge(limit.what(), limit.bytes()));
        } else {
            request.next();
        }
    }

    /** The rest of the body is not worth reading; over HTTP/2 the connection is not that request's alone. */
    private static void refuse(RoutingContext request, ProblemException why) {
        HttpServerRequest body = request.request();
        if (body.version() == HttpVersion.HTTP_2) {
            request.response().endHandler(done -> body.resume());
        } else {
            request.response().putHeader(HttpHeaders.CONNECTION, "close");
            request.response().endHandler(done -> body.connection().close());
        }
        request.fail(why);
    }

    private void limitChunks(RoutingContext request) {
        request.put(VertxInputStream.MAX_REQUEST_SIZE_KEY, of(request).bytes());
        request.next();
    }

    private BodyLimit of(RoutingContext request) {
        return limits.stream().filter(limit -> limit.covers(request)).findFirst().orElse(JSON);
    }
}
