package io.vigil.delivery.push;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.SecurityContext;

import org.jboss.resteasy.reactive.ResponseStatus;

import io.smallrye.common.annotation.Blocking;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vigil.delivery.push.PreferencesResource.Which;
import io.vigil.delivery.push.PushNotificationService.Tried;
import io.vigil.delivery.targets.Targets;
import io.vigil.delivery.targets.Targets.Judged;
import io.vigil.session.Budget;
import io.vigil.session.RequestSession;
import io.vigil.session.SessionContext;
import io.vigil.settings.SealedColumn;
import io.vigil.settings.SecretBox;
import io.vigil.web.Principal;
import io.vigil.web.Roles;

/** The caller's own subscriptions to Web Push. */
@Path("/api/v1/push")
public class PushResource {

    /** A name that takes longer is judged when something is sent. */
    private static final Duration LOOK_UP = Duration.ofSeconds(2);

    private final PushNotificationService service;
    private final Targets targets;
    private final SecretBox box;
    private final PushConfig config;
    private final Clock clock;

    /** What is done, for a person. */
    record Done(boolean success, String message) {
    }

    /** How a test went: success if any browser was told, or there is none. */
    record TestView(boolean success, String message, List<Tried> results, int subscriptionsNotified) {
    }

    PushResource(PushNotificationService service, Targets targets, SecretBox box, PushConfig config, Clock clock) {
        this.service = service;
        this.targets = targets;
        this.box = box;
        this.config = config;
        this.clock = clock;
    }

    @Produces
    @Singleton
    static SealedColumn sealedAuth() {
        return SealedColumn.text("push_subscription", "auth", PushSubscription.AUTH);
    }

    /** Subscribes a browser, or gives one new keys; one that was another user's becomes the caller's. A worker begins. */
    @POST
    @Path("/subscribe")
    @Blocking
    @ResponseStatus(201)
    @RolesAllowed(Roles.PERSON)
    public Uni<SubscriptionView.Stored> subscribe(@Valid @NotNull NewSubscription wanted, @Context SecurityContext security) {
        URI address = wanted.address();
        wanted.requireKeys();
        UUID userId = Principal.of(security).id();
        return Uni.createFrom().completionStage(targets.judge(address).toCompletionStage())
                .ifNoItem().after(LOOK_UP).recoverWithItem(new Judged.Unknown("The look-up takes long"))
                .emitOn(Infrastructure.getDefaultWorkerPool()).map(judged -> keep(userId, wanted, judged));
    }

    private SubscriptionView.Stored keep(UUID userId, NewSubscription wanted, Judged judged) {
        if (judged instanceof Judged.Refused refused) {
            throw NewSubscription.notAcceptable(refused.reason());
        }
        String auth = box.encrypt(wanted.keys().auth(), PushSubscription.AUTH);
        PushSubscription.Kept kept = SessionContext.session("push.subscribe").within(Budget.REQUEST).call(() -> {
            PushSubscription.Kept one = PushSubscription.keep(userId, wanted, auth, clock.instant());
            PushSubscription.forgetBeyond(config.subscriptionsPerUser(), userId, one.id());
            return one;
        });
        return new SubscriptionView.Stored(kept.id(), SubscriptionView.shortened(wanted.endpoint()), kept.createdAt());
    }

    /** Ends a subscription. */
    @DELETE
    @Path("/subscribe")
    @RolesAllowed(Roles.PERSON)
    @RequestSession
    public void unsubscribe(@Valid @NotNull Which which, @Context SecurityContext security) {
        PushSubscription.forget(Principal.of(security).id(), which.endpoint());
    }

    /** The same, for clients that cannot send a body with DELETE. */
    @POST
    @Path("/unsubscribe")
    @RolesAllowed(Roles.PERSON)
    @RequestSession("push.unsubscribe-by-post")
    public void unsubscribeByPost(@Valid @NotNull Which which, @Context SecurityContext security) {
        PushSubscription.forget(Principal.of(security).id(), which.endpoint());
    }

    /** The caller's subscriptions, newest first. */
    @GET
    @Path("/subscriptions")
    @RolesAllowed(Roles.USER)
    @RequestSession(readOnly = true)
    public SubscriptionView.All list(@Context SecurityContext security) {
        List<SubscriptionView> all = PushSubscription.of(Principal.of(security).id()).stream().map(SubscriptionView::of)
                .toList();
        return new SubscriptionView.All(all, all.size());
    }

    /** Ends the subscription with this id. */
    @DELETE
    @Path("/subscriptions/{id}")
    @RolesAllowed(Roles.USER)
    @RequestSession
    public Done remove(@PathParam("id") UUID id, @Context SecurityContext security) {
        PushSubscription.forget(Principal.of(security).id(), id);
        return new Done(true, "Unsubscribed");
    }

    /**
     * Sends something to each of the caller's subscriptions, quiet hours or not, and tells how each took it. A worker begins;
     * none waits.
     */
    @POST
    @Path("/test")
    @Blocking
    @RolesAllowed(Roles.USER)
    public Uni<TestView> test(@Context SecurityContext security) {
        return service.test(Principal.of(security).id()).map(PushResource::view);
    }

    private static TestView view(List<Tried> tries) {
        int notified = (int) tries.stream().filter(Tried::success).count();
        String message = tries.isEmpty() ? "No browser has subscribed yet"
                : "Browsers that were told: " + notified + " of " + tries.size();
        return new TestView(tries.isEmpty() || notified > 0, message, tries, notified);
    }
}
