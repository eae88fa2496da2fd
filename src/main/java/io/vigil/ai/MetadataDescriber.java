package io.vigil.ai;

import jakarta.inject.Singleton;

/** Describes without a model: states what the camera reported, and nothing that nobody knows. */
@Singleton
public class MetadataDescriber {

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
        String what = switch (sound) {
            case "smoke" -> "Smoke alarm heard";
            case "co" -> "Carbon monoxide alarm heard";
            case "siren" -> "Siren heard";
            case "baby_cry" -> "Baby crying heard";
            case "speech" -> "Speech heard";
            case "bark" -> "Dog barking heard";
            case "burglar_alarm" -> "Burglar alarm heard";
            case "car_horn" -> "Car horn heard";
            case "glass_break" -> "Breaking glass heard";
            default -> "Sound detected";
        };
        return what + " at " + cameraName;
    }
}
