package io.vigil.system.retention;

import java.time.Instant;
import java.util.Optional;

import org.hibernate.Session;
import org.hibernate.type.StandardBasicTypes;

/** When events were last cleaned up by their age, inside the session that is open. */
final class RetentionRows {

    private RetentionRows() {
    }

    /** Empty before the first tick after the installation. */
    static Optional<Instant> ranAt(Session db) {
        return db.createNativeQuery("select ran_at from retention_run", Instant.class)
                .addScalar("ran_at", StandardBasicTypes.INSTANT).uniqueResultOptional();
    }

    /** The same, held until this session ends, so that of many who ask one finds that it is time. */
    static Optional<Instant> lock(Session db) {
        return db.createNativeQuery("select ran_at from retention_run for update", Instant.class)
                .addScalar("ran_at", StandardBasicTypes.INSTANT).uniqueResultOptional();
    }

    /** Notes a run, or what counts as the first. */
    static void ran(Session db, Instant at) {
        db.createNativeMutationQuery("""
                insert into retention_run (id, ran_at) values (1, :at)
                on conflict (id) do update set ran_at = excluded.ran_at""")
                .setParameter("at", at).executeUpdate();
    }
}
