package io.vigil.delivery.rules;

import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.hibernate.Session;

/**
 * A rule that an event has set off.
 *
 * @param webhook what the rule posts to; null if it does not
 */
public record Alert(UUID ruleId, String ruleName, Webhook webhook) {

    /**
     * Where a rule posts to.
     *
     * @param headers by name; their values are secrets
     */
    public record Webhook(String url, Map<String, String> headers) {
    }

    /**
     * The rules that this event has set off so far, inside the session that is open; those that were cooling are not among
     * them.
     */
    public static List<Alert> of(Session db, UUID eventId) {
        return List.of();
    }
}
