package io.vigil.delivery.push.wire;

import java.time.Instant;
import java.util.Optional;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import io.vigil.session.SessionContext;

/** The pair of keys by which push services know this installation, in the one row that there is. */
@Entity
@Table(name = "push_vapid_key")
class VapidKey extends PanacheEntityBase {

    private static final int ONLY = 1;

    @Id
    int id;
    /** An uncompressed point, base64url. */
    String publicKey;
    /** Sealed. */
    String privateKey;
    Instant createdAt;

    /**
     * The pair as it is stored.
     *
     * @param privateKey sealed
     */
    record Stored(String publicKey, String privateKey) {
    }

    /** The pair, if there is one yet. */
    static Optional<Stored> stored() {
        return VapidKey.<VapidKey> findByIdOptional(ONLY).map(key -> new Stored(key.publicKey, key.privateKey));
    }

    /** Keeps the pair, unless another was kept meanwhile; answers the one that is there now. */
    static Stored keep(Stored made, Instant now) {
        SessionContext.current().createNativeMutationQuery("""
                insert into push_vapid_key (id, public_key, private_key, created_at)
                values (:id, :public, :private, :now) on conflict do nothing""")
                .setParameter("id", ONLY).setParameter("public", made.publicKey()).setParameter("private", made.privateKey())
                .setParameter("now", now).executeUpdate();
        return stored().orElseThrow();
    }
}
