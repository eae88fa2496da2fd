package io.vigil.event.reprocessing;

import java.time.Instant;
import java.util.UUID;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import io.vigil.web.ProblemException;
import io.vigil.web.Roles;

/**
 * What clients of the contract ask to have people and vehicles matched again. Nobody is recognised here, so there is never such
 * a job, and it says so rather than begin another one that costs money.
 */
@Path("/api/v1/events/reprocess-entities")
public class EntityMatchingResource {

    /** Which events to match. */
    public record Filters(Instant startDate, Instant endDate, UUID cameraId, Boolean onlyUnmatched) {

        private static final Filters ALL = new Filters(null, null, null, true);

        public Filters {
            onlyUnmatched = onlyUnmatched == null ? Boolean.TRUE : onlyUnmatched;
        }
    }

    /** How many events could be matched. */
    public record Estimate(long estimatedEvents, Filters filters) {
    }

    @POST
    @RolesAllowed(Roles.ADMIN)
    public Response start(Filters filters) {
        throw ProblemException.conflict("Vigil does not recognise people or vehicles; POST /api/v1/events/reprocess has events "
                + "described again");
    }

    @GET
    @RolesAllowed(Roles.USER)
    public Response job() {
        return Response.ok("null", MediaType.APPLICATION_JSON_TYPE).build();
    }

    @DELETE
    @RolesAllowed(Roles.ADMIN)
    public Response cancel() {
        throw ProblemException.notFound("running", "matching job");
    }

    @POST
    @Path("/estimate")
    @RolesAllowed(Roles.USER)
    public Estimate estimate(Filters filters) {
        return new Estimate(0, filters == null ? Filters.ALL : filters);
    }
}
