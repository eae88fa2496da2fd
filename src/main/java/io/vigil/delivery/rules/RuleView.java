package io.vigil.delivery.rules;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

/**
 * A rule as clients get it.
 *
 * @param fields the values of headers masked
 * @param entityName null: nobody is recognised yet
 */
record RuleView(UUID id, @JsonUnwrapped RuleFields fields, Instant lastTriggeredAt, int triggerCount, Instant createdAt,
        Instant updatedAt, String entityName) {

    static RuleView of(AlertRule rule) {
        return new RuleView(rule.id, rule.fields.with(rule.fields.actions().masked()), rule.lastTriggeredAt, rule.triggerCount,
                rule.createdAt, rule.updatedAt, null);
    }

    /** All that match. */
    record All(List<RuleView> data, int totalCount) {

        static All of(List<AlertRule> rules) {
            return new All(rules.stream().map(RuleView::of).toList(), rules.size());
        }
    }

    /**
     * What a rule would have done.
     *
     * @param matchingEventIds the newest first
     */
    record Rehearsal(UUID ruleId, int eventsTested, int eventsMatched, List<UUID> matchingEventIds) {
    }
}
