package io.vigil.event.stats;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

import jakarta.persistence.Tuple;

import org.hibernate.Session;
import org.hibernate.type.StandardBasicTypes;

/** Who described how many events. */
public final class ProviderCounts {

    private ProviderCounts() {
    }

    /** By provider, the busiest first, of the events since then; of all for null. One SELECT. */
    public static Map<String, Long> since(Session db, Instant start) {
        Map<String, Long> counts = new LinkedHashMap<>();
        db.createNativeQuery("""
                select provider_used, count(*) as events from event
                where provider_used is not null and occurred_at >= cast(:start as timestamptz)
                group by provider_used order by events desc, provider_used""", Tuple.class)
                .addScalar("provider_used", StandardBasicTypes.STRING).addScalar("events", StandardBasicTypes.LONG)
                .setParameter("start", start == null ? Instant.EPOCH : start).getResultList()
                .forEach(row -> counts.put(row.get(0, String.class), row.get(1, Long.class)));
        return counts;
    }
}
