package io.vigil.web;

import java.util.regex.Pattern;

import io.vertx.ext.web.RoutingContext;

/**
 * How large a body one route takes; produced as a bean by the feature that has a route for more than JSON.
 *
 * @param what what is limited, for the error
 * @param path the route's path, whole
 * @param bytes the limit
 */
public record BodyLimit(String what, Pattern path, long bytes) {

    boolean covers(RoutingContext request) {
        return path.matcher(request.normalizedPath()).matches();
    }
}
