package io.vigil.delivery.rules;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

import org.hibernate.Session;

import io.vigil.settings.SecretBox;

/**
 * A rule that an event has set off.
 *
 * @param webhook what the rule posts to; null if it does not
 */
public record Alert(UUID ruleId, String ruleName, Webhook webhook) {

    private static final String OF = """
            select r.* from alert a join alert_rule r on r.id = a.rule_id
            where a.event_id = :event and not a.held_back order by r.id""";

    /**
     * Where a rule posts to.
     *
     * @param headers by name; their values are secrets, and sealed: {@link #open} opens them. Null for none
     */
    public record Webhook(@NotNull @Size(min = 1, max = 2000) String url, @Size(max = 20) Map<String, String> headers) {

        /** What a value looks like to people. */
        static final String MASK = "****";
        /** What a sealed value is for. */
        static final String PURPOSE = "alert_rule.webhook_header";

        /**
         * The headers as they are sent.
         *
         * @throws SecretBox.Unreadable if they were sealed with another key than the present one
         */
        public Map<String, String> open(SecretBox secrets) {
            Map<String, String> open = new LinkedHashMap<>();
            if (headers != null) {
                headers.forEach((name, value) -> open.put(name, secrets.decrypt(value, PURPOSE)));
            }
            return open;
        }

        /** A value as it is kept. */
        static String seal(SecretBox secrets, String value) {
            return secrets.encrypt(value, PURPOSE);
        }

        /** As people may see it. */
        Webhook masked() {
            Map<String, String> masked = new LinkedHashMap<>();
            if (headers != null) {
                headers.keySet().forEach(name -> masked.put(name, MASK));
            }
            return new Webhook(url, headers == null ? null : masked);
        }
    }

    /** The rule as any event would set it off, in use or not, inside the session that is open; empty if it is deleted. */
    public static Optional<Alert> ofRule(Session db, UUID ruleId) {
        return Optional.ofNullable(db.find(AlertRule.class, ruleId)).map(Alert::of);
    }

    /**
     * The rules that this event has set off so far, inside the session that is open; those that were cooling are not among
     * them.
     */
    public static List<Alert> of(Session db, UUID eventId) {
        return db.createNativeQuery(OF, AlertRule.class).setParameter("event", eventId).getResultList().stream()
                .map(Alert::of).toList();
    }

    private static Alert of(AlertRule rule) {
        return new Alert(rule.id, rule.fields.name(), rule.fields.actions().webhook());
    }
}
