package io.vigil.delivery.push;

import java.time.Clock;
import java.util.UUID;

import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.SecurityContext;

import io.vigil.session.RequestSession;
import io.vigil.web.Principal;
import io.vigil.web.Roles;

/** What each of the caller's subscriptions wants to be told. */
@Path("/api/v1/push/preferences")
public class PreferencesResource {

    private final Clock clock;

    /** Which subscription; in a body, because whoever knows an endpoint can send to it, and paths are logged. */
    record Which(@NotNull @Size(min = 1, max = 2048) String endpoint) {
    }

    PreferencesResource(Clock clock) {
        this.clock = clock;
    }

    /** Reads them. */
    @POST
    @RolesAllowed(Roles.PERSON)
    @RequestSession(readOnly = true)
    public PreferencesView get(@Valid @NotNull Which which, @Context SecurityContext security) {
        return PreferencesView.of(PushSubscription.existing(Principal.of(security).id(), which.endpoint()));
    }

    /** Replaces them. */
    @PUT
    @RolesAllowed(Roles.PERSON)
    @RequestSession
    public PreferencesView replace(@Valid @NotNull NewPreferences wanted, @Context SecurityContext security) {
        wanted.require();
        UUID userId = Principal.of(security).id();
        PushSubscription subscription = PushSubscription.existing(userId, wanted.endpoint());
        wanted.applyTo(subscription, clock.instant());
        return PreferencesView.of(subscription);
    }
}
