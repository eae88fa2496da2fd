package io.vigil.session.internal;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

import jakarta.inject.Singleton;

/**
 * The root frames that are open now, in this process. Each thread has a seat, in which its innermost frame is; opening and
 * ending one writes there and nowhere that another thread writes.
 */
@Singleton
public class LiveFrames {

    /** A seat goes with its thread. */
    private static final Set<AtomicReference<Frame>> SEATS = Collections.synchronizedSet(
            Collections.newSetFromMap(new WeakHashMap<>()));

    /** A class of the JDK, so that a thread that outlives this application keeps nothing of it. */
    private static final ThreadLocal<AtomicReference<Frame>> MINE = ThreadLocal.withInitial(LiveFrames::newSeat);

    /** Of the running thread. Its owner alone writes it. */
    static AtomicReference<Frame> seat() {
        return MINE.get();
    }

    private static AtomicReference<Frame> newSeat() {
        AtomicReference<Frame> seat = new AtomicReference<>();
        SEATS.add(seat);
        return seat;
    }

    /** All of them, as they are at this moment. */
    public Set<Frame> all() {
        List<AtomicReference<Frame>> seats;
        synchronized (SEATS) {
            seats = List.copyOf(SEATS);
        }
        return seats.stream().map(LiveFrames::rootIn).flatMap(Optional::stream).collect(Collectors.toSet());
    }

    private static Optional<Frame> rootIn(AtomicReference<Frame> seat) {
        return Optional.ofNullable(seat.getAcquire()).map(Frame::root).filter(root -> root.open);
    }

    /**
     * What the frame's owner is doing right now; empty if the frame has ended. One that is there afterwards was there all the
     * while, but for what follows its checkpoints, so the stack is that of its work and not of the thread's next.
     */
    public Optional<StackTraceElement[]> stackOf(Frame frame) {
        StackTraceElement[] stack = frame.owner().getStackTrace();
        return rootIn(frame.seat).filter(frame::equals).map(there -> stack);
    }

    /** Name, thread and age of each, for people. */
    public List<String> describe() {
        return all().stream().map(Frame::toString).sorted().toList();
    }
}
