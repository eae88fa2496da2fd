package io.vigil.access;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.SecurityContext;

import org.jboss.resteasy.reactive.ResponseStatus;

import io.vigil.access.AuthResource.Message;
import io.vigil.access.internal.ApiKey;
import io.vigil.access.internal.Identities;
import io.vigil.access.internal.Secrets;
import io.vigil.access.internal.User;
import io.vigil.session.RequestSession;
import io.vigil.session.SessionContext;
import io.vigil.web.Principal;
import io.vigil.web.ProblemException;
import io.vigil.web.Roles;

/** Keys for machines. A key cannot make keys. */
@Path("/api/v1/api-keys")
public class ApiKeyResource {

    private final Identities identities;
    private final Clock clock;

    ApiKeyResource(Identities identities, Clock clock) {
        this.identities = identities;
        this.clock = clock;
    }

    /** Makes a key and shows it, once. */
    @POST
    @ResponseStatus(201)
    @RolesAllowed(Roles.ADMIN_PERSON)
    @RequestSession
    public ApiKeyView.Issued add(@Valid @NotNull NewApiKey wanted, @Context SecurityContext security) {
        Instant now = clock.instant();
        requireKnownScopes(wanted.scopes());
        if (wanted.expiresAt() != null && !wanted.expiresAt().isAfter(now)) {
            throw ProblemException.invalid("body", "expires_at", "must be in the future");
        }
        String secret = Secrets.newKey();
        ApiKey key = new ApiKey();
        key.id = User.newId();
        key.name = wanted.name();
        key.prefix = Secrets.keyPrefix(secret);
        key.keyHash = Secrets.keyHash(secret);
        key.scopes = wanted.scopes().stream().distinct().toList();
        key.rateLimitPerMinute = wanted.rateLimitPerMinute();
        key.expiresAt = wanted.expiresAt();
        key.createdAt = now;
        key.createdBy = Principal.of(security).id();
        key.persist();
        return ApiKeyView.Issued.of(key, secret);
    }

    /** The keys, newest first. */
    @GET
    @RolesAllowed(Roles.ADMIN_PERSON)
    @RequestSession(readOnly = true)
    public List<ApiKeyView> list(@QueryParam("include_revoked") Boolean includeRevoked) {
        return ApiKey.newestFirst(Boolean.TRUE.equals(includeRevoked)).stream().map(ApiKeyView::of).toList();
    }

    /** One key. */
    @GET
    @Path("/{id}")
    @RolesAllowed(Roles.ADMIN_PERSON)
    @RequestSession(readOnly = true)
    public ApiKeyView get(@PathParam("id") UUID id) {
        return ApiKeyView.of(existing(id));
    }

    /** How much a key is used; what was used this moment is added a moment later. */
    @GET
    @Path("/{id}/usage")
    @RolesAllowed(Roles.ADMIN_PERSON)
    @RequestSession(readOnly = true)
    public ApiKeyView.Usage usage(@PathParam("id") UUID id) {
        return ApiKeyView.Usage.of(existing(id));
    }

    /** Ends a key; it stays listed as revoked. */
    @DELETE
    @Path("/{id}")
    @RolesAllowed(Roles.ADMIN_PERSON)
    @RequestSession
    public Message revoke(@PathParam("id") UUID id, @Context SecurityContext security) {
        ApiKey key = existing(id);
        key.revoke(Principal.of(security).id(), clock.instant());
        SessionContext.afterCommit("access.forget-key", () -> identities.forgetCredential(id));
        return new Message("API key '" + key.name + "' has been revoked");
    }

    private static void requireKnownScopes(List<String> scopes) {
        if (scopes.isEmpty()) {
            throw ProblemException.badRequest("no_scope", "A key needs at least one scope");
        }
        for (String scope : scopes) {
            if (scope == null || !ApiKey.SCOPES.contains(scope)) {
                throw ProblemException.badRequest("unknown_scope", "A scope is one of "
                        + String.join(", ", ApiKey.SCOPES.stream().sorted().toList()));
            }
        }
    }

    private static ApiKey existing(UUID id) {
        return ApiKey.<ApiKey> findByIdOptional(id).orElseThrow(() -> ProblemException.notFound("API key", id));
    }
}
