package io.vigil.delivery.webhook.log;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import jakarta.persistence.Tuple;

import org.hibernate.Session;
import org.hibernate.query.NativeQuery;
import org.hibernate.type.StandardBasicTypes;

/** Reads the log of posts, inside the session that is open. */
final class WebhookLogQuery {

    /** Up to here a total is exact; counting on would cost more than the page. */
    private static final int COUNTED = 10_000;

    private static final String SELECT = """
            select id, alert_rule_id, receiver_id, rule_name, event_id, url, status_code, response_time_ms, retry_count,
                success, error_message, created_at from webhook_log""";
    private static final String NEWEST_FIRST = " order by created_at desc, id desc";

    private static final String DELIVERY = """
            select d.id, d.state, d.sent_as = l.sent_as as is_latest from webhook_log l join notice n on n.key = l.notice_key
            join delivery d on d.notice_id = n.id and d.channel = :channel and d.recipient = l.recipient where l.id = :id""";

    private WebhookLogQuery() {
    }

    /**
     * The delivery behind a row of the log, as far as the outbox still knows it.
     *
     * @param isLatest whether no later text was sent instead
     */
    record Delivery(UUID id, String state, boolean isLatest) {
    }

    /** The row, or empty. */
    static Optional<WebhookLogView> byId(Session db, int id) {
        return typed(db, SELECT + " where id = :id").setParameter("id", id).uniqueResultOptional().map(WebhookLogQuery::view);
    }

    /** The delivery behind the row. */
    static Optional<Delivery> delivery(Session db, int id, String channel) {
        return db.createNativeQuery(DELIVERY, Tuple.class).addScalar("id", StandardBasicTypes.UUID)
                .addScalar("state", StandardBasicTypes.STRING).addScalar("is_latest", StandardBasicTypes.BOOLEAN)
                .setParameter("id", id).setParameter("channel", channel).uniqueResultOptional()
                .map(row -> new Delivery(row.get(0, UUID.class), row.get(1, String.class), row.get(2, Boolean.class)));
    }

    /** The page that the filter asks for. */
    static WebhookLogView.Page page(Session db, WebhookLogFilter filter) {
        Map<String, Object> conditions = filter.conditions();
        NativeQuery<Tuple> rows = typed(db, SELECT + where(conditions, "") + NEWEST_FIRST);
        bind(rows, conditions);
        List<WebhookLogView> found = rows.setFirstResult(filter.offset()).setMaxResults(filter.limit() + 1).getResultList()
                .stream().map(WebhookLogQuery::view).toList();
        NativeQuery<Long> count = db.createNativeQuery("select count(*) as matches from (select 1 from webhook_log"
                + where(conditions, "") + " limit " + (COUNTED + 1) + ") counted", Long.class)
                .addScalar("matches", StandardBasicTypes.LONG);
        bind(count, conditions);
        long total = count.getSingleResult();
        return new WebhookLogView.Page(found.subList(0, Math.min(filter.limit(), found.size())),
                total > COUNTED ? Math.max(total, (long) filter.offset() + found.size()) : total);
    }

    /** Up to that many that match and stand behind this one; null begins with the newest. */
    static List<WebhookLogView> after(Session db, WebhookLogFilter filter, WebhookLogView last, int most) {
        Map<String, Object> conditions = filter.conditions();
        NativeQuery<Tuple> rows = typed(db, SELECT
                + where(conditions, last == null ? "" : "(created_at, id) < (:last_time, :last_id)") + NEWEST_FIRST);
        bind(rows, conditions);
        if (last != null) {
            rows.setParameter("last_time", last.createdAt()).setParameter("last_id", last.id());
        }
        return rows.setMaxResults(most).getResultList().stream().map(WebhookLogQuery::view).toList();
    }

    private static String where(Map<String, Object> conditions, String further) {
        List<String> all = new ArrayList<>(conditions.keySet());
        if (!further.isEmpty()) {
            all.add(further);
        }
        return all.isEmpty() ? "" : " where " + String.join(" and ", all);
    }

    private static void bind(NativeQuery<?> query, Map<String, Object> conditions) {
        conditions.forEach((condition, value) -> query.setParameter(condition.substring(condition.indexOf(':') + 1), value));
    }

    private static NativeQuery<Tuple> typed(Session db, String sql) {
        NativeQuery<Tuple> query = db.createNativeQuery(sql, Tuple.class);
        for (String number : List.of("id", "status_code", "response_time_ms", "retry_count")) {
            query.addScalar(number, StandardBasicTypes.INTEGER);
        }
        for (String id : List.of("alert_rule_id", "receiver_id", "event_id")) {
            query.addScalar(id, StandardBasicTypes.UUID);
        }
        for (String text : List.of("rule_name", "url", "error_message")) {
            query.addScalar(text, StandardBasicTypes.STRING);
        }
        return query.addScalar("success", StandardBasicTypes.BOOLEAN).addScalar("created_at", StandardBasicTypes.INSTANT);
    }

    private static WebhookLogView view(Tuple row) {
        return new WebhookLogView(row.get("id", Integer.class), row.get("alert_rule_id", UUID.class),
                row.get("receiver_id", UUID.class), row.get("rule_name", String.class), row.get("event_id", UUID.class),
                row.get("url", String.class), row.get("status_code", Integer.class),
                row.get("response_time_ms", Integer.class), row.get("retry_count", Integer.class),
                row.get("success", Boolean.class), row.get("error_message", String.class),
                row.get("created_at", Instant.class));
    }
}
