package io.vigil.ai;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What a camera saw, to be described, with what is known about it.
 *
 * @param pictures 1 to 20, in the order in which they were taken
 * @param transcript what the microphone heard, or null
 * @param cameraName as the household calls the camera
 * @param kind what the camera says it saw: motion, person, vehicle, package, animal, ring or audio,
 *        which may be followed by what was heard
 * @param occurredAt when
 * @param prompt what this camera's pictures are asked about, or null for what the household asks about all
 * @param provider whom this camera's pictures are shown to first, or null for the household's order
 * @param deadline how long the whole answer may take, all tries included; null or more than the configured time means that one
 */
public record Question(List<Picture> pictures, String transcript, String cameraName, String kind, Instant occurredAt,
        String prompt, Provider provider, Duration deadline) {

    /** As many pictures as one question may show. */
    public static final int MOST_PICTURES = 20;

    /**
     * A JPEG or PNG, sent as it is.
     *
     * @param contentType such as {@code image/jpeg}
     */
    public record Picture(byte[] bytes, String contentType) {
    }

    public Question {
        pictures = List.copyOf(pictures);
        if (pictures.isEmpty() || pictures.size() > MOST_PICTURES) {
            throw new IllegalArgumentException("A question shows 1 to " + MOST_PICTURES + " pictures, not " + pictures.size());
        }
    }

    /** {@code single_frame} or {@code multi_frame}. */
    public String analysisMode() {
        return pictures.size() == 1 ? "single_frame" : "multi_frame";
    }
}
