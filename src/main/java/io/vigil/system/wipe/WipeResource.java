package io.vigil.system.wipe;

import java.time.Duration;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.RestQuery;

import io.vigil.system.progress.ProgressView;
import io.vigil.web.ProblemException;
import io.vigil.web.Roles;

/** Wiping over HTTP. */
@Path("/api/v1/system/data")
public class WipeResource {

    private static final String CONFIRMATION = "delete-all-events";
    /** Shorter than the patience of any client, and of a stop. */
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private final Wipe wipe;

    WipeResource(Wipe wipe) {
        this.wipe = wipe;
    }

    /**
     * What a wipe came to.
     *
     * @param deletedCount how many events went until now
     * @param success true: it is done, or will be
     */
    public record Wiped(long deletedCount, boolean success, ProgressView progress) {
    }

    /**
     * Removes all events, what was written about them, their media and the usage of AI. 200 when that is done; 202 when it goes
     * on in the background, as {@code /system/progress} tells. 400 with the code {@code confirmation_required} without a
     * confirmation, and nothing is removed.
     *
     * @param confirm {@value #CONFIRMATION}
     */
    @DELETE
    @RolesAllowed(Roles.ADMIN)
    public Response wipe(@RestQuery String confirm) {
        if (!CONFIRMATION.equals(confirm)) {
            throw ProblemException.badRequest("confirmation_required", "This removes all events and their media, for good. If "
                    + "that is what you want, send the same request with ?confirm=" + CONFIRMATION);
        }
        ProgressView progress = wipe.wipe(PATIENCE);
        int status = progress.state().equals("completed") ? 200 : 202;
        return Response.status(status).entity(new Wiped(progress.done(), true, progress)).build();
    }
}
