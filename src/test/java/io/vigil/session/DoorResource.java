package io.vigil.session;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;

import org.eclipse.microprofile.openapi.annotations.Operation;

import com.fasterxml.jackson.annotation.JsonProperty;

import io.agroal.api.AgroalDataSource;
import io.quarkus.arc.Arc;
import io.vigil.session.internal.LiveFrames;

/** Request sessions where they belong: in a resource. */
@Path("/test/sessions")
class DoorResource {

    /** Looks at the pool while it is serialised. */
    record View(String key) {

        @JsonProperty
        int openSessions() {
            return Arc.container().instance(LiveFrames.class).get().describe().size();
        }

        @JsonProperty
        long connectionsOut() {
            return Arc.container().instance(AgroalDataSource.class).get().getMetrics().activeCount();
        }
    }

    @GET
    @PermitAll
    @Operation(hidden = true)
    @RequestSession(readOnly = true)
    public View read() {
        return new View(Rows.ask("current_setting('transaction_read_only')"));
    }

    @POST
    @PermitAll
    @Operation(hidden = true)
    @RequestSession
    public View add(@QueryParam("key") String key) {
        Rows.add(key);
        return new View(key);
    }

    @POST
    @Path("/fails")
    @PermitAll
    @Operation(hidden = true)
    @RequestSession
    public View fails() {
        Rows.add("fails");
        throw new IllegalStateException("after the write");
    }

    @POST
    @Path("/fails-at-commit")
    @PermitAll
    @Operation(hidden = true)
    @RequestSession
    public View failsAtCommit() {
        Rows.add("fails-at-commit");
        SessionContext.current().createNativeMutationQuery("insert into deferred values (1), (1)").executeUpdate();
        return new View("looks good");
    }
}
