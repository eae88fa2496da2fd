package io.vigil.system.retention;

import java.time.Instant;
import java.util.Optional;

import org.hibernate.Session;
import org.hibernate.type.StandardBasicTypes;

import io.vigil.system.progress.Claim;

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

    /** What time it is by the database's clock. */
    static Instant now(Session db) {
        return db.createNativeQuery("select now() as now", Instant.class).addScalar("now", StandardBasicTypes.INSTANT)
                .getSingleResult();
    }

    /** Whether the purge has come to what goes for space, be it that it began with that. */
    static boolean isForSpace(Session db, Claim claim) {
        return db.createNativeQuery("select coalesce(step = :space, false) as is_for_space from progress where id = :id",
                Boolean.class).addScalar("is_for_space", StandardBasicTypes.BOOLEAN)
                .setParameter("space", PurgeRun.SPACE).setParameter("id", claim.id()).getSingleResult();
    }

    /** Notes a run, or what counts as the first. */
    static void ran(Session db, Instant at) {
        db.createNativeMutationQuery("""
                insert into retention_run (id, ran_at) values (1, :at)
                on conflict (id) do update set ran_at = excluded.ran_at""")
                .setParameter("at", at).executeUpdate();
    }
}
