package io.vigil.session;

import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

import jakarta.inject.Singleton;

import io.vigil.session.internal.Frame;
import io.vigil.session.internal.LiveFrames;

/** The sessions that are open now in this process, for people. Looking waits for nothing and opens no session. */
@Singleton
public class LiveSessions {

    private static final int MOST_STACK_LINES = 40;

    private final LiveFrames frames;

    LiveSessions(LiveFrames frames) {
        this.frames = frames;
    }

    /** What a session is about. */
    public enum State {
        WAITING_FOR_CONNECTION,
        IN_STATEMENT,
        IDLE_WITH_CONNECTION,
        IDLE_WITHOUT_CONNECTION
    }

    /**
     * One open session.
     *
     * @param thread the name of the thread that it is open on
     * @param age since it was opened
     * @param budget how long it may last
     * @param statements how many it has prepared so far, those of joined sessions included
     * @param stack where its thread is, the innermost call first, cut off at 40; empty if it was not asked for, or if the
     *        session ended meanwhile
     */
    public record LiveSession(String name, String thread, Duration age, Duration budget, boolean overdue, State state,
            int statements, boolean readOnly, List<String> stack) {
    }

    /** All of them, the oldest first. A stack halts its thread for a moment. */
    public List<LiveSession> list(boolean withStacks) {
        return frames.all().stream().map(frame -> seen(frame, withStacks))
                .sorted(Comparator.comparing(LiveSession::age).reversed()).toList();
    }

    private LiveSession seen(Frame frame, boolean withStack) {
        return new LiveSession(frame.name(), frame.owner().getName(), frame.age(), frame.spec().budget().limit(),
                frame.isLate(), frame.state(), frame.statements(), frame.spec().readOnly(),
                withStack ? frames.stackOf(frame).map(LiveSessions::lines).orElse(List.of()) : List.of());
    }

    private static List<String> lines(StackTraceElement[] stack) {
        return Arrays.stream(stack).limit(MOST_STACK_LINES).map(StackTraceElement::toString).toList();
    }
}
