package io.vigil.protect.http;

import java.time.Clock;
import java.util.UUID;

import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;

import org.jboss.resteasy.reactive.RestPath;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import io.vigil.protect.client.ControllerClient;
import io.vigil.protect.client.ControllerClient.Info;
import io.vigil.protect.client.ControllerException;
import io.vigil.web.Roles;

/** Whether a controller can be reached and lets us in. A worker begins; none waits for the answer. */
@Path("/api/v1/protect/controllers")
public class ControllerTestResource {

    private final ControllerBody bodies;
    private final ControllerQuestions questions;
    private final Clock clock;

    ControllerTestResource(ControllerBody bodies, ControllerQuestions questions, Clock clock) {
        this.bodies = bodies;
        this.questions = questions;
        this.clock = clock;
    }

    /** It does. What a controller does not tell is null. */
    record TestView(boolean success, String message, String firmwareVersion, Integer cameraCount) {
    }

    /** Tries what the body has, and keeps nothing of it. */
    @POST
    @Path("/test")
    @Blocking
    @RolesAllowed(Roles.ADMIN)
    public Uni<Wrapped<TestView, Wrapped.Meta>> test(@NotNull ObjectNode body, @Context RoutingContext request)
            throws JsonProcessingException {
        return answer(questions.ask(bodies.tried(body), ControllerClient::info), request);
    }

    /** Tries what is stored. */
    @POST
    @Path("/{id}/test")
    @Blocking
    @RolesAllowed(Roles.ADMIN)
    public Uni<Wrapped<TestView, Wrapped.Meta>> testStored(@RestPath UUID id, @Context RoutingContext request) {
        return answer(questions.askStored(id, ControllerClient::info), request);
    }

    private Uni<Wrapped<TestView, Wrapped.Meta>> answer(Uni<Info> asked, RoutingContext request) {
        return asked.map(info -> Wrapped.of(
                new TestView(true, "The controller answers", info.version(), info.cameras()), request, clock.instant()))
                .onFailure(ControllerException.class)
                .transform(failure -> ControllerQuestions.problem(failure));
    }
}
