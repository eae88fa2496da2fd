package io.vigil.delivery.webhook.log;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.ws.rs.DefaultValue;

import org.jboss.resteasy.reactive.RestQuery;

/**
 * What {@code GET /webhooks/logs} may be asked, as sent. Filters AND together; both dates are included. Without a
 * receiver it is about rules: clients that know only those rely on each row naming its rule and its event.
 */
public class WebhookLogFilter {

    @RestQuery("rule_id")
    UUID ruleId;
    @RestQuery("receiver_id")
    UUID receiverId;
    @RestQuery
    Boolean success;
    @RestQuery("start_date")
    Instant startDate;
    @RestQuery("end_date")
    Instant endDate;
    @RestQuery
    @DefaultValue("50")
    @Min(1)
    @Max(200)
    Integer limit;
    @RestQuery
    @DefaultValue("0")
    @Min(0)
    Integer offset;

    int limit() {
        return limit;
    }

    int offset() {
        return offset;
    }

    /** Values by condition, for those that were sent; the value's name in a condition is {@code :value} and its place. */
    Map<String, Object> conditions() {
        Map<String, Object> conditions = new LinkedHashMap<>();
        put(conditions, "alert_rule_id =", ruleId);
        put(conditions, "(receiver_id is null) =", receiverId == null);
        put(conditions, "receiver_id =", receiverId);
        put(conditions, "success =", success);
        put(conditions, "created_at >=", startDate);
        put(conditions, "created_at <=", endDate);
        return conditions;
    }

    private static void put(Map<String, Object> conditions, String condition, Object value) {
        if (value != null) {
            conditions.put(condition + " :value" + conditions.size(), value);
        }
    }
}
