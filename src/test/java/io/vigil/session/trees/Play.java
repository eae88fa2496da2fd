package io.vigil.session.trees;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

import io.vigil.session.Propagation;
import io.vigil.session.SessionSpec;
import io.vigil.session.trees.Step.FollowUp;
import io.vigil.session.trees.Step.Opening;

/**
 * Plays a tree in a world and keeps the protocol: a line for each step in the order of their ends, with what it answered or
 * how it failed. A failure that was seen before is named by the step that it came from, so one that is exchanged on its way
 * shows.
 */
final class Play {

    private final World world;
    private final String prefix;
    private final List<String> protocol = new ArrayList<>();
    private final Map<Throwable, String> seen = new IdentityHashMap<>();
    private final Deque<Outermost> outermost = new ArrayDeque<>();

    /** The session that owns the transaction, while its work runs. */
    private static final class Outermost {

        private final SessionSpec spec;
        private boolean late;

        private Outermost(SessionSpec spec) {
            this.spec = spec;
        }
    }

    private Play(World world, String prefix) {
        this.world = world;
        this.prefix = prefix;
    }

    /** Plays the tree; its rows have keys with this prefix. */
    static List<String> of(List<Step> tree, World world, String prefix) {
        Play play = new Play(world, prefix);
        for (Step step : tree) {
            try {
                play.step(step);
            } catch (Throwable told) {
                // Whatever a session let out, the thread goes on.
            }
        }
        return play.protocol;
    }

    World world() {
        return world;
    }

    String key(int step) {
        return prefix + step;
    }

    void open(Opening opening) throws Exception {
        boolean root = !world.isOpen() && opening.spec().propagation() != Propagation.NEVER;
        if (root && opening.afterLeak()) {
            world.leaveTransactionBehind();
        }
        world.open(opening.door(), opening.spec(), () -> {
            if (root) {
                outermost.push(new Outermost(opening.spec()));
            }
            try {
                all(opening.inner());
            } finally {
                if (root) {
                    outermost.pop();
                }
            }
        });
    }

    void afterCommit(FollowUp followUp) {
        world.afterCommit("trees.follow-up", () -> {
            protocol.add(followUp.id() + " follows");
            try {
                all(followUp.inner());
            } catch (Throwable failure) {
                protocol.add(followUp.id() + " let out " + name(followUp, failure));
                throw Deed.<RuntimeException> sneaky(failure);
            }
        });
    }

    /** Once for each session, and not for one that waits at a checkpoint: so none is as late as the watchdog steps in. */
    void makeLate() {
        if (world.isOpen() && outermost.size() == 1 && !outermost.peek().late) {
            outermost.peek().late = true;
            world.forward(outermost.peek().spec.budget().limit().plus(Duration.ofMillis(1)));
        }
    }

    private void all(List<Step> steps) throws Exception {
        for (Step step : steps) {
            step(step);
        }
    }

    private void step(Step step) throws Exception {
        try {
            note(step, step.play(this));
        } catch (Throwable failure) {
            note(step, "fails: " + name(step, failure));
            if (!step.swallowed()) {
                throw Deed.<RuntimeException> sneaky(failure);
            }
        }
    }

    private void note(Step step, String what) {
        protocol.add(step.id() + " " + step.head() + " " + what + (world.isInterrupted() ? " [interrupted]" : ""));
    }

    private String name(Step step, Throwable failure) {
        String known = seen.get(failure);
        if (known != null) {
            return "as " + known;
        }
        String described = world.describe(failure, seen::get);
        seen.put(failure, String.valueOf(step.id()));
        return described;
    }
}
