package io.vigil.system.progress;

import java.time.Clock;
import java.util.List;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

import io.vigil.session.RequestSession;
import io.vigil.session.SessionContext;
import io.vigil.web.Roles;

/** How far long work has come, over HTTP; ours, clients of the contract do not know it. */
@Path("/api/v1/system/progress")
public class ProgressResource {

    private final Clock clock;

    ProgressResource(Clock clock) {
        this.clock = clock;
    }

    /** The latest of each work. */
    public record All(List<ProgressView> data) {
    }

    @GET
    @RolesAllowed(Roles.ADMIN)
    @RequestSession(readOnly = true)
    public All list() {
        return new All(ProgressRows.latest(SessionContext.current(), clock.instant()));
    }
}
