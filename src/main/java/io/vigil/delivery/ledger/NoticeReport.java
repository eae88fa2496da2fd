package io.vigil.delivery.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import jakarta.persistence.Tuple;

import org.hibernate.Session;
import org.hibernate.type.StandardBasicTypes;

/**
 * What became of a notice, in the contract's words for digests.
 *
 * @param success whether a channel has reached somebody
 * @param channelsAttempted those with somebody to tell
 * @param channelsSucceeded those that have reached somebody
 * @param errors by channel, what kept it from somebody it has not reached
 * @param deliveryTimeMs from the notice to its latest arrival, in milliseconds; 0 before the first
 */
public record NoticeReport(boolean success, List<String> channelsAttempted, List<String> channelsSucceeded,
        Map<String, String> errors, long deliveryTimeMs) {

    private static final String BY_CHANNEL = """
            select n.key, n.created_at, d.channel, bool_or(d.told_revision > 0) as reached,
                min(d.last_error) filter (where d.state not in ('delivered', 'skipped')) as error,
                max(d.finished_at) filter (where d.state = 'delivered') as arrived_at
            from notice n left join delivery d on d.notice_id = n.id
            where n.key = any(:keys) group by n.key, n.created_at, d.channel order by n.key, d.channel""";

    /** Of those notices, by key; without those that are not on record any more. One statement. */
    public static Map<String, NoticeReport> of(Session db, Collection<String> keys) {
        Map<String, List<Tuple>> byKey = new HashMap<>();
        db.createNativeQuery(BY_CHANNEL, Tuple.class).addScalar("key", StandardBasicTypes.STRING)
                .addScalar("created_at", StandardBasicTypes.INSTANT).addScalar("channel", StandardBasicTypes.STRING)
                .addScalar("reached", StandardBasicTypes.BOOLEAN).addScalar("error", StandardBasicTypes.STRING)
                .addScalar("arrived_at", StandardBasicTypes.INSTANT)
                .setParameter("keys", keys.toArray(String[]::new), String[].class).getResultList()
                .forEach(row -> byKey.computeIfAbsent(row.get("key", String.class), key -> new ArrayList<>()).add(row));
        Map<String, NoticeReport> reports = new HashMap<>();
        byKey.forEach((key, rows) -> reports.put(key, of(rows)));
        return reports;
    }

    private static NoticeReport of(List<Tuple> rows) {
        List<String> attempted = new ArrayList<>();
        List<String> succeeded = new ArrayList<>();
        Map<String, String> errors = new LinkedHashMap<>();
        long took = 0;
        for (Tuple row : rows) {
            String channel = row.get("channel", String.class);
            if (channel == null) {
                continue;
            }
            attempted.add(channel);
            if (row.get("reached", Boolean.class)) {
                succeeded.add(channel);
            }
            String error = row.get("error", String.class);
            if (error != null) {
                errors.put(channel, error);
            }
            Instant arrived = row.get("arrived_at", Instant.class);
            if (arrived != null) {
                took = Math.max(took, Duration.between(row.get("created_at", Instant.class), arrived).toMillis());
            }
        }
        return new NoticeReport(!succeeded.isEmpty(), attempted, succeeded, errors, took);
    }
}
