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

/** Refuses a body that is too large for its route before any of it is read: 10 MiB, unless a {@link BodyLimit} says more. */
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
        } else if (length == null && isForm(request)) {
            // The framework holds files of forms to its global limit alone, which is the largest route's.
            refuse(request, ProblemException.lengthRequired("A form with files has to tell its length (Content-Length)"));
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
