package io.vigil.access;

import java.util.List;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;

import org.jboss.resteasy.reactive.server.ServerResponseFilter;

import io.vigil.access.internal.LastSeen;
import io.vigil.web.Principal;
import io.vigil.web.Principal.Kind;

/**
 * Notes that a device of the signed-in user is alive, when it says by {@code X-Device-ID} which one it is and its request
 * succeeds. It costs the request a look into memory.
 */
class LastSeenFilter {

    private static final String HEADER = "X-Device-ID";
    private static final int FIRST_ERROR = 400;
    private static final int LONGEST_ID = 255;
    /** What clients do without anybody in front of them; the list of events itself is not among it. */
    private static final List<String> NOT_COUNTED = List.of("/api/v1/auth/", "/api/v1/thumbnails/", "/api/v1/events/");

    private final LastSeen lastSeen;

    LastSeenFilter(LastSeen lastSeen) {
        this.lastSeen = lastSeen;
    }

    @ServerResponseFilter
    void note(ContainerRequestContext request, ContainerResponseContext response) {
        String deviceId = request.getHeaderString(HEADER);
        if (deviceId == null || deviceId.isBlank() || deviceId.length() > LONGEST_ID || response.getStatus() >= FIRST_ERROR) {
            return;
        }
        if (request.getSecurityContext().getUserPrincipal() instanceof Principal caller && caller.kind() == Kind.USER
                && isCounted(request.getUriInfo().getPath())) {
            lastSeen.note(caller.id(), deviceId.trim());
        }
    }

    static boolean isCounted(String path) {
        String bare = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        return NOT_COUNTED.stream().noneMatch(bare::startsWith);
    }
}
