package io.vigil.session.internal;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import jakarta.inject.Singleton;

/** The root frames that are open now, in this process. */
@Singleton
public class LiveFrames {

    private final Set<Frame> frames = ConcurrentHashMap.newKeySet();

    void add(Frame frame) {
        frames.add(frame);
    }

    void remove(Frame frame) {
        frames.remove(frame);
    }

    /** Name, thread and age of each, for people. */
    public List<String> describe() {
        return frames.stream().map(Frame::toString).sorted().toList();
    }
}
