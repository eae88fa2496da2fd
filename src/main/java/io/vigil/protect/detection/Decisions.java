package io.vigil.protect.detection;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.vigil.protect.client.EventChange;
import io.vigil.protect.detection.Cooldowns.Entry;
import io.vigil.protect.detection.NativeEvent.Outcome;
import io.vigil.protect.detection.NativeEventRows.Window;

/**
 * What follows from a few changes, given what is known; pure thought, for one session. Of the changes of one session the order
 * does not matter. Across sessions it does where a cooldown is: what people were told is not taken back, so of two events that
 * are too near to each other the one that was told first stays, be it the later one.
 */
final class Decisions {

    /** The earlier event decides before the later, whichever was told first. */
    private static final Comparator<NativeEvent> BY_START = Comparator.comparing((NativeEvent event) -> event.startedAt)
            .thenComparing(event -> event.nativeId);

    private final Map<String, NativeEvent> events = new LinkedHashMap<>();
    private final Map<String, WatchedCamera> cameras;
    private final Set<NativeEvent> undecided = new LinkedHashSet<>();
    private final List<NativeEvent> news = new ArrayList<>();
    private final List<Entry> cooldowns = new ArrayList<>();
    private final Tally tally;

    /**
     * An event that is to be stored or changed.
     *
     * @param seen what it is first of all
     * @param objects what is to be seen
     * @param isOther whether it is of another class than people know
     */
    record Told(NativeEvent event, WatchedCamera camera, Seen seen, List<String> objects, boolean isOther) {
    }

    Decisions(List<NativeEvent> known, Map<String, WatchedCamera> cameras, Tally tally) {
        this.cameras = cameras;
        this.tally = tally;
        remember(known);
    }

    /** These are known too. */
    void remember(List<NativeEvent> more) {
        more.forEach(event -> events.putIfAbsent(event.nativeId, event));
    }

    /** Takes in what was told. */
    void take(EventChange change) {
        NativeEvent event = events.computeIfAbsent(change.id(), NativeEvent::new);
        boolean changed = event.changed;
        event.changed = false;
        event.take(change);
        tally.received(event.type, event.changed);
        event.changed |= changed;
        NativeEvent whole = event.joinedTo == null ? null : events.get(event.joinedTo);
        if (whole != null) {
            whole.take(event);
        }
    }

    /** Where to look for what may matter for those that are not decided yet. */
    List<Window> windows() {
        List<Window> windows = new ArrayList<>();
        for (NativeEvent event : events.values()) {
            if (event.changed && event.isComplete() && !event.isSettled()) {
                undecided.add(event);
                WatchedCamera camera = cameras.get(event.device);
                List<Seen> wanted = camera == null ? List.of() : camera.wanted(event.seen());
                if (!wanted.isEmpty()) {
                    windows.add(new Window(camera.id(), event.startedAt.toString(), event.beganAt.toString(), event.type,
                            Seen.isSmart(event.type), event.hasDashes(), camera.cooldown().toSeconds(),
                            wanted.stream().filter(seen -> !seen.isUrgent()).map(Seen::kindClass).toList()));
                }
            }
        }
        return windows;
    }

    /** These are over, and so can be decided. */
    void reconsider(List<NativeEvent> over) {
        over.forEach(event -> {
            event.ended = true;
            event.changed |= event.outcome == null;
        });
    }

    /** Decides what can be decided; by what is known now of those that are stored, whenever it was told. */
    void decide() {
        events.values().stream().filter(event -> event.outcome == Outcome.STORED && event.grown).forEach(this::reclass);
        while (!undecided.isEmpty()) {
            NativeEvent next = Collections.min(undecided, BY_START);
            undecided.remove(next);
            decide(next);
        }
    }

    private void reclass(NativeEvent event) {
        told(event).ifPresent(told -> event.kindClass = told.seen().kindClass());
    }

