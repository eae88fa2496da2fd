package io.vigil.ai;

import java.util.Map;

import jakarta.inject.Singleton;

/** Describes without a model: states what the camera reported, and nothing that nobody knows. */
@Singleton
public class MetadataDescriber {

    /** What each known sound is called, such as "Smoke alarm heard" for {@code smoke}. */
    public static final Map<String, String> HEARD = Map.of("smoke", "Smoke alarm heard", "co", "Carbon monoxide alarm heard",
            "siren", "Siren heard", "baby_cry", "Baby crying heard", "speech", "Speech heard", "bark", "Dog barking heard",
            "burglar_alarm", "Burglar alarm heard", "car_horn", "Car horn heard", "glass_break", "Breaking glass heard");

    MetadataDescriber() {
    }

    /** Such as "Person detected at Front door". A kind that is not known is told as motion. */
    public String sentence(String kind, String cameraName) {
        String what = switch (kind) {
            case "person" -> "Person detected";
            case "vehicle" -> "Vehicle detected";
            case "package" -> "Package detected";
            case "animal" -> "Animal detected";
            case "ring" -> "Doorbell ring";
            case "audio" -> "Sound detected";
            default -> "Motion detected";
        };
        return what + " at " + cameraName;
    }

    /** Such as "Smoke alarm heard at Front door". A sound that is not known is told as a sound. */
    public String soundSentence(String sound, String cameraName) {
        return HEARD.getOrDefault(sound, "Sound detected") + " at " + cameraName;
    }
}
