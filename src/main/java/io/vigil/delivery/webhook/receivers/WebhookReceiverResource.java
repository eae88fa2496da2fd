package io.vigil.delivery.webhook.receivers;

import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;

import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jboss.resteasy.reactive.RestPath;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vigil.delivery.targets.Targets;
import io.vigil.delivery.targets.Targets.Judged;
import io.vigil.session.Budget;
import io.vigil.session.RequestSession;
import io.vigil.session.SessionContext;
import io.vigil.web.ProblemException;
import io.vigil.web.Roles;

/** Receivers of the household over HTTP; ours, clients of the contract do not know it. */
@Path("/api/v1/webhooks/receivers")
public class WebhookReceiverResource {

    /** A name that takes longer is judged when something is sent. */
    private static final Duration LOOK_UP = Duration.ofSeconds(2);

    private final ReceiverBody bodies;
    private final Targets targets;
    private final Clock clock;

    WebhookReceiverResource(ReceiverBody bodies, Targets targets, Clock clock) {
        this.bodies = bodies;
        this.targets = targets;
        this.clock = clock;
    }

    /** All of them, by name. */
    @GET
    @RolesAllowed(Roles.ADMIN)
    @RequestSession(readOnly = true)
    public WebhookReceiverView.All list() {
        List<WebhookReceiverView> all = WebhookReceiver.byName().stream().map(WebhookReceiverView::of).toList();
        return new WebhookReceiverView.All(all, all.size());
    }

    /** One of them. */
    @GET
    @Path("/{id}")
    @RolesAllowed(Roles.ADMIN)
    @RequestSession(readOnly = true)
    public WebhookReceiverView get(@RestPath UUID id) {
        return WebhookReceiverView.of(WebhookReceiver.existing(id));
    }

    /** Adds one; 400 if its address may not be called. A worker begins; none waits. */
    @POST
    @Blocking
    @ResponseStatus(201)
    @RolesAllowed(Roles.ADMIN)
    public Uni<WebhookReceiverView> add(
            @RequestBody(content = @Content(schema = @Schema(implementation = ReceiverFields.class))) ObjectNode body)
            throws JsonProcessingException {
        ReceiverFields fields = bodies.over(ReceiverFields.DEFAULTS, body);
        return judged(fields.address()).map(judged -> SessionContext.session("webhook-receiver.add").within(Budget.REQUEST)
                .call(() -> added(fields)));
    }

    /** Changes what the body has; a secret that is sent masked stays. Likewise. */
    @PUT
    @Path("/{id}")
    @Blocking
    @RolesAllowed(Roles.ADMIN)
    public Uni<WebhookReceiverView> change(@RestPath UUID id,
            @RequestBody(content = @Content(schema = @Schema(implementation = ReceiverFields.class))) ObjectNode body)
            throws JsonProcessingException {
        ReceiverFields known = SessionContext.session("webhook-receiver.read").asReadOnly().within(Budget.REQUEST)
                .call(() -> ReceiverFields.of(WebhookReceiver.existing(id)));
        ReceiverFields fields = bodies.over(known, body);
        return judged(fields.address()).map(judged -> SessionContext.session("webhook-receiver.change").within(Budget.REQUEST)
                .call(() -> changed(id, body)));
    }

    /** Forgets it; what waits for it is dropped. */
    @DELETE
    @Path("/{id}")
    @RolesAllowed(Roles.ADMIN)
    @RequestSession
    public void remove(@RestPath UUID id) {
        WebhookReceiver.existing(id).delete();
    }

    private WebhookReceiverView added(ReceiverFields fields) {
        WebhookReceiver receiver = new WebhookReceiver();
        receiver.id = UUID.randomUUID();
        receiver.createdAt = clock.instant();
        bodies.fill(receiver, fields, receiver.createdAt);
        receiver.persist();
        return WebhookReceiverView.of(receiver);
    }

    /** Over what is there by now: somebody may have changed other fields while the address was judged. */
    private WebhookReceiverView changed(UUID id, ObjectNode body) {
        WebhookReceiver receiver = WebhookReceiver.held(id);
        bodies.fill(receiver, mergedAgain(receiver, body), clock.instant());
        return WebhookReceiverView.of(receiver);
    }

    private ReceiverFields mergedAgain(WebhookReceiver receiver, ObjectNode body) {
        try {
            return bodies.over(ReceiverFields.of(receiver), body);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException("A body that was read before", e);
        }
    }

    private Uni<Judged> judged(URI address) {
        return Uni.createFrom().completionStage(targets.judge(address).toCompletionStage())
                .ifNoItem().after(LOOK_UP).recoverWithItem(new Judged.Unknown("The look-up takes long"))
                .emitOn(Infrastructure.getDefaultWorkerPool()).invoke(judged -> {
                    if (judged instanceof Judged.Refused refused) {
                        throw ProblemException.badRequest("target_refused", refused.reason());
                    }
                });
    }
}
