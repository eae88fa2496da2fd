package io.vigil.camera;

import java.util.Locale;

import jakarta.persistence.EnumeratedValue;

import com.fasterxml.jackson.annotation.JsonValue;

/** A choice between little and much: of sensitivity, of quality. */
public enum Level {
    LOW,
    MEDIUM,
    HIGH;

    /** In JSON and in the database. */
    @JsonValue
    @EnumeratedValue
    private final String text = name().toLowerCase(Locale.ROOT);
}
