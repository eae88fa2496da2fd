package io.vigil.delivery.webhook.wire;

import java.util.List;
import java.util.UUID;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestPath;

import io.vigil.session.RequestSession;
import io.vigil.session.SessionContext;
import io.vigil.web.Roles;

/** What webhooks are signed with; ours, clients of the contract do not know it. */
@Path("/api/v1/webhooks/secrets")
public class WebhookSecretResource {

    private final SigningSecrets secrets;

    WebhookSecretResource(SigningSecrets secrets) {
        this.secrets = secrets;
    }

    /** Those that sign now, masked. */
    @GET
    @RolesAllowed(Roles.ADMIN)
    @RequestSession(readOnly = true)
    public WebhookSecretView.All list() {
        List<WebhookSecretView> all = SecretRows.all(SessionContext.current()).stream().map(WebhookSecretView::of).toList();
        return new WebhookSecretView.All(all, all.size());
    }

    /** Makes another and shows it, once; of two that were there the older one signs no more. */
    @POST
    @ResponseStatus(201)
    @RolesAllowed(Roles.ADMIN)
    @RequestSession
    public WebhookSecretView.Issued add() {
        SigningSecrets.Made made = secrets.rotate(SessionContext.current());
        return new WebhookSecretView.Issued(made.stored().id(), made.secret(), made.stored().createdAt());
    }

    /** Ends one; 409 if it is the only one. */
    @DELETE
    @Path("/{id}")
    @RolesAllowed(Roles.ADMIN)
    @RequestSession
    public void remove(@RestPath UUID id) {
        secrets.remove(SessionContext.current(), id);
    }
}
