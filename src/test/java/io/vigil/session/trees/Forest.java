package io.vigil.session.trees;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.vigil.session.Budget;
import io.vigil.session.Propagation;
import io.vigil.session.SessionSpec;
import io.vigil.session.trees.Step.FollowUp;
import io.vigil.session.trees.Step.Opening;
import io.vigil.session.trees.Step.Single;

/** Grows trees; the same seed grows the same tree. */
final class Forest {

    private static final int DEEPEST = 4;
    private static final List<Deed> VIOLATIONS = List.of(Deed.ADD_TAKEN, Deed.PERSIST_FLAWED, Deed.PERSIST_TWICE,
            Deed.FAIL_AT_COMMIT);
    private static final List<Deed> THROWS = List.of(Deed.THROW_UNCHECKED, Deed.THROW_CHECKED, Deed.THROW_INTERRUPTED,
            Deed.THROW_ERROR, Deed.THROW_LINKAGE, Deed.THROW_DEATH, Deed.THROW_BARE);
    private static final List<Deed> MACHINE = List.of(Deed.THROW_STACK_OVERFLOW, Deed.THROW_OUT_OF_MEMORY, Deed.OVERFLOW);
    private static final List<Deed> INTERRUPTS = List.of(Deed.INTERRUPT, Deed.INTERRUPT, Deed.INTERRUPT,
            Deed.INTERRUPT_WITHIN_STATEMENT, Deed.CLEAR_INTERRUPT);

    private final Random random;
    private final boolean calm;
    private final List<Integer> rows = new ArrayList<>();
    private int steps;

    private Forest(long seed, boolean calm) {
        this.random = new Random(seed);
        this.calm = calm;
    }

    /**
     * A tree of one or more sessions one after the other, each with others inside.
     *
     * @param calm whether it can be played beside others: it moves no clock and interrupts no thread that may have to wait
     */
    static List<Step> grow(long seed, boolean calm) {
        Forest forest = new Forest(seed, calm);
        List<Step> tree = new ArrayList<>();
        do {
            tree.add(forest.oneIn(12) ? forest.single(forest.deed()) : forest.opening(Place.OUTSIDE));
        } while (forest.oneIn(2));
        return tree;
    }

    /**
     * Where a step stands.
     *
     * @param depth how many sessions and actions it is in
     * @param open whether a session is open
     * @param joined whether that one has joined another
     * @param readOnly whether that one may only read
     */
    private record Place(int depth, boolean open, boolean joined, boolean readOnly) {

        private static final Place OUTSIDE = new Place(0, false, false, false);

        private Place in(SessionSpec spec) {
            return new Place(depth + 1, true, open, spec.readOnly());
        }

        private Place afterCommit() {
            return new Place(depth + 1, false, false, false);
        }
    }

    private List<Step> inside(Place place) {
        List<Step> inside = new ArrayList<>();
        for (int i = 1 + random.nextInt(6); i > 0; i--) {
            int drawn = random.nextInt(100);
            if (drawn < 24 && place.depth() < DEEPEST) {
                inside.add(opening(place));
            } else if (drawn < 32 && place.depth() < DEEPEST) {
                inside.add(new FollowUp(++steps, oneIn(2), following(place.afterCommit())));
            } else {
                inside.add(single(deed(place)));
            }
        }
        return inside;
    }

    /** No session is open then, so that most of what follows opens one. */
    private List<Step> following(Place place) {
        List<Step> following = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            following.add(oneIn(3) ? single(deed(place)) : opening(place));
        }
        return following;
    }

    /** Most can be what they are where they are; a few cannot, and are refused. */
    private Step opening(Place place) {
        int id = ++steps;
        boolean wild = oneIn(8);
        boolean readOnly = wild ? oneIn(2) : place.readOnly() || oneIn(4);
        Doorway door = oneIn(2) ? one(Doorway.programmatic())
                : one(Doorway.annotated().stream().filter(other -> wild || other.spec().readOnly() == readOnly
                        && (!place.open() || other.spec().propagation() == Propagation.JOIN)).toList());
        SessionSpec spec = door.spec() != null ? door.spec()
                : new SessionSpec("trees.session", wild ? one(List.of(Propagation.values())) : Propagation.JOIN, readOnly,
                        one(List.of(Budget.values())));
        return new Opening(id, oneIn(3), door, spec, oneIn(60), inside(place.in(spec)));
    }

    private Deed deed(Place place) {
        Deed deed = deed();
        boolean refused = place.readOnly() && deed.compareTo(Deed.CHECKPOINT) < 0 || place.joined() && deed == Deed.CHECKPOINT;
        return refused && !oneIn(12) ? Deed.READ : deed;
    }

    private Deed deed() {
        int drawn = random.nextInt(1000);
        if (drawn < 260) {
            return Deed.ADD;
        } else if (drawn < 460) {
            return Deed.PERSIST;
        } else if (drawn < 560) {
            return Deed.REWRITE;
        } else if (drawn < 720) {
            return Deed.READ;
        } else if (drawn < 780) {
            return Deed.CHECKPOINT;
        } else if (drawn < 800) {
            return Deed.DISCARD;
        } else if (drawn < 810) {
            return Deed.REQUIRE_NONE;
        } else if (drawn < 835) {
            return one(VIOLATIONS);
        } else if (drawn < 850) {
            return calm ? Deed.READ : Deed.LATE;
        } else if (drawn < 890) {
            return calm ? Deed.ADD : one(INTERRUPTS);
        } else if (drawn < 930) {
            return one(THROWS);
        } else if (drawn < 934) {
            return one(MACHINE);
        } else if (drawn < 938) {
            return Deed.TAKE_TRANSACTION_OFF;
        }
        return oneIn(2) ? Deed.ADD : Deed.READ;
    }

    private Step single(Deed deed) {
        int id = ++steps;
        int target = deed == Deed.REWRITE && !rows.isEmpty() ? one(rows) : id;
        if (deed.writes()) {
            rows.add(id);
        }
        return new Single(id, oneIn(2), deed, target);
    }

    private boolean oneIn(int many) {
        return random.nextInt(many) == 0;
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
