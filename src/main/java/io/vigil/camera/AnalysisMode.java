package io.vigil.camera;

import java.util.Locale;

import jakarta.persistence.EnumeratedValue;

import com.fasterxml.jackson.annotation.JsonValue;

/** What of an event is shown to a model that describes it. */
public enum AnalysisMode {
    SINGLE_FRAME,
    MULTI_FRAME,
    VIDEO_NATIVE;

    /** In JSON and in the database. */
    @JsonValue
    @EnumeratedValue
    private final String text = name().toLowerCase(Locale.ROOT);
}
