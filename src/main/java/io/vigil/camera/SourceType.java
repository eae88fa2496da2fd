package io.vigil.camera;

import java.util.Locale;

import jakarta.persistence.EnumeratedValue;

import com.fasterxml.jackson.annotation.JsonValue;

/** Where a camera's events come from: derived from the rest of its record. */
public enum SourceType {
    RTSP,
    USB,
    PROTECT;

    /** In JSON and in the database. */
    @JsonValue
    @EnumeratedValue
    private final String text = name().toLowerCase(Locale.ROOT);
}
