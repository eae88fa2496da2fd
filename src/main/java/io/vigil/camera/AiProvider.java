package io.vigil.camera;

import java.util.Locale;

import jakarta.persistence.EnumeratedValue;

import com.fasterxml.jackson.annotation.JsonValue;

/** Whom a camera's pictures are shown to first, by the words of an event's {@code provider_used}. */
public enum AiProvider {
    OPENAI,
    GROK,
    CLAUDE,
    GEMINI;

    /** In JSON and in the database. */
    @JsonValue
    @EnumeratedValue
    private final String text = name().toLowerCase(Locale.ROOT);
}
