package io.vigil.access.internal;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import org.hibernate.annotations.DynamicUpdate;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import io.vigil.session.SessionContext;
import io.vigil.web.Roles;

/** A key by which a machine calls; the key itself is shown once and not kept. */
@Entity
@DynamicUpdate
@Table(name = "api_key")
public class ApiKey extends PanacheEntityBase {

    /** What a key may be given. */
    public static final Set<String> SCOPES = Set.of(Roles.READ_EVENTS, Roles.WRITE_EVENTS, Roles.READ_CAMERAS,
            Roles.WRITE_CAMERAS, Roles.ADMIN);

    @Id
    public UUID id;
    public String name;
    /** Its first characters, by which it is found. */
    public String prefix;
    /** A hash of the whole key: {@link Secrets#keyHash}, or the one before it that took a secret key to make. */
    public String keyHash;
    public List<String> scopes;
    public int rateLimitPerMinute;
    public Instant expiresAt;
    public Instant createdAt;
    public UUID createdBy;
    public Instant revokedAt;
    public UUID revokedBy;
    public long usageCount;
    public Instant lastUsedAt;
    public String lastUsedIp;

    /** A key as far as a request needs to know. */
    record Held(UUID id, String name, String keyHash, List<String> scopes, Instant expiresAt) {

        /** What it may do, as in {@link Roles}: its scopes, or everything that is not bound to a person. */
        Set<String> roles() {
            Set<String> roles = new HashSet<>(scopes);
            if (roles.contains(Roles.ADMIN)) {
                roles.addAll(SCOPES);
                roles.add(Roles.USER);
            }
            return roles;
        }
    }

    /** Newest first. */
    public static List<ApiKey> newestFirst(boolean includeRevoked) {
        return list((includeRevoked ? "" : "revokedAt is null ") + "order by createdAt desc, id desc");
    }

    /** Ends the key; one that has ended keeps its time. */
    public void revoke(UUID by, Instant now) {
        if (revokedAt == null) {
            revokedAt = now;
            revokedBy = by;
        }
    }

    /** The keys of that prefix that are good now: one, unless two were drawn alike. */
    static List<Held> withPrefix(String prefix, Instant now) {
        return SessionContext.current().createSelectionQuery("""
                select k.id, k.name, k.keyHash, k.scopes, k.expiresAt from ApiKey k
                where k.prefix = :prefix and k.revokedAt is null and (k.expiresAt is null or k.expiresAt > :now)""", Held.class)
                .setParameter("prefix", prefix).setParameter("now", now).list();
    }

    /** Keeps a hash that needs no secret key in place of one that does. */
    static void unbind(Held held, String newHash) {
        update("keyHash = ?1 where id = ?2 and keyHash = ?3", newHash, held.id(), held.keyHash());
    }

    /** How many keys that are good now have a hash that took a secret key to make; with that key they end. */
    public static long countBound(Instant now) {
        return count("revokedAt is null and (expiresAt is null or expiresAt > ?1) and keyHash not like ?2", now,
                Secrets.UNBOUND + '%');
    }

    /** Adds uses that were counted elsewhere; a later one that is noted already stays the last. */
    static void used(UUID id, long times, Instant last, String ip) {
        update("usageCount = usageCount + ?1, lastUsedIp = case when lastUsedAt > ?2 then lastUsedIp else ?3 end, "
                + "lastUsedAt = greatest(lastUsedAt, ?2) where id = ?4", times, last, ip, id);
    }
}
