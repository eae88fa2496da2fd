package io.vigil.session.trees;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Predicate;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.Arc;
import io.vigil.session.trees.Trial.Compared;
import io.vigil.testsupport.SessionLeaks;

/** Many trees, one after the other, until one differs from the model: that one is pruned and told as code. */
public final class Season {

    private Season() {
    }

    /** Plays so many trees; answers what sessions came of them, by outcome, and the time it took. */
    public static String of(long seed, int trees) throws SQLException {
        return Quiet.<String, SQLException> during(() -> playAll(seed, trees));
    }

    private static String playAll(long seed, int trees) throws SQLException {
        Map<String, Long> before = sessions();
        long start = System.nanoTime();
        try (Trial trial = new Trial()) {
            try {
                for (int i = 0; i < trees; i++) {
                    play(trial, seed + i);
                }
            } finally {
                SessionLeaks.expect("session.after.commit.failures", trial.failedFollowUps());
                SessionLeaks.expect("session.foreign.tx", trial.evicted());
            }
        }
        Map<String, Long> ended = sessions();
        before.forEach((outcome, count) -> ended.merge(outcome, -count, Long::sum));
        return "%d trees from seed %d in %d s: sessions %s".formatted(trees, seed,
                Duration.ofNanos(System.nanoTime() - start).toSeconds(), ended);
    }

    /** The tree of this seed, as others may want to play it. */
    static List<Step> tree(long seed, boolean calm) {
        // Neighbouring seeds of the plain generator begin alike.
        return Forest.grow(new SplittableRandom(seed).nextLong(), calm);
    }

    private static void play(Trial trial, long seed) {
        List<Step> tree = tree(seed, false);
        Compared compared = trial.play(tree);
        if (compared.differ()) {
            Predicate<List<Step>> fails = smaller -> trial.play(smaller).differ();
            List<Step> smallest = Pruning.of(tree, fails);
            throw new AssertionError("""
                    The tree of seed %d came to something else than the model says. Pruned:
                    %s
                    which comes to
                    %s
                    Whole:
                    %s""".formatted(seed, Step.code(smallest), trial.play(smallest).difference(), Step.code(tree)));
        }
    }

    private static Map<String, Long> sessions() {
        Map<String, Long> sessions = new TreeMap<>();
        Arc.container().instance(MeterRegistry.class).get().find("session").timers()
                .forEach(timer -> sessions.merge(timer.getId().getTag("outcome"), timer.count(), Long::sum));
        return sessions;
    }
}
