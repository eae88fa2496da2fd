package io.vigil.camera;

import java.time.Clock;
import java.util.List;
import java.util.UUID;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;

import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.jboss.resteasy.reactive.ResponseStatus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkus.arc.All;
import io.vigil.session.Budget;
import io.vigil.session.RequestSession;
import io.vigil.session.SessionContext;
import io.vigil.web.Roles;

/** Cameras over HTTP. */
@Path("/api/v1/cameras")
public class CameraResource {

    private final CameraBody bodies;
    private final List<CameraRemoval> removals;
    private final Clock clock;

    CameraResource(CameraBody bodies, @All List<CameraRemoval> removals, Clock clock) {
        this.bodies = bodies;
        this.removals = removals;
        this.clock = clock;
    }

    @GET
    @RolesAllowed({ Roles.USER, Roles.READ_CAMERAS })
    @RequestSession(readOnly = true)
    public List<CameraView> list(@QueryParam("is_enabled") Boolean enabled) {
        return Camera.listed(enabled).stream().map(CameraView::of).toList();
    }

    @GET
    @Path("/{id}")
    @RolesAllowed({ Roles.USER, Roles.READ_CAMERAS })
    @RequestSession(readOnly = true)
    public CameraView get(@PathParam("id") UUID id) {
        return CameraView.of(Camera.existing(id));
    }

    @POST
    @ResponseStatus(201)
    @RolesAllowed({ Roles.ADMIN, Roles.WRITE_CAMERAS })
    @RequestSession
    public CameraView add(
            @RequestBody(content = @Content(schema = @Schema(implementation = CameraFields.class))) ObjectNode body)
            throws JsonProcessingException {
        return CameraView.of(Camera.add(bodies.created(body), bodies.password(null, body), clock.instant()));
    }

    /** Changes what the body has; null clears a field that may be empty, and an absent field stays. */
    @PUT
    @Path("/{id}")
    @RolesAllowed({ Roles.ADMIN, Roles.WRITE_CAMERAS })
    @RequestSession
    public CameraView change(@PathParam("id") UUID id,
            @RequestBody(content = @Content(schema = @Schema(implementation = CameraFields.class))) ObjectNode body)
            throws JsonProcessingException {
        Camera camera = Camera.existing(id);
        camera.change(bodies.changed(camera.fields, body), bodies.password(camera.password, body), clock.instant());
        return CameraView.of(camera);
    }

    /** Deletes the camera with its events, however many: the most go page by page, the last with the camera itself. */
    @DELETE
    @Path("/{id}")
    @RolesAllowed({ Roles.ADMIN, Roles.WRITE_CAMERAS })
    public void remove(@PathParam("id") UUID id) {
        SessionContext.phases("camera.remove").within(Budget.REQUEST)
                .read(db -> Camera.existing(id).id)
                .outside(camera -> removeMost(camera))
                .write((db, camera) -> removeLast(camera));
    }

    private UUID removeMost(UUID id) {
        removals.forEach(removal -> removal.removeMost(id));
        return id;
    }

    private UUID removeLast(UUID id) {
        Camera camera = Camera.locked(id);
        removals.forEach(removal -> removal.beforeRemoval(id));
        camera.delete();
        return id;
    }
}
