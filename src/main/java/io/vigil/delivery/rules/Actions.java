package io.vigil.delivery.rules;

import java.util.ArrayList;
import java.util.List;

import jakarta.validation.Valid;

import io.vigil.delivery.rules.Alert.Webhook;

/**
 * What follows when a rule is set off.
 *
 * @param dashboardNotification whether clients show it beside their bell; true if not said
 * @param webhook what is posted to, or null
 */
record Actions(Boolean dashboardNotification, @Valid Webhook webhook) {

    /** What a new rule does where nothing else is said. */
    static final Actions DEFAULTS = new Actions(true, null);

    Actions {
        dashboardNotification = dashboardNotification == null || dashboardNotification;
    }

    /** What it is, for the count. */
    List<String> words() {
        List<String> words = new ArrayList<>();
        if (dashboardNotification) {
            words.add("notification");
        }
        if (webhook != null) {
            words.add("webhook");
        }
        return words.isEmpty() ? List.of("none") : words;
    }

    /** The same with another webhook. */
    Actions with(Webhook other) {
        return new Actions(dashboardNotification, other);
    }

    /** As people may see it. */
    Actions masked() {
        return webhook == null ? this : with(webhook.masked());
    }
}
