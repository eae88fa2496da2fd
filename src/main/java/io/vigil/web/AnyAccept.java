package io.vigil.web;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;

import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** {@code Accept} is not negotiated: clients ask for {@code image/jpeg} where JSON is the answer, and mean it. */
class AnyAccept {

    @ServerRequestFilter(preMatching = true)
    void forget(ContainerRequestContext request) {
        request.getHeaders().putSingle(HttpHeaders.ACCEPT, "*/*");
    }
}
