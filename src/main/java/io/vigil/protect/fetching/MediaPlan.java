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

    /** What a clip shows before the start of its event and after its end. */
    static final Duration AROUND = Duration.ofSeconds(2);
    private static final Duration THUMBNAIL_DELAY = Duration.ofSeconds(1);

    private final ProtectConfig.Events config;
    private final Duration reconcileEvery;

    MediaPlan(ProtectConfig config) {
        this.config = config.events();
        this.reconcileEvery = config.connection().reconcileEvery();
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
     * @param startedAt by the controller's clock, which may be wrong
     * @param endedAt likewise; null while it goes on
     * @param isLive whether it was told while it happened, whatever the clocks say
     */
    public record Span(UUID eventId, String nativeId, Instant startedAt, Instant endedAt, boolean isLive) {
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
        List<Wanted> wanted = new ArrayList<>(3);
        boolean isFresh = event.isLive() || Duration.between(event.startedAt(), now).abs().compareTo(config.fresh()) <= 0;
        if (isFresh) {
            wanted.add(wanted(event, What.SNAPSHOT, true, now, config.fresh()));
        }
        if (hasRecordings) {
            // Nobody lets a visitor wait for a film of the bell.
            boolean isAwaited = !isFresh || kind != EventKind.RING;
            boolean isForeign = isForeign(event.nativeId());
            wanted.add(wanted(event, What.THUMBNAIL, isAwaited && !isForeign, thumbnailDue(event, now),
                    isForeign ? config.patience().plus(reconcileEvery) : config.patience()));
            wanted.add(wanted(event, What.CLIP, kind != EventKind.RING, clipDue(event, now), config.patience()));
        }
        return wanted;
    }

    /** Whether the id may be one of the official API alone, which has no pictures of events: those have dashes. */
    static boolean isForeign(String nativeId) {
        return nativeId.indexOf('-') >= 0;
    }

    private static Wanted wanted(Span event, What what, boolean awaited, Instant due, Duration patience) {
        return new Wanted(event.eventId(), what.word(), event.nativeId(), awaited, due.toString(),
                due.plus(patience).toString());
    }

    /** When the event's own picture is asked for: it has one after its end. */
    Instant thumbnailDue(Span event, Instant now) {
        return event.endedAt() == null ? after(event.startedAt(), config.longestOpen(), now)
                : after(event.endedAt(), THUMBNAIL_DELAY, now);
    }

    /** When its clip is asked for: it is written some time after what it shows last. */
    Instant clipDue(Span event, Instant now) {
        return event.endedAt() == null
                ? after(event.startedAt(), config.longestOpen().plus(AROUND).plus(config.clipDelay()), now)
                : after(event.endedAt(), config.clipDelay(), now);
    }

    /** So long after that moment, but not before now; and a controller whose clock is ahead of ours delays nothing. */
    private static Instant after(Instant moment, Duration wait, Instant now) {
        Instant due = (moment.isAfter(now) ? now : moment).plus(wait);
        return due.isBefore(now) ? now : due;
    }
}
