package io.vigil.session;

import java.util.concurrent.CompletableFuture;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;

import org.eclipse.microprofile.openapi.annotations.Operation;

/** Requests whose sessions are known. */
@Path("/test/costs")
class CostlyResource {

    /** A session each of so many statements. */
    @GET
    @Path("/{first}/{second}")
    @PermitAll
    @Operation(hidden = true)
    public String two(@PathParam("first") int first, @PathParam("second") int second) {
        SessionContext.run("costs.first", () -> ask(first));
        SessionContext.run("costs.second", () -> SessionContext.run("costs.joined", () -> ask(second)));
        return "done";
    }

    @GET
    @Path("/none")
    @PermitAll
    @Operation(hidden = true)
    public String none() {
        return "done";
    }

    @GET
    @Path("/fails")
    @PermitAll
    @Operation(hidden = true)
    public String fails() {
        SessionContext.run("costs.fails", () -> ask(3));
        throw new IllegalStateException("after the session");
    }

    /** Holds a connection for 200 ms. */
    @GET
    @Path("/holds")
    @PermitAll
    @Operation(hidden = true)
    public String holds() {
        return SessionContext.<String, RuntimeException> call("costs.holds", () -> Rows.ask("pg_sleep(0.2)"));
    }

    /** Meanwhile something goes on that is not the request's. */
    @GET
    @Path("/elsewhere")
    @PermitAll
    @Operation(hidden = true)
    public String elsewhere() {
        Thread other = Awaiting.daemon(() -> SessionContext.run("costs.elsewhere", () -> ask(2)));
        CompletableFuture.runAsync(other::start).join();
        try {
            other.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return "done";
    }

    private static void ask(int times) {
        for (int i = 0; i < times; i++) {
            Rows.ask("1");
        }
    }
}
