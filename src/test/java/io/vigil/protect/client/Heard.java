package io.vigil.protect.client;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A listener that only listens. */
public final class Heard implements StreamListener {

    private final List<EventChange> events = new CopyOnWriteArrayList<>();
    private final List<String> online = new CopyOnWriteArrayList<>();
    private final List<String> ends = new CopyOnWriteArrayList<>();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

    @Override
    public void event(EventChange change) {
        threads.add(Thread.currentThread());
        events.add(change);
    }

    @Override
    public void online(List<String> cameraIds, boolean isOnline) {
        threads.add(Thread.currentThread());
        cameraIds.forEach(id -> online.add((isOnline ? "+" : "-") + id));
    }

    @Override
    public void closed(String reason) {
        threads.add(Thread.currentThread());
        ends.add(reason);
    }

    /** What was told of events, in order. */
    public List<EventChange> events() {
        return events;
    }

    /** Ids of the events that were told of, in order. */
    public List<String> ids() {
        return events.stream().map(EventChange::id).toList();
    }

    /** Cameras that came, with a plus, and went, with a minus. */
    public List<String> online() {
        return online;
    }

    /** Why it ended, once for each time that this was told. */
    public List<String> ends() {
        return ends;
    }

    /** Who called. */
    public Set<Thread> threads() {
        return threads;
    }
}
