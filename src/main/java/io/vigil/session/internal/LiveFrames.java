package io.vigil.session.internal;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
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

    /** All of them, as they come and go. */
    public Set<Frame> all() {
        return Collections.unmodifiableSet(frames);
    }

    /**
     * What the frame's owner is doing right now; empty if the frame has ended. A frame leaves once and for ever, so one that is
     * there afterwards was there all the while, and the stack is that of its work and not of the thread's next.
     */
    public Optional<StackTraceElement[]> stackOf(Frame frame) {
        StackTraceElement[] stack = frame.owner().getStackTrace();
        return frames.contains(frame) ? Optional.of(stack) : Optional.empty();
    }

    /** Name, thread and age of each, for people. */
    public List<String> describe() {
        return frames.stream().map(Frame::toString).sorted().toList();
    }
}
