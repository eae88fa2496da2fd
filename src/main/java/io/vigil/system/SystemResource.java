package io.vigil.system;

import java.util.Map;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;

import io.vigil.settings.Settings;
import io.vigil.web.Roles;

/** The household's settings over HTTP. */
@Path("/api/v1/system")
public class SystemResource {

    private final Settings settings;

    SystemResource(Settings settings) {
        this.settings = settings;
    }

    @GET
    @Path("/settings")
    @RolesAllowed(Roles.USER)
    public Map<String, Object> settings() {
        return settings.shown();
    }

    /** Takes any subset, and answers all settings as they are then. */
    @PUT
    @Path("/settings")
    @RolesAllowed(Roles.ADMIN)
    public Map<String, Object> changeSettings(Map<String, Object> values) {
        settings.change(values == null ? Map.of() : values);
        return settings.shown();
    }
}
