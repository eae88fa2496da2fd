package io.vigil.delivery.webhook.wire;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import jakarta.persistence.Tuple;

import org.hibernate.Session;
import org.hibernate.type.StandardBasicTypes;

/** The table of signing secrets, inside the session that is open. All that are in it sign. */
final class SecretRows {

    private SecretRows() {
    }

    /**
     * A secret as it is stored.
     *
     * @param sealed by the secret box
     * @param hint its last characters
     */
    record Stored(UUID id, String sealed, String hint, Instant createdAt) {
    }

    /** Nobody else writes until this session ends; who only reads does not wait. */
    static void lock(Session db) {
        db.createNativeMutationQuery("lock table webhook_secret in share row exclusive mode").executeUpdate();
    }

    /** The newest first. */
    static List<Stored> all(Session db) {
        return db.createNativeQuery("""
                select id, secret, hint, created_at from webhook_secret order by created_at desc, id desc""", Tuple.class)
                .addScalar("id", StandardBasicTypes.UUID).addScalar("secret", StandardBasicTypes.STRING)
                .addScalar("hint", StandardBasicTypes.STRING).addScalar("created_at", StandardBasicTypes.INSTANT)
                .getResultList().stream().map(row -> new Stored(row.get(0, UUID.class), row.get(1, String.class),
                        row.get(2, String.class), row.get(3, Instant.class)))
                .toList();
    }

    /** Adds one to the locked table, made now or else after all others, whatever the clock says; answers when. */
    static Instant add(Session db, UUID id, String sealed, String hint, Instant now) {
        return db.createNativeQuery("""
                insert into webhook_secret (id, secret, hint, created_at) values (:id, :secret, :hint,
                    greatest(:now, (select max(created_at) + interval '1 microsecond' from webhook_secret)))
                returning created_at""", Instant.class).addScalar("created_at", StandardBasicTypes.INSTANT)
                .setParameter("id", id).setParameter("secret", sealed).setParameter("hint", hint).setParameter("now", now)
                .getSingleResult();
    }

    static void remove(Session db, UUID id) {
        db.createNativeMutationQuery("delete from webhook_secret where id = :id").setParameter("id", id).executeUpdate();
    }
}
