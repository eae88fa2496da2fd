package io.vigil.protect.detection;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;

import io.vigil.protect.client.EventChange;

/**
 * All that a controller told of one of its events, and what became of it, while a session works on it. What is told is united,
 * so that the order and the number of times do not matter: the earliest start, the latest end, all detections.
 */
final class NativeEvent {

    /** What became of it; nothing yet while a part is missing that decides. */
    enum Outcome {
        /** It is an event. */
        STORED,
        /** It is a part of another that is. */
        JOINED,
        /** It came too soon after another of its class. */
        SUPPRESSED,
        /** Its camera is not to tell of its kind. */
        FILTERED,
        /** Its camera is not in use here. */
        NO_CAMERA
    }

    /** One passer-by starts a zone and a line at nearly the same time. */
    private static final Duration SAME_PASSER_BY = Duration.ofSeconds(2);
    /** The two APIs tell the start of one event nearly the same. */
    private static final Duration SAME_EVENT = Duration.ofSeconds(1);

    final String nativeId;
    String type;
    String device;
    /** Its own start. */
    Instant beganAt;
    /** That, or the start of an earlier part. */
    Instant startedAt;
    Instant endedAt;
    boolean endAssumed;
    final SortedSet<String> detections = new TreeSet<>();
    final SortedSet<String> parts = new TreeSet<>();
    UUID cameraId;
    Outcome outcome;
    /** As what it is decided about, by all that is known by now. */
    String kindClass;
    /** As what people know it. */
    String toldClass;
    String joinedTo;
    UUID eventId;

    boolean changed;
    /** What it is, or when it began, is known better. */
    boolean grown;
    boolean ended;
    /** Something of it was told while it happened. */
    boolean live;

    NativeEvent(String nativeId) {
        this.nativeId = nativeId;
    }

    /** Takes in what a frame tells. */
    void take(EventChange change) {
        if (type == null && change.type() != null) {
            type = change.type();
            changed = true;
        }
        if (device == null && change.device() != null) {
            device = change.device();
            changed = true;
        }
        live |= !change.isHistory();
        if (change.start() != null && (beganAt == null || micros(change.start()).isBefore(beganAt))) {
            beganAt = micros(change.start());
            changed = true;
        }
        unite(change.start(), change.end(), false, change.detections() == null ? List.of() : change.detections());
    }

    /** Takes in what was told of a part of it. */
    void take(NativeEvent part) {
        live |= part.live;
        unite(part.startedAt, part.endedAt, part.endAssumed, part.detections);
        changed |= parts.add(part.form());
    }

    private void unite(Instant start, Instant end, boolean isAssumed, Collection<String> more) {
        if (start != null && (startedAt == null || micros(start).isBefore(startedAt))) {
            startedAt = micros(start);
            grown = true;
        }
        if (end != null && isBetterEnd(micros(end), isAssumed)) {
            endedAt = micros(end);
            endAssumed = isAssumed;
            ended = true;
        }
        grown |= detections.addAll(more);
        changed |= grown || ended;
    }

    private boolean isBetterEnd(Instant end, boolean isAssumed) {
        return endedAt == null || endAssumed && !isAssumed || endAssumed == isAssumed && end.isAfter(endedAt);
    }

    /** As PostgreSQL keeps it. */
    private static Instant micros(Instant time) {
        return time.truncatedTo(ChronoUnit.MICROS);
    }

    /** Whether enough is known to decide what becomes of it. */
    boolean isComplete() {
        return type != null && device != null && startedAt != null;
    }

    /** Whether it is an event or a part of one, for good. */
    boolean isSettled() {
        return outcome == Outcome.STORED || outcome == Outcome.JOINED;
    }

    /** All that it is, the strongest first; nothing while it goes on and nobody told what it is. */
    List<Seen> seen() {
        return type == null ? List.of() : Seen.all(type, detections, endedAt != null);
    }

    /** How it is told: its type, and the form of its id, which differs between the two APIs where they use ids of their own. */
    String form() {
        return type + (hasDashes() ? "/dashes" : "/plain");
    }

    /** Ids of one API are all of one form; only where the forms differ may two ids mean the same event. */
    boolean hasDashes() {
        return nativeId.indexOf('-') >= 0;
    }

    /**
     * Whether both are told of the same: a zone and a line of one passer-by, or one event under the ids of both APIs. Two of
     * one type and form are two.
     */
    boolean isSameAs(NativeEvent other) {
        if (other == this || !cameraId.equals(other.cameraId) || other.beganAt == null || other.type == null) {
            return false;
        }
        Duration apart = Duration.between(beganAt, other.beganAt).abs();
        if (type.equals(other.type)) {
            return hasDashes() != other.hasDashes() && apart.compareTo(SAME_EVENT) <= 0;
        }
        return Seen.isSmart(type) && Seen.isSmart(other.type) && apart.compareTo(SAME_PASSER_BY) <= 0
                && other.seen().stream().anyMatch(seen()::contains);
    }

    /** How far their starts are apart, those of their parts included. */
    Duration apart(NativeEvent other) {
        return Duration.between(startedAt, other.startedAt).abs();
    }

    /** It is a part of that one from now on. */
    void join(NativeEvent whole) {
        outcome = Outcome.JOINED;
        joinedTo = whole.nativeId;
        kindClass = whole.kindClass;
        eventId = whole.eventId;
        changed = true;
        whole.take(this);
    }

    /** Answers whether that is news. */
    boolean settle(Outcome news, String newClass) {
        boolean isNews = news != outcome || newClass != null && !newClass.equals(kindClass);
        outcome = news;
        kindClass = newClass;
        changed |= isNews;
        return isNews;
    }
}
