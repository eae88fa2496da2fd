package io.vigil.access.internal;

import jakarta.inject.Singleton;

import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.BaseAuthenticationRequest;
import io.smallrye.mutiny.Uni;

/** Hops from the event loop to a worker, where a session may be opened. A database that cannot be asked is a failure. */
@Singleton
public class IdentityLookup implements IdentityProvider<IdentityLookup.Request> {

    private final Identities identities;

    /** Who shows this? */
    public static final class Request extends BaseAuthenticationRequest {
        private final Shown shown;

        public Request(Shown shown) {
            this.shown = shown;
        }
    }

    IdentityLookup(Identities identities) {
        this.identities = identities;
    }

    @Override
    public Class<Request> getRequestType() {
        return Request.class;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(Request request, AuthenticationRequestContext context) {
        return context.runBlocking(() -> identities.identify(request.shown));
    }
}
