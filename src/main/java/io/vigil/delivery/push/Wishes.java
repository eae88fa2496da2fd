package io.vigil.delivery.push;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.vigil.delivery.Message;
import io.vigil.event.EventKind;

/**
 * What a subscription wants to be told. What is not about a camera passes all but the quiet hours; those hold everything back.
 *
 * @param cameras ids; null is all
 * @param objects words of {@link EventKind}; null is all
 * @param quiet when to be silent
 * @param isSoundWanted whether the browser may make a sound
 */
record Wishes(List<String> cameras, List<String> objects, Optional<QuietHours> quiet, boolean isSoundWanted) {

    /** Why this is not to be told now, for a person; empty if it is. */
    Optional<String> against(Message message, Instant now) {
        if (cameras != null && message.cameraId() != null && !cameras.contains(message.cameraId().toString())) {
            return Optional.of("This camera is not wanted");
        }
        if (message.kind() != null && !wants(message)) {
            return Optional.of("Events of this kind are not wanted");
        }
        if (quiet.filter(hours -> hours.cover(now)).isPresent()) {
            return Optional.of("These are quiet hours");
        }
        return Optional.empty();
    }

    /**
     * Whoever rings, and an alarm that sounds, is no object to choose; motion and any other sound are none either, and come
     * only with all.
     */
    private boolean wants(Message message) {
        EventKind kind = message.kind();
        return objects == null || kind == EventKind.RING || EventKind.isAlarm(message.sound())
                || objects.contains(kind.word());
    }
}
