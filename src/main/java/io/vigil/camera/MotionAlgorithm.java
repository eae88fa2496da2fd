package io.vigil.camera;

import java.util.Locale;

import jakarta.persistence.EnumeratedValue;

import com.fasterxml.jackson.annotation.JsonValue;

/** How motion is told from a still picture; for whoever captures, this service only keeps it. */
public enum MotionAlgorithm {
    MOG2,
    KNN,
    FRAME_DIFF;

    /** In JSON and in the database. */
    @JsonValue
    @EnumeratedValue
    private final String text = name().toLowerCase(Locale.ROOT);
}
