package io.vigil.delivery.ledger;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import jakarta.persistence.Tuple;

import org.hibernate.Session;
import org.hibernate.query.NativeQuery;
import org.hibernate.type.StandardBasicTypes;

import io.vigil.delivery.outbox.DeliveryState;
import io.vigil.delivery.outbox.NoticeRows;

/** Reads what became of deliveries, inside the session that is open. */
final class DeliveryQuery {

    /** Up to here a total is exact; counting on would cost more than the page. */
    private static final int COUNTED = 10_000;
    private static final int FAILED_NOTICES = 20;

    private static final String SELECT = """
            select d.id, d.notice_id, n.key, n.event_id, n.message ->> 'title' as title, d.channel, d.recipient, d.sent_as,
                d.state, d.attempts, d.told_revision > 0 as is_refined, case when d.due_at is not null
                    then greatest(d.due_at, l.rests_until) end as due_at, d.last_error, d.created_at, d.finished_at
            from delivery d join notice n on n.id = d.notice_id
            left join delivery_line l on l.channel = d.channel and l.recipient = d.recipient""";

    private DeliveryQuery() {
    }

    /** The delivery, or empty. */
    static Optional<DeliveryView> byId(Session db, UUID id) {
        return typed(db, SELECT + " where d.id = :id").setParameter("id", id).uniqueResultOptional().map(DeliveryQuery::view);
    }

    /** The page that the filter asks for. */
    static DeliveryView.Page page(Session db, DeliveryFilter filter) {
        Map<String, Object> values = new LinkedHashMap<>();
        StringBuilder where = new StringBuilder(" where true");
        add(where, values, "d.state = :state", "state", filter.state() == null ? null : filter.state().word());
        add(where, values, "d.channel = :channel", "channel", filter.channel());
        add(where, values, "d.notice_id = :notice", "notice", filter.noticeId());
        add(where, values, "n.event_id = :event", "event", filter.eventId());
        NativeQuery<Tuple> rows = typed(db, SELECT + where + " order by d.created_at desc, d.id desc");
        values.forEach(rows::setParameter);
        // One more than asked for: where the total is only a bound, it must not end before the list does.
        List<DeliveryView> found = rows.setFirstResult(filter.offset()).setMaxResults(filter.limit() + 1).getResultList()
                .stream().map(DeliveryQuery::view).toList();
        String counted = filter.eventId() == null ? "delivery d" : "delivery d join notice n on n.id = d.notice_id";
        NativeQuery<Long> count = db.createNativeQuery("select count(*) as matches from (select 1 from " + counted + where
                + " limit " + (COUNTED + 1) + ") counted", Long.class).addScalar("matches", StandardBasicTypes.LONG);
        values.forEach(count::setParameter);
        long total = count.getSingleResult();
        if (total > COUNTED) {
            total = Math.max(total, (long) filter.offset() + found.size());
        }
        return new DeliveryView.Page(found.subList(0, Math.min(filter.limit(), found.size())), total,
                NoticeRows.failed(db, FAILED_NOTICES));
    }

    private static void add(StringBuilder where, Map<String, Object> values, String condition, String name, Object value) {
        if (value != null) {
            where.append(" and ").append(condition);
            values.put(name, value);
        }
    }

    private static NativeQuery<Tuple> typed(Session db, String sql) {
        NativeQuery<Tuple> query = db.createNativeQuery(sql, Tuple.class);
        for (String text : List.of("key", "title", "channel", "recipient", "state", "last_error")) {
            query.addScalar(text, StandardBasicTypes.STRING);
        }
        for (String id : List.of("id", "notice_id", "event_id", "sent_as")) {
            query.addScalar(id, StandardBasicTypes.UUID);
        }
        for (String time : List.of("due_at", "created_at", "finished_at")) {
            query.addScalar(time, StandardBasicTypes.INSTANT);
        }
        return query.addScalar("attempts", StandardBasicTypes.INTEGER).addScalar("is_refined", StandardBasicTypes.BOOLEAN);
    }

    private static DeliveryView view(Tuple row) {
        return new DeliveryView(row.get("id", UUID.class), row.get("notice_id", UUID.class), row.get("key", String.class),
                row.get("event_id", UUID.class), row.get("title", String.class), row.get("channel", String.class),
                row.get("recipient", String.class), row.get("sent_as", UUID.class),
                DeliveryState.of(row.get("state", String.class)), row.get("attempts", Integer.class),
                row.get("is_refined", Boolean.class), row.get("due_at", Instant.class), row.get("last_error", String.class),
                row.get("created_at", Instant.class), row.get("finished_at", Instant.class));
    }
}
