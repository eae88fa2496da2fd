package io.vigil.delivery.webhook;

import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import io.vigil.web.Roles;

/** Tries an address before a rule has it. */
@Path("/api/v1/webhooks/test")
public class WebhookTestResource {

    private final WebhookTrial trial;

    WebhookTestResource(WebhookTrial trial) {
        this.trial = trial;
    }

    /**
     * Posts something, signed as deliveries are, and tells what came back; 400 if the address may not be called. A worker
     * begins; none waits.
     */
    @POST
    @Blocking
    @RolesAllowed(Roles.ADMIN)
    public Uni<WebhookTrial.Result> test(@Valid @NotNull WebhookTrial.Wanted wanted) {
        return trial.run(wanted);
    }
}
