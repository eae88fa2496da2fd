package io.vigil.web;

import java.util.Set;
import java.util.UUID;

import jakarta.ws.rs.core.SecurityContext;

/**
 * Who is calling. Immutable, so that it can be cached and passed to any thread.
 *
 * @param kind what proved the identity
 * @param id the user's id, or the API key's
 * @param name the user name, or the key's name
 * @param roles what it may do, as in {@link Roles}
 * @param credentialId the token or key that was shown, so that it can be revoked; null for the scrape token
 */
public record Principal(Kind kind, UUID id, String name, Set<String> roles,
        UUID credentialId) implements java.security.Principal {

    /** What proved the identity. */
    public enum Kind {
        USER,
        API_KEY,
        SCRAPER
    }

    public Principal {
        roles = Set.copyOf(roles);
    }

    @Override
    public String getName() {
        return name;
    }

    /** The caller of the request in hand; null where the route is open to anybody and nobody is known. */
    public static Principal of(SecurityContext security) {
        return (Principal) security.getUserPrincipal();
    }
}
