package io.vigil.delivery.rules;

import java.util.Locale;

import jakarta.persistence.EnumeratedValue;

import com.fasterxml.jackson.annotation.JsonValue;

/** Whom a rule is about. Nobody is recognised yet: every event is one of somebody unknown. */
enum EntityMatchMode {
    ANY,
    /** Kept, and met by no event before somebody can be recognised. */
    SPECIFIC,
    UNKNOWN;

    /** In JSON and in the database. */
    @JsonValue
    @EnumeratedValue
    private final String text = name().toLowerCase(Locale.ROOT);
}
