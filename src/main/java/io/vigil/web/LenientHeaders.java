package io.vigil.web;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;

import org.jboss.resteasy.reactive.server.ServerRequestFilter;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;

/** What clients say, or do not say, of their bodies and of ours, and do not mean. */
@Singleton
class LenientHeaders {

    private static final int PRIORITY = 10;

    /** {@code Accept} is not negotiated: clients ask for {@code image/jpeg} where JSON is the answer, and mean it. */
    @ServerRequestFilter(preMatching = true)
    void forget(ContainerRequestContext request) {
        request.getHeaders().putSingle(HttpHeaders.ACCEPT, "*/*");
    }

    /** Who sends no body does not say of what kind it would be; where a body is optional, that is no reason to refuse. */
    void register(@Observes Filters filters) {
        filters.register(LenientHeaders::declareAbsentBody, PRIORITY);
    }

    private static void declareAbsentBody(RoutingContext routing) {
        MultiMap headers = routing.request().headers();
        String length = headers.get(HttpHeaders.CONTENT_LENGTH);
        boolean isAbsent = (length == null || length.equals("0")) && !headers.contains("Transfer-Encoding");
        if (isAbsent && !headers.contains(HttpHeaders.CONTENT_TYPE)) {
            headers.set(HttpHeaders.CONTENT_TYPE, MediaType.APPLICATION_JSON);
        }
        routing.next();
    }
}
