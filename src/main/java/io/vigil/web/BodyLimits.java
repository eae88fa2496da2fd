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

    /** How often a form that does not tell its length is measured; it may be too large by what arrives meanwhile. */
    private static final long WATCH_MILLIS = 50;
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
            if (length == null && isForm(request)) {
                watch(request, limit);
            }
            request.next();
        }
    }

    /** The framework holds files of forms to its global limit alone, which is the largest route's. */
    private static void watch(RoutingContext request, BodyLimit limit) {
        long watch = request.vertx().setPeriodic(WATCH_MILLIS, timer -> {
            if (request.request().bytesRead() > limit.bytes() && !request.response().headWritten()) {
                request.vertx().cancelTimer(timer);
                refuse(request, ProblemException.tooLarge(limit.what(), limit.bytes()));
            }
        });
        request.addEndHandler(end -> request.vertx().cancelTimer(watch));
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

    /** Of whatever version: HTTP/2 knows no Transfer-Encoding, so that its absence says nothing (RFC 9113, section 8.2.2). */
    private static boolean isForm(RoutingContext request) {
        String type = request.request().getHeader(HttpHeaders.CONTENT_TYPE);
        return type != null && type.regionMatches(true, 0, "multipart/", 0, "multipart/".length());
    }

    private void limitChunks(RoutingContext request) {
        request.put(VertxInputStream.MAX_REQUEST_SIZE_KEY, of(request).bytes());
        request.next();
    }

    private BodyLimit of(RoutingContext request) {
        return limits.stream().filter(limit -> limit.covers(request)).findFirst().orElse(JSON);
    }
}
