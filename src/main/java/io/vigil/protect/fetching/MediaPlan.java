package io.vigil.protect.fetching;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

import jakarta.inject.Singleton;

import io.vigil.event.EventKind;
import io.vigil.protect.ProtectConfig;

/** Which pictures and clips an event is to have, and when they are asked for. */
@Singleton
public class MediaPlan {

    private static final Duration THUMBNAIL_DELAY = Duration.ofSeconds(1);

    private final ProtectConfig.Events config;

    MediaPlan(ProtectConfig config) {
        this.config = config.events();
    }

    /** What is to be fetched. */
    public enum What {
        /** What the camera sees now. */
        SNAPSHOT,
        /** The event's own picture. */
        THUMBNAIL,
        CLIP;

        /** In rows. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * An event, as far as its media go.
     *
     * @param nativeId the controller's id of it
     * @param endedAt null while it goes on
     */
    public record Span(UUID eventId, String nativeId, Instant startedAt, Instant endedAt) {
    }

    /**
     * Something that is to be fetched.
     *
     * @param nativeId the controller's id of the event
     */
    public record Wanted(UUID eventId, String what, String nativeId, boolean awaited, String dueAt, String giveUpAt) {
    }

    /**
     * What is to be fetched for an event that is about to be stored.
     *
     * @param hasRecordings whether the controller can show what is past
     */
    public List<Wanted> of(Span event, EventKind kind, boolean hasRecordings, Instant now) {
        List<Wanted> wanted = new ArrayList<>(2);
        if (isFresh(event, now)) {
            wanted.add(wanted(event, What.SNAPSHOT, true, now, config.fresh()));
        } else if (hasRecordings) {
            wanted.add(wanted(event, What.THUMBNAIL, true, thumbnailDue(event, now), config.patience()));
        }
        if (hasRecordings) {
            // Nobody lets a visitor wait for a film of the bell.
            wanted.add(wanted(event, What.CLIP, kind != EventKind.RING, clipDue(event, now), config.patience()));
        }
        return wanted;
    }

    private boolean isFresh(Span event, Instant now) {
        return Duration.between(event.startedAt(), now).abs().compareTo(config.fresh()) <= 0;
    }

    private static Wanted wanted(Span event, What what, boolean awaited, Instant due, Duration patience) {
        return new Wanted(event.eventId(), what.word(), event.nativeId(), awaited, due.toString(),
                due.plus(patience).toString());
    }

    /** When the event's own picture is asked for: it has one after its end. */
    Instant thumbnailDue(Span event, Instant now) {
        return later(now, event.endedAt() == null ? event.startedAt().plus(config.longestOpen())
                : event.endedAt().plus(THUMBNAIL_DELAY));
    }

    /** When its clip is asked for: it is written some time after the end. */
    Instant clipDue(Span event, Instant now) {
        return later(now, event.endedAt() == null ? event.startedAt().plus(config.longestOpen())
                : event.endedAt().plus(config.clipDelay()));
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
