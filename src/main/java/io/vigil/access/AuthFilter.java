package io.vigil.access;

import java.util.List;
import java.util.Optional;
import java.util.Set;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import io.vigil.access.internal.Identities;
import io.vigil.access.internal.IdentityLookup;
import io.vigil.access.internal.KeyUses;
import io.vigil.access.internal.Secrets;
import io.vigil.access.internal.Shown;
import io.vigil.web.Principal;
import io.vigil.web.Principal.Kind;
import io.vigil.web.ProblemException;
import io.vigil.web.ProblemRoutes;
import io.vigil.web.Roles;

/**
 * Says who calls, for every path of the process: API key, cookie or bearer. What is shown and not good leaves the caller
 * unknown, and the policies in application.properties refuse the unknown wherever the path is not on their public list.
 * <p>
 * A database that cannot be asked fails the request (503); it never makes the caller unknown, or known.
 */
@Singleton
public class AuthFilter implements HttpAuthenticationMechanism {

    private final Identities identities;
    private final KeyUses keyUses;
    private final ProblemRoutes problems;
    private final Optional<String> scrapeToken;
    private final Set<String> publicPaths;
    private final SecurityIdentity scraper = Identities
            .identity(new Principal(Kind.SCRAPER, null, "scraper", Set.of(Roles.SCRAPER), null));

    AuthFilter(Identities identities, KeyUses keyUses, ProblemRoutes problems, AccessConfig config,
            @ConfigProperty(name = "quarkus.http.auth.permission.public.paths") List<String> publicPaths) {
        this.identities = identities;
        this.keyUses = keyUses;
        this.problems = problems;
        this.scrapeToken = config.scrapeToken();
        this.publicPaths = Set.copyOf(publicPaths);
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext request, IdentityProviderManager providers) {
        if (request.request().method() == HttpMethod.OPTIONS || publicPaths.contains(request.normalizedPath())) {
            return Uni.createFrom().nullItem();
        }
        Shown shown = Shown.by(request.request());
        if (isScraper(shown)) {
            return Uni.createFrom().item(scraper);
        }
        return who(shown, providers).onItem().ifNotNull().invoke(identity -> noteUse(identity, request));
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return Set.of(IdentityLookup.Request.class);
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext request) {
        return Uni.createFrom().item(new ChallengeData(HttpResponseStatus.UNAUTHORIZED.code(), "WWW-Authenticate",
                "Bearer"));
    }

    @Override
    public Uni<Boolean> sendChallenge(RoutingContext request) {
        problems.answer(request, ProblemException.unauthorized("Sign in, or send a valid key"));
        return Uni.createFrom().item(true);
    }

    private Uni<SecurityIdentity> who(Shown shown, IdentityProviderManager providers) {
        if (!shown.isWorthALook()) {
            return Uni.createFrom().nullItem();
        }
        SecurityIdentity known = identities.recall(shown);
        if (known != null) {
            return Uni.createFrom().item(known);
        }
        return providers.authenticate(new IdentityLookup.Request(shown))
                .onFailure(AuthenticationFailedException.class).recoverWithNull();
    }

    private boolean isScraper(Shown shown) {
        return shown.apiKey() == null && shown.bearer() != null
                && scrapeToken.filter(token -> Secrets.same(token, shown.bearer())).isPresent();
    }

    private void noteUse(SecurityIdentity identity, RoutingContext request) {
        if (identity.getPrincipal() instanceof Principal caller && caller.kind() == Kind.API_KEY) {
            keyUses.note(caller.id(), request.request().remoteAddress().hostAddress());
        }
    }
}
