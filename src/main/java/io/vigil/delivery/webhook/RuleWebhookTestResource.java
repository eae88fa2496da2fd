package io.vigil.delivery.webhook;

import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import io.vigil.web.Roles;

/** {@link WebhookTestResource} where the web client looks for it. */
@Path("/api/v1/alert-rules/test-webhook")
public class RuleWebhookTestResource {

    private final WebhookTrial trial;

    RuleWebhookTestResource(WebhookTrial trial) {
        this.trial = trial;
    }

    /** Posts something and tells what came back. */
    @POST
    @Blocking
    @RolesAllowed(Roles.ADMIN)
    public Uni<WebhookTrial.Result> test(@Valid @NotNull WebhookTrial.Wanted wanted) {
        return trial.run(wanted);
    }
}
