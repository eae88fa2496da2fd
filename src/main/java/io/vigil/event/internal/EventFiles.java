package io.vigil.event.internal;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

import jakarta.inject.Singleton;

import org.hibernate.type.StandardBasicTypes;

import io.vigil.media.MediaOwner;
import io.vigil.session.SessionContext;

/** Tells the sweeper of media which files events hold. */
@Singleton
class EventFiles implements MediaOwner {

    private static final String IN_USE = """
            with names as materialized (select unnest(string_to_array(:names, ',')) as name)
            select name from names n where exists (select 1 from event where snapshot = n.name)
                or exists (select 1 from event where thumbnail = n.name) or exists (select 1 from event where clip = n.name)
                or exists (select 1 from event_frame where file = n.name)""";

    EventFiles() {
    }

    @Override
    public Set<String> inUse(Collection<String> names) {
        return new HashSet<>(SessionContext.session("event.files-in-use").asReadOnly()
                .call(db -> db.createNativeQuery(IN_USE, String.class).addScalar("name", StandardBasicTypes.STRING)
                        .setParameter("names", String.join(",", names)).getResultList()));
    }
}
