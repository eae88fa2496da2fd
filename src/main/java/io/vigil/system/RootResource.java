package io.vigil.system;

import java.time.Duration;

import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.vigil.web.ProblemException;

/** What stands at the root of the service: who it is and whether it lives. */
@Path("/")
public class RootResource {

    private static final Duration RETRY = Duration.ofSeconds(5);

    private final DatabaseProbe probe;
    private final String version;

    RootResource(DatabaseProbe probe, @ConfigProperty(name = "quarkus.application.version") String version) {
        this.probe = probe;
        this.version = version;
    }

    /** Which service this is. */
    public record About(String name, String version, String status) {
    }

    /** That it lives, with the number of cameras that are switched on. */
    public record Health(String status, long cameraCount) {
    }

    @GET
    @PermitAll
    public About about() {
        return new About("Vigil", version, "running");
    }

    /** 503 while the database is away. */
    @GET
    @Path("/health")
    @PermitAll
    public Health health() {
        DatabaseProbe.Answer answer = probe.ask();
        if (!answer.ready()) {
            throw ProblemException.unavailable(answer.reason(), RETRY);
        }
        return new Health("healthy", answer.cameras());
    }
}
