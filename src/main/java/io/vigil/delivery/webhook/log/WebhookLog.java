package io.vigil.delivery.webhook.log;

import java.time.Instant;
import java.util.UUID;

import org.hibernate.Session;

import io.vigil.delivery.Outgoing;

/** Writes the log of posts, inside the session that is open: one row for each delivery, with how its latest try ended. */
public final class WebhookLog {

    private static final String PUT = """
            insert into webhook_log as known (sent_as, notice_key, recipient, alert_rule_id, receiver_id, rule_name, event_id,
                url, status_code, response_time_ms, retry_count, success, error_message, created_at, tried_at)
            values (:sent_as, :notice, :recipient, cast(:rule as uuid), cast(:receiver as uuid), cast(:name as text),
                cast(:event as uuid), :url, :status, :millis, 0, :success, cast(:error as text), :now, :now)
            on conflict (sent_as) do update set rule_name = excluded.rule_name, url = excluded.url,
                status_code = excluded.status_code, response_time_ms = excluded.response_time_ms,
                retry_count = known.retry_count + 1, success = excluded.success, error_message = excluded.error_message,
                tried_at = excluded.tried_at""";

    private static final String PURGE = """
            delete from webhook_log where id in (
                select id from webhook_log where created_at < :before order by created_at, id limit :most
                for update skip locked
            )""";

    private WebhookLog() {
    }

    /**
     * Whom a post went to.
     *
     * @param ruleId null for a receiver
     * @param receiverId null for a rule
     * @param name of either
     */
    public record To(UUID ruleId, UUID receiverId, String name, String url) {
    }

    /**
     * How a try ended.
     *
     * @param status 0 without an answer
     * @param error for a person, with nothing secret in it; null if it arrived
     */
    public record Try(int status, int millis, String error) {
    }

    /** Notes a try, and counts it for its recipient. */
    public static void put(Session db, Outgoing outgoing, To to, Try ended, Instant now) {
        db.createNativeMutationQuery(PUT).setParameter("sent_as", outgoing.id()).setParameter("notice", outgoing.noticeKey())
                .setParameter("recipient", outgoing.recipient()).setParameter("rule", to.ruleId(), UUID.class)
                .setParameter("receiver", to.receiverId(), UUID.class).setParameter("name", to.name(), String.class)
                .setParameter("event", outgoing.message().eventId(), UUID.class).setParameter("url", to.url())
                .setParameter("status", ended.status()).setParameter("millis", ended.millis())
                .setParameter("success", ended.error() == null).setParameter("error", ended.error(), String.class)
                .setParameter("now", now).executeUpdate();
        PostRate.count(db, outgoing.recipient(), now);
    }

    /** Forgets up to that many that were begun before then; answers how many. */
    static int purge(Session db, Instant before, int most) {
        return db.createNativeMutationQuery(PURGE).setParameter("before", before).setParameter("most", most).executeUpdate();
    }
}
