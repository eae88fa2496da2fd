package io.vigil.event.reprocessing;

import java.util.Optional;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.ResponseStatus;

import io.vigil.event.ReprocessingService;
import io.vigil.web.Roles;

/** Jobs that have many events described again, over HTTP; ours, clients of the contract do not know it. */
@Path("/api/v1/events/reprocess")
public class ReprocessingResource {

    private final ReprocessingService reprocessing;

    ReprocessingResource(ReprocessingService reprocessing) {
        this.reprocessing = reprocessing;
    }

    /**
     * How many events a job would look at.
     *
     * @param filters as they would be asked for
     */
    public record Estimate(long estimatedEvents, NewReprocessing filters) {
    }

    @POST
    @ResponseStatus(202)
    @RolesAllowed(Roles.ADMIN)
    public JobView start(NewReprocessing filters) {
        return reprocessing.start(filters == null ? NewReprocessing.ALL : filters);
    }

    /** The job that was begun last, running or not; {@code null} before the first. */
    @GET
    @RolesAllowed(Roles.USER)
    public Response newest() {
        Optional<JobView> job = reprocessing.newest();
        return Response.ok(job.isPresent() ? job.get() : "null", MediaType.APPLICATION_JSON_TYPE).build();
    }

    @DELETE
    @RolesAllowed(Roles.ADMIN)
    public JobView cancel() {
        return reprocessing.cancel();
    }

    @POST
    @Path("/estimate")
    @RolesAllowed(Roles.USER)
    public Estimate estimate(NewReprocessing filters) {
        NewReprocessing asked = filters == null ? NewReprocessing.ALL : filters;
        return new Estimate(reprocessing.estimate(asked), asked);
    }
}
