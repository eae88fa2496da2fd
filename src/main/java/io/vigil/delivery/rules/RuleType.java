package io.vigil.delivery.rules;

import java.util.Locale;

import com.fasterxml.jackson.annotation.JsonValue;

/** What a rule is for. */
enum RuleType {
    ANY,
    /** Something was brought: the event shows a package, or its text names who brings them. */
    PACKAGE_DELIVERY;

    /** In JSON and in the database. */
    @JsonValue
    private final String text = name().toLowerCase(Locale.ROOT);
}
