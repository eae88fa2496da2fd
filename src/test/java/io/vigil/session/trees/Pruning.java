package io.vigil.session.trees;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Makes a tree that fails smaller, for as long as it fails. */
final class Pruning {

    private static final int MOST_TRIALS = 2_000;

    private final Predicate<List<Step>> fails;
    private int trials;

    private Pruning(Predicate<List<Step>> fails) {
        this.fails = fails;
    }

    /** The smallest that was found. */
    static List<Step> of(List<Step> failing, Predicate<List<Step>> fails) {
        Pruning pruning = new Pruning(fails);
        List<Step> smallest = failing;
        for (List<Step> smaller = smallest; smaller != null; smaller = pruning.smaller(smallest)) {
            smallest = smaller;
        }
        return smallest;
    }

    private List<Step> smaller(List<Step> tree) {
        for (List<Step> candidate : candidates(tree)) {
            if (trials++ < MOST_TRIALS && fails.test(candidate)) {
                return candidate;
            }
        }
        return null;
    }

    /** The tree without a step, with what is inside of a step in the step's place, or with a step that is not caught. */
    private static List<List<Step>> candidates(List<Step> tree) {
        List<List<Step>> candidates = new ArrayList<>();
        for (int i = 0; i < tree.size(); i++) {
            candidates.add(with(tree, i, List.of()));
        }
        for (int i = 0; i < tree.size(); i++) {
            Step step = tree.get(i);
            if (!step.inner().isEmpty()) {
                candidates.add(with(tree, i, step.inner()));
            }
            for (List<Step> inner : candidates(step.inner())) {
                candidates.add(with(tree, i, List.of(step.around(inner))));
            }
            if (step.swallowed()) {
                candidates.add(with(tree, i, List.of(step.loud())));
            }
        }
        return candidates;
    }

    private static List<Step> with(List<Step> tree, int index, List<Step> instead) {
        List<Step> changed = new ArrayList<>(tree.subList(0, index));
        changed.addAll(instead);
        changed.addAll(tree.subList(index + 1, tree.size()));
        return changed;
    }
}
