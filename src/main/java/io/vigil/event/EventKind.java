package io.vigil.event;

import java.util.List;
import java.util.Locale;
import java.util.Set;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** What a camera says it noticed. */
public enum EventKind {

    MOTION(0, "unknown", "motion"),
    PERSON(2, "person", "person"),
    VEHICLE(1, "vehicle", "vehicle"),
    PACKAGE(1, "package", "package"),
    ANIMAL(1, "animal", "animal"),
    RING(3, "unknown", "ring"),
    AUDIO(1, "unknown", null);

    /** Sounds that mean danger. */
    private static final Set<String> ALARMS = Set.of("smoke", "co", "siren", "burglar_alarm", "glass_break");

    private final int priority;
    private final String object;
    private final String detectionType;

    EventKind(int priority, String object, String detectionType) {
        this.priority = priority;
        this.object = object;
        this.detectionType = detectionType;
    }

    /** Who is described first: the higher, the sooner. */
    public int priority() {
        return priority;
    }

    /** What the event shows as far as its kind alone tells, in the contract's words. */
    public List<String> objects() {
        return List.of(object);
    }

    /** The contract's {@code smart_detection_type}, or null where it has none for this kind. */
    public String detectionType() {
        return detectionType;
    }

    /** Whether a sound, such as {@code smoke}, means danger; null is none. */
    public static boolean isAlarm(String sound) {
        return sound != null && ALARMS.contains(sound);
    }

    /** As it stands in JSON, forms and rows. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads the word, in any case.
     *
     * @throws IllegalArgumentException if there is no such kind
     */
    @JsonCreator
    public static EventKind of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
