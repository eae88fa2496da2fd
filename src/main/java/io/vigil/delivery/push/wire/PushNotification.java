package io.vigil.delivery.push.wire;

import java.util.List;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.annotation.JsonNaming;

import io.vigil.delivery.Message;
import io.vigil.delivery.Outgoing;

/**
 * A notification as the web client's service worker shows it. The icons are the web client's own files.
 *
 * @param tag one with the same tag takes its place on the screen
 * @param renotify whether it is heard again when it does
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
public record PushNotification(String title, String body, String icon, String badge, String tag, boolean renotify,
        boolean silent, List<Action> actions, Data data) {

    private static final ObjectMapper JSON = new ObjectMapper();
    /** What is longer ends in three dots. */
    private static final int LONGEST = 100;
    private static final String MORE = "...";
    private static final List<Action> ACTIONS = List.of(new Action("view", "View", "/icons/view-24.svg"),
            new Action("dismiss", "Dismiss", "/icons/dismiss-24.svg"));

    /** A button. */
    record Action(String action, String title, String icon) {
    }

    /** What the service worker needs when it is clicked. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    @JsonNaming(PropertyNamingStrategies.SnakeCaseStrategy.class)
    record Data(UUID eventId, UUID cameraId, String cameraName, String url, String smartDetectionType) {
    }

    /**
     * What is told; a refined text takes the first one's place without a sound.
     *
     * @param isOvertaken whether something later of the camera is on the screen, which keeps its place
     * @param late what to add to the title
     */
    static PushNotification of(Outgoing outgoing, boolean isSoundWanted, boolean isOvertaken, String late) {
        Message message = outgoing.message();
        String tag = message.cameraId() != null && !isOvertaken ? message.cameraId().toString()
                : message.eventId() != null ? message.eventId().toString() : outgoing.noticeKey();
        Data data = new Data(message.eventId(), message.cameraId(), message.cameraName(),
                message.eventId() == null ? "/" : "/events?highlight=" + message.eventId(),
                message.kind() == null ? null : message.kind().detectionType());
        return new PushNotification(cut(message.title(), LONGEST - late.length()) + late, message.text(), tag,
                !outgoing.isSilent(), outgoing.isSilent() || !isSoundWanted, data);
    }

    /** Whether anything arrives at all. */
    public static PushNotification test() {
        return new PushNotification("Vigil", "Notifications arrive in this browser", "vigil-test", true, false,
                new Data(null, null, null, "/", null));
    }

    private PushNotification(String title, String body, String tag, boolean renotify, boolean silent, Data data) {
        this(title, cut(body, LONGEST), "/icons/notification-192.svg", "/icons/badge-72.svg", tag, renotify, silent, ACTIONS,
                data);
    }

    byte[] json() {
        try {
            return JSON.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Text and ids can be written", e);
        }
    }

    /** At most that many characters, the last of them three dots; a character that is two of Java's stays whole. */
    private static String cut(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        int end = longest - MORE.length();
        return text.substring(0, Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end) + MORE;
    }
}