    private void decide(NativeEvent event) {
        WatchedCamera camera = cameras.get(event.device);
        if (camera == null) {
            if (event.settle(Outcome.NO_CAMERA, null)) {
                tally.filtered("camera");
            }
            return;
        }
        event.changed |= !camera.id().equals(event.cameraId);
        event.cameraId = camera.id();
        List<Seen> all = event.seen();
        if (all.isEmpty()) {
            return;
        }
        event.parts.add(event.form());
        Optional<NativeEvent> whole = event.parts.size() == 1 ? wholeOf(event) : Optional.empty();
        if (whole.isPresent()) {
            event.join(whole.get());
            tally.joined();
            if (!whole.get().isSettled()) {
                undecided.add(whole.get());
            } else {
                reclass(whole.get());
            }
            return;
        }
        List<Seen> wanted = camera.wanted(all);
        if (wanted.isEmpty()) {
            if (event.settle(Outcome.FILTERED, null)) {
                tally.filtered("kind");
            }
            return;
        }
        admit(event, camera, wanted.get(0));
    }

    /** The event that this one is a part of: the one whose telling is nearest in time. */
    private Optional<NativeEvent> wholeOf(NativeEvent event) {
        return events.values().stream().filter(other -> other.outcome != null && event.isSameAs(other))
                .sorted(Comparator.comparing((NativeEvent other) -> Duration.between(event.beganAt, other.beganAt).abs())
                        .thenComparing(BY_START))
                .map(other -> other.joinedTo == null ? other : events.get(other.joinedTo))
                .filter(whole -> whole != null && whole.joinedTo == null && whole.outcome != Outcome.NO_CAMERA
                        && !whole.parts.contains(event.form()))
                .findFirst();
    }

    private void admit(NativeEvent event, WatchedCamera camera, Seen seen) {
        String kindClass = seen.kindClass();
        if (event.outcome == Outcome.SUPPRESSED && kindClass.equals(event.kindClass)) {
            return;
        }
        boolean cools = !seen.isUrgent() && !camera.cooldown().isZero();
        if (cools && isCooling(event, camera, kindClass)) {
            event.settle(Outcome.SUPPRESSED, kindClass);
            cooldowns.add(Entry.suppressed(camera.id(), kindClass));
            tally.suppressed(kindClass);
            return;
        }
        event.settle(Outcome.STORED, kindClass);
        news.add(event);
        if (cools) {
            cooldowns.add(Entry.stored(camera.id(), kindClass, event.startedAt));
        }
    }

    private boolean isCooling(NativeEvent event, WatchedCamera camera, String kindClass) {
        return events.values().stream()
                .anyMatch(other -> other != event && other.outcome == Outcome.STORED && kindClass.equals(other.kindClass)
                        && camera.id().equals(other.cameraId) && event.apart(other).compareTo(camera.cooldown()) < 0);
    }

    /** Those that are to be stored. */
    List<Told> news() {
        return news.stream().map(this::told).flatMap(Optional::stream).toList();
    }

    /** Those that are stored, and of which more is known than before. */
    List<Told> grown() {
        List<Told> grown = new ArrayList<>();
        for (NativeEvent event : events.values()) {
            if (event.outcome == Outcome.STORED && event.grown && event.eventId != null && !news.contains(event)) {
                told(event).ifPresent(told -> {
                    grown.add(told);
                    if (told.isOther()) {
                        event.settle(Outcome.STORED, told.seen().kindClass());
                        cooldowns.add(Entry.stored(event.cameraId, event.kindClass, event.startedAt));
                    }
                });
            }
        }
        return grown;
    }

    private Optional<Told> told(NativeEvent event) {
        WatchedCamera camera = cameras.get(event.device);
        List<Seen> all = event.seen();
        return (camera == null ? List.<Seen> of() : camera.wanted(all)).stream().findFirst()
                .map(seen -> new Told(event, camera, seen, Seen.objects(all), !seen.kindClass().equals(event.toldClass)));
    }

    /** Those that are stored, and whose ends are known better than before. */
    List<NativeEvent> ended() {
        return events.values().stream()
                .filter(event -> event.outcome == Outcome.STORED && event.ended && event.eventId != null
                        && !news.contains(event))
                .toList();
    }

    /** What the cooldowns have to remember. */
    List<Entry> cooldowns() {
        return cooldowns;
    }

    /** All that may have changed; parts know the event of their whole. */
    List<NativeEvent> all() {
        for (NativeEvent event : events.values()) {
            if (event.outcome == Outcome.JOINED && event.eventId == null && events.containsKey(event.joinedTo)) {
                event.eventId = events.get(event.joinedTo).eventId;
                event.changed |= event.eventId != null;
            }
        }
        return List.copyOf(events.values());
    }
}
