package io.vigil.delivery.webhook.receivers;

import java.nio.charset.StandardCharsets;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;

import io.vigil.delivery.Message;
import io.vigil.delivery.Outgoing;

/**
 * A message for ntfy (docs.ntfy.sh/publish, "Publish as JSON").
 *
 * @param tags names of emojis, or plain words
 * @param click what a tap opens; null for nothing
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record NtfyBody(String topic, String title, String message, int priority, List<String> tags, String click) {

    /** More than that becomes a file to download. */
    private static final int LONGEST = 4096;
    private static final String CUT = "…";

    static NtfyBody of(String topic, String title, String click, Outgoing outgoing) {
        Message message = outgoing.message();
        return new NtfyBody(topic, title, cut(message.text()), Weight.of(outgoing).ntfy(), List.of(tag(message)),
                click);
    }

    private static String tag(Message message) {
        if (message.kind() == null) {
            return switch (message.subject()) {
                case SPENDING -> "moneybag";
                case DIGEST -> "newspaper";
                case EVENT, SYSTEM -> "information_source";
            };
        }
        return switch (message.kind()) {
            case RING -> "bell";
            case PERSON -> "bust_in_silhouette";
            case VEHICLE -> "car";
            case PACKAGE -> "package";
            case ANIMAL -> "paw_prints";
            case AUDIO -> "loud_sound";
            case MOTION -> "eyes";
        };
    }

    private static String cut(String text) {
        if (bytes(text) <= LONGEST) {
            return text;
        }
        int end = Math.min(text.length(), LONGEST);
        while (bytes(text.substring(0, end)) > LONGEST - bytes(CUT)) {
            end = text.offsetByCodePoints(end, -1);
        }
        return text.substring(0, end) + CUT;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
