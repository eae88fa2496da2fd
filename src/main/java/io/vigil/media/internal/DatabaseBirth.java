package io.vigil.media.internal;

import java.time.Instant;

import jakarta.inject.Singleton;

import org.hibernate.type.StandardBasicTypes;

import io.vigil.session.SessionContext;

/** Tells since when there is the database that says which files are in use. */
@Singleton
class DatabaseBirth {

    /** Flyway keeps the time without a zone, in that of the connection. A database that says nothing is taken to be new. */
    private static final String FIRST_MIGRATION = """
            select coalesce(min(cast(installed_on as timestamptz)), now()) as born from flyway_schema_history""";

    /** When its first migration was done; outside any session. Never remembered, as another database may be there by now. */
    Instant read() {
        return SessionContext.session("media.database-birth").asReadOnly()
                .call(db -> db.createNativeQuery(FIRST_MIGRATION, Instant.class)
                        .addScalar("born", StandardBasicTypes.INSTANT).getSingleResult());
    }
}
