package io.vigil.access.internal;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

import jakarta.inject.Singleton;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.vigil.access.AccessConfig;
import io.vigil.session.Budget;
import io.vigil.session.RequestSession;
import io.vigil.session.SessionContext;
import io.vigil.settings.SecretBox;
import io.vigil.web.Principal;
import io.vigil.web.Principal.Kind;

/**
 * Finds out who shows what, by one SELECT, and remembers it for seconds. What is not good is not remembered. Revoking,
 * disabling and changing a password forget at once here; other nodes notice when their memory expires.
 */
@Singleton
public class Identities {

    private static final int MOST_REMEMBERED = 10_000;

    private final Clock clock;
    private final SecretBox box;
    private final Cache<String, Known> known;
    /** Rises when something is forgotten, so that what was read before is not remembered after. */
    private long forgotten;

    private record Known(SecurityIdentity identity, Principal principal, Instant goodUntil) {
        private static Known of(Principal principal, Instant goodUntil) {
            return new Known(Identities.identity(principal), principal, goodUntil);
        }
    }

    Identities(AccessConfig config, Clock clock, SecretBox box) {
        this.clock = clock;
        this.box = box;
        this.known = Caffeine.newBuilder().maximumSize(MOST_REMEMBERED).expireAfterWrite(config.identityCache()).build();
    }

    /** The principal as the framework wants it. */
    public static SecurityIdentity identity(Principal principal) {
        return QuarkusSecurityIdentity.builder().setPrincipal(principal).addRoles(principal.roles()).build();
    }

    /** Who showed this a moment ago, or null. Never waits. */
    public SecurityIdentity recall(Shown shown) {
        Known found = known.getIfPresent(shown.fingerprint());
        return found != null && clock.instant().isBefore(found.goodUntil()) ? found.identity() : null;
    }

    /** Who shows this, or null if it is not good. */
    @RequestSession(value = "access.identify", readOnly = true, budget = Budget.AUTH)
    public SecurityIdentity identify(Shown shown) {
        long before = forgotten();
        Optional<Known> found = shown.apiKey() == null ? byToken(shown.tokens()) : byKey(shown.apiKey());
        found.ifPresent(holder -> remember(shown, holder, before));
        return found.map(Known::identity).orElse(null);
    }

    /** Forgets who showed this token or key; to be called after the commit that revoked it. */
    public void forgetCredential(UUID credentialId) {
        forget(principal -> credentialId.equals(principal.credentialId()));
    }

    /** Forgets the user whatever was shown; to be called after the commit that changed them. */
    public void forgetUser(UUID userId) {
        forget(principal -> userId.equals(principal.id()));
    }

    private Optional<Known> byToken(List<String> tokens) {
        List<String> hashes = tokens.stream().map(Secrets::digest).toList();
        List<AccessToken.Holder> holders = AccessToken.holders(hashes, clock.instant());
        return hashes.stream()
                .flatMap(hash -> holders.stream().filter(holder -> holder.tokenHash().equals(hash)))
                .findFirst()
                .map(holder -> Known.of(new Principal(Kind.USER, holder.userId(), holder.username(), holder.role().roles(),
                        holder.tokenId()), holder.expiresAt()));
    }

    private Optional<Known> byKey(String key) {
        String hash = Secrets.keyHash(key);
        Optional<ApiKey.Held> found = ApiKey.withPrefix(Secrets.keyPrefix(key), clock.instant()).stream()
                .filter(held -> isSame(hash, held.keyHash()) || isBound(key, held.keyHash())).findFirst();
        found.filter(held -> !held.keyHash().equals(hash)).ifPresent(held -> SessionContext.afterCommit("access.unbind-key",
                () -> SessionContext.session("access.unbind-api-key").rootOnly().within(Budget.AUTH)
                        .run(() -> ApiKey.unbind(held, hash))));
        return found.map(held -> Known.of(new Principal(Kind.API_KEY, held.id(), held.name(), held.roles(), held.id()),
                held.expiresAt() == null ? Instant.MAX : held.expiresAt()));
    }

    /** Whether the hash is one that takes a secret key to make, as it once was: such a key would end with the secret key. */
    private boolean isBound(String key, String keyHash) {
        return box.macs("api-key", key.getBytes(StandardCharsets.UTF_8)).stream()
                .anyMatch(mac -> isSame(Secrets.encode(mac), keyHash));
    }

    private static boolean isSame(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
    }

    private synchronized long forgotten() {
        return forgotten;
    }

    private synchronized void remember(Shown shown, Known holder, long before) {
        if (before == forgotten) {
            known.put(shown.fingerprint(), holder);
        }
    }

    private synchronized void forget(Predicate<Principal> whom) {
        forgotten++;
        known.asMap().values().removeIf(holder -> whom.test(holder.principal()));
    }
}
