package io.vigil.access.standing;

import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

import org.hibernate.Session;
import org.hibernate.type.StandardBasicTypes;

import io.vigil.access.internal.ApiKey;

/** Tokens and keys that were good once, inside the session that is open. */
public final class Credentials {

    private static final String GOOD = """
            with asked as (select unnest(cast(string_to_array(:ids, ',') as uuid[])) as id)
            select t.id from asked join access_token t using (id) join app_user u on u.id = t.user_id
            where t.revoked_at is null and t.expires_at > :now and u.active
            union all
            select k.id from asked join api_key k using (id)
            where k.revoked_at is null and (k.expires_at is null or k.expires_at > :now)""";

    private Credentials() {
    }

    /** Which of them are still good: not revoked, not expired, and their user not disabled. One SELECT. */
    public static Set<UUID> good(Session db, Collection<UUID> ids, Instant now) {
        return new HashSet<>(db.createNativeQuery(GOOD, UUID.class).addScalar("id", StandardBasicTypes.UUID)
                .setParameter("ids", ids.stream().map(UUID::toString).collect(Collectors.joining(",")))
                .setParameter("now", now).getResultList());
    }

    /** How many API keys that are good now have a hash that took a secret key to make; with that key they end. */
    public static long countBound(Instant now) {
        return ApiKey.countBound(now);
    }
}
