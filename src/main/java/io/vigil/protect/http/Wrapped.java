package io.vigil.protect.http;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.vertx.ext.web.RoutingContext;
import io.vigil.web.RequestId;

/**
 * An answer as the routes of controllers give it.
 *
 * @param meta what is to be said about the answer
 */
record Wrapped<T, M>(T data, M meta) {

    /**
     * About any answer.
     *
     * @param count of a list
     */
    record Meta(String requestId, Instant timestamp, @JsonInclude(JsonInclude.Include.NON_NULL) Integer count) {
    }

    /**
     * About a list of cameras.
     *
     * @param cached whether the controller was not asked for it
     * @param cachedAt when it was asked then
     * @param warning why the list may be old, or null
     */
    record CameraMeta(String requestId, Instant timestamp, int count, UUID controllerId, boolean cached, Instant cachedAt,
            String warning) {
    }

    static <T> Wrapped<T, Meta> of(T data, RoutingContext request, Instant now) {
        return new Wrapped<>(data, new Meta(RequestId.of(request), now, null));
    }

    static <T> Wrapped<List<T>, Meta> list(List<T> data, RoutingContext request, Instant now) {
        return new Wrapped<>(data, new Meta(RequestId.of(request), now, data.size()));
    }
}
