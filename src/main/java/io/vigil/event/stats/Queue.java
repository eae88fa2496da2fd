package io.vigil.event.stats;

import org.hibernate.Session;
import org.hibernate.type.StandardBasicTypes;

/** The events that the pipeline is not done with. */
public final class Queue {

    private Queue() {
    }

    /** How many there are, whichever process holds them. One SELECT, answered by an index. */
    public static long depth(Session db) {
        return db.createNativeQuery("select count(*) as depth from event where due_at is not null", Long.class)
                .addScalar("depth", StandardBasicTypes.LONG).getSingleResult();
    }
}
