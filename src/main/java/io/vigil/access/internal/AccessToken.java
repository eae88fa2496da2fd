package io.vigil.access.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import io.vigil.session.SessionContext;

/** A sign-in that has not ended yet; the token itself is known to nobody but the client. */
@Entity
@Table(name = "access_token")
public class AccessToken extends PanacheEntityBase {

    @Id
    public UUID id;
    @ManyToOne(fetch = FetchType.LAZY, optional = false)
    @JoinColumn(name = "user_id")
    public User user;
    /** {@link Secrets#digest} of the token. */
    public String tokenHash;
    public Instant createdAt;
    public Instant expiresAt;
    public Instant revokedAt;

    /** Whose token it is, as far as a request needs to know. */
    record Holder(UUID tokenId, String tokenHash, Instant expiresAt, UUID userId, String username, User.Role role) {
    }

    /** Signs the user in, and clears away what has expired of theirs. Answers the token, which cannot be had again. */
    public static String issue(User user, Instant now, Duration lifetime) {
        delete("user = ?1 and expiresAt < ?2", user, now);
        String secret = Secrets.newToken();
        AccessToken token = new AccessToken();
        token.id = User.newId();
        token.user = user;
        token.tokenHash = Secrets.digest(secret);
        token.createdAt = now;
        token.expiresAt = now.plus(lifetime);
        token.persist();
        return secret;
    }

    /** Ends one sign-in. */
    public static void revoke(UUID id, Instant now) {
        update("revokedAt = ?1 where id = ?2 and revokedAt is null", now, id);
    }

    /** Ends every sign-in of the user but one. */
    public static void revokeOthers(UUID userId, UUID kept, Instant now) {
        update("revokedAt = ?1 where user.id = ?2 and id <> ?3 and revokedAt is null", now, userId, kept);
    }

    /** Those of the hashes that are good now. */
    static List<Holder> holders(List<String> hashes, Instant now) {
        return SessionContext.current().createSelectionQuery("""
                select t.id, t.tokenHash, t.expiresAt, u.id, u.username, u.role from AccessToken t join t.user u
                where t.tokenHash in (:hashes) and t.revokedAt is null and t.expiresAt > :now and u.active""", Holder.class)
                .setParameterList("hashes", hashes).setParameter("now", now).list();
    }
}
