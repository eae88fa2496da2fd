package io.vigil.protect.detection;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.vigil.event.EventKind;

/**
 * What of an event of a controller is one here.
 *
 * @param sound what was heard, such as {@code smoke}; null for all that is not a known sound
 */
record Seen(EventKind kind, String sound) {

    private static final String MOTION = "motion";
    private static final String RING = "ring";
    private static final String SOUND = "smartAudioDetect";
    private static final Set<String> SMART = Set.of("smartDetectZone", "smartDetectLine", "smartDetectLoiterZone");

    /** Types that are common and none of our business. */
    private static final Set<String> OTHERS = Set.of("lightMotion", "sensorMotion", "sensorOpened", "sensorClosed",
            "sensorAlarm", "cameraDigitalInputChanged", "nfcCardScanned", "fingerprintIdentified", "access", "disconnect");

    /** The words of the Integration API for what cameras tell apart; faces and plates are parts of what has them. */
    private static final Map<String, EventKind> KINDS = Map.of("person", EventKind.PERSON, "face", EventKind.PERSON, "vehicle",
            EventKind.VEHICLE, "licensePlate", EventKind.VEHICLE, "package", EventKind.PACKAGE, "animal", EventKind.ANIMAL);
    private static final Map<String, String> SOUNDS = Map.of("alrmSmoke", "smoke", "alrmCmonx", "co", "alrmSiren", "siren",
            "alrmBabyCry", "baby_cry", "alrmSpeak", "speech", "alrmBark", "bark", "alrmBurglar", "burglar_alarm",
            "alrmCarHorn", "car_horn", "alrmGlassBreak", "glass_break");

    private static final List<EventKind> STRONGEST_FIRST = List.of(EventKind.PERSON, EventKind.VEHICLE, EventKind.PACKAGE,
            EventKind.ANIMAL);
    private static final List<String> GRAVEST_FIRST = List.of("smoke", "co", "glass_break", "burglar_alarm", "siren",
            "baby_cry",
            "speech", "bark", "car_horn");

    /** Whether events of that type can become events here at all. */
    static boolean isOfInterest(String type) {
        return type.equals(MOTION) || type.equals(RING) || type.equals(SOUND) || isSmart(type);
    }

    /** The type as a metric's label: whatever a controller may invent is one of a few. */
    static String label(String type) {
        return type != null && (isOfInterest(type) || OTHERS.contains(type)) ? type : "other";
    }

    /** Whether it is one of the types for what a camera recognises, of which one passer-by may cause several. */
    static boolean isSmart(String type) {
        return SMART.contains(type);
    }

    /**
     * All that the event is, the strongest first; empty while nothing is known that it could be. One that ended so was
     * something all the same: a movement, or a sound.
     */
    static List<Seen> all(String type, Collection<String> detections, boolean isOver) {
        if (type.equals(MOTION) || type.equals(RING)) {
            return List.of(new Seen(EventKind.of(type), null));
        }
        if (isSmart(type)) {
            Set<EventKind> kinds = detections.stream().map(KINDS::get).collect(Collectors.toSet());
            List<Seen> known = STRONGEST_FIRST.stream().filter(kinds::contains).map(kind -> new Seen(kind, null)).toList();
            return known.isEmpty() && isOver ? List.of(new Seen(EventKind.MOTION, null)) : known;
        }
        if (!type.equals(SOUND) || detections.isEmpty() && !isOver) {
            return List.of();
        }
        Set<String> sounds = detections.stream().map(SOUNDS::get).collect(Collectors.toCollection(LinkedHashSet::new));
        List<Seen> known = GRAVEST_FIRST.stream().filter(sounds::contains).map(sound -> new Seen(EventKind.AUDIO, sound))
                .toList();
        // A sound that has no name here is a sound all the same.
        return known.isEmpty() ? List.of(new Seen(EventKind.AUDIO, null)) : known;
    }

    /** What is to be seen, in the contract's words. */
    static List<String> objects(List<Seen> all) {
        return all.stream().map(Seen::kind).distinct().flatMap(kind -> kind.objects().stream()).distinct().toList();
    }

    /** What the cooldown goes by: the kind, and for sounds which one. */
    String kindClass() {
        return sound == null ? kind.word() : sound;
    }

    /** Whether it is told however soon it follows another. */
    boolean isUrgent() {
        return kind == EventKind.RING || EventKind.isAlarm(sound);
    }

}
