package io.vigil.camera;

import java.util.Locale;

import jakarta.persistence.EnumeratedValue;

import com.fasterxml.jackson.annotation.JsonValue;

/** How a camera is reached. One that a Protect controller serves is reached like {@link #RTSP}. */
public enum CameraType {
    RTSP,
    USB;

    /** In JSON and in the database. */
    @JsonValue
    @EnumeratedValue
    private final String text = name().toLowerCase(Locale.ROOT);
}
