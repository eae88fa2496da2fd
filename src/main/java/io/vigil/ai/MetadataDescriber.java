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
}
