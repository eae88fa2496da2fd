package io.vigil.ai.spending;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

import jakarta.persistence.Tuple;

import org.hibernate.Session;
import org.hibernate.type.StandardBasicTypes;

/**
 * How the calls to one provider went. Providers say themselves how many tokens they counted, so no sum trusts that it fits:
 * what is too much for a long is the greatest long.
 *
 * @param succeeded those whose answer was of use; the others failed, or nobody knows
 * @param millis how long they took together
 * @param timed of how many that is known
 */
public record ProviderUsage(String provider, long calls, long succeeded, long tokens, BigDecimal cost, long millis,
        long timed) {

    private static final String CALLS = """
            select provider, count(*) as calls, count(*) filter (where succeeded) as succeeded,
                cast(least(sum(cast(input_tokens as numeric) + output_tokens), 9223372036854775807) as bigint) as tokens,
                sum(cost) as cost, cast(least(coalesce(sum(took_ms), 0), 9223372036854775807) as bigint) as millis,
                count(took_ms) as timed
            from ai_usage where at >= :start and at < :end group by provider order by provider""";

    /** Each provider that was called between the two moments, with one SELECT. */
    public static List<ProviderUsage> between(Session db, Instant start, Instant end) {
        return db.createNativeQuery(CALLS, Tuple.class)
                .addScalar("provider", StandardBasicTypes.STRING).addScalar("calls", StandardBasicTypes.LONG)
                .addScalar("succeeded", StandardBasicTypes.LONG).addScalar("tokens", StandardBasicTypes.LONG)
                .addScalar("cost", StandardBasicTypes.BIG_DECIMAL).addScalar("millis", StandardBasicTypes.LONG)
                .addScalar("timed", StandardBasicTypes.LONG)
                .setParameter("start", start).setParameter("end", end).getResultList().stream()
                .map(row -> new ProviderUsage(row.get(0, String.class), row.get(1, Long.class), row.get(2, Long.class),
                        row.get(3, Long.class), row.get(4, BigDecimal.class), row.get(5, Long.class), row.get(6, Long.class)))
                .toList();
    }
}
