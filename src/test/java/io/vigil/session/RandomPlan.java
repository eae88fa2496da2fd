package io.vigil.session;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A session with what it writes, the sessions it opens inside and how it ends; knows by itself what must come of it. */
final class RandomPlan {

    private static final int DEEPEST = 4;

    /** How a session ends; the rare one costs a connection. */
    enum End {
        RETURNS,
        RETURNS_INTERRUPTED,
        DISCARDS,
        THROWS_UNCHECKED,
        THROWS_CHECKED,
        THROWS_ERROR,
        OVERFLOWS
    }

    private final Door door;
    private final String key;
    private final List<RandomPlan> inner = new ArrayList<>();
    private final boolean swallows;
    private final End end;

    private boolean failedInside;
    private boolean discarded;

    RandomPlan(Random random, String key) {
        this(random, key, 1);
    }

    private RandomPlan(Random random, String key, int depth) {
        this.door = Door.values()[random.nextInt(Door.values().length)];
        this.key = key;
        this.swallows = random.nextInt(3) == 0;
        this.end = end(random);
        for (int i = 0; depth < DEEPEST && random.nextInt(3) == 0; i++) {
            inner.add(new RandomPlan(random, key + "." + i, depth + 1));
        }
    }

    private static End end(Random random) {
        int drawn = random.nextInt(1000);
        if (drawn < 2) {
            return End.OVERFLOWS;
        }
        return drawn < 700 ? End.RETURNS : End.values()[1 + random.nextInt(End.values().length - 2)];
    }

    /** Does it, at its door. */
    void run() throws Exception {
        door.open(() -> {
            Rows.add(key);
            SessionContext.afterCommit("random.count", RandomSessionsTest.FOLLOW_UPS::increment);
            for (RandomPlan plan : inner) {
                runInner(plan);
            }
            finish();
        });
    }

    /** The keys that must be stored by it. */
    List<String> expected() {
        List<String> keys = new ArrayList<>();
        boolean thrown = simulate(this, keys);
        return thrown || failedInside || discarded ? List.of() : keys;
    }

    /** Whether it must end with a failure; to be asked after {@link #expected}. */
    boolean mustFail() {
        return simulate(this, new ArrayList<>()) || failedInside && !discarded;
    }

    private void runInner(RandomPlan plan) throws Exception {
        try {
            plan.run();
        } catch (Exception | Error failure) {
            if (!swallows) {
                throw failure;
            }
        }
    }

    private void finish() throws Exception {
        switch (end) {
            case RETURNS -> {
            }
            case RETURNS_INTERRUPTED -> Thread.currentThread().interrupt();
            case DISCARDS -> SessionContext.rollback("drawn by lot");
            case THROWS_UNCHECKED -> throw new IllegalStateException(key);
            case THROWS_CHECKED -> throw new IOException(key);
            case THROWS_ERROR -> throw new AssertionError(key);
            case OVERFLOWS -> overflow(0);
        }
    }

    /** Whether the session of this plan lets a failure out; what happens inside is noted at the outermost. */
    private boolean simulate(RandomPlan outermost, List<String> keys) {
        keys.add(key);
        for (RandomPlan plan : inner) {
            if (plan.simulate(outermost, keys)) {
                outermost.failedInside = true;
                if (!swallows) {
                    return true;
                }
            }
        }
        if (end == End.DISCARDS) {
            outermost.discarded = true;
        }
        return end.ordinal() >= End.THROWS_UNCHECKED.ordinal();
    }

    private static int overflow(int depth) {
        return overflow(depth + 1) + 1;
    }
}
