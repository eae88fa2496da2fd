package io.vigil.session.trees;

import java.io.IOException;
import java.util.function.Function;

import io.vigil.session.trees.Step.Single;

/** What a step can do. */
enum Deed {

    ADD((play, step) -> {
        play.world().add(play.key(step.id()), "of " + step.id());
        return "";
    }),
    PERSIST((play, step) -> {
        play.world().persist(play.key(step.id()), "of " + step.id());
        return "";
    }),
    REWRITE((play, step) -> "was " + play.world().rewrite(play.key(step.target()), "of " + step.id())),
    READ((play, step) -> "sees " + play.world().read()),

    ADD_TAKEN((play, step) -> {
        play.world().addTaken();
        return "";
    }),
    PERSIST_FLAWED((play, step) -> {
        play.world().persist(play.key(step.id()), null);
        return "";
    }),
    PERSIST_TWICE((play, step) -> {
        play.world().persist(play.key(step.id()), "of " + step.id());
        play.world().persist(play.key(step.id()), "of " + step.id());
        return "";
    }),
    FAIL_AT_COMMIT((play, step) -> {
        play.world().failAtCommit(play.key(step.id()));
        return "";
    }),

    CHECKPOINT((play, step) -> {
        play.world().checkpoint();
        return "";
    }),
    DISCARD((play, step) -> {
        play.world().discard();
        return "";
    }),
    REQUIRE_NONE((play, step) -> {
        play.world().requireNone();
        return "";
    }),
    TAKE_TRANSACTION_OFF((play, step) -> {
        play.world().takeTransactionOff();
        return "";
    }),
    LATE((play, step) -> {
        play.makeLate();
        return "";
    }),

    INTERRUPT((play, step) -> {
        play.world().interrupt();
        return "";
    }),
    INTERRUPT_WITHIN_STATEMENT((play, step) -> {
        play.world().interruptWithinStatement();
        return "";
    }),
    CLEAR_INTERRUPT((play, step) -> {
        play.world().clearInterrupt();
        return "";
    }),

    THROW_UNCHECKED(step -> new IllegalStateException("of " + step.id())),
    THROW_CHECKED(step -> new IOException("of " + step.id())),
    THROW_INTERRUPTED(step -> new InterruptedException("of " + step.id())),
    THROW_ERROR(step -> new AssertionError("of " + step.id())),
    THROW_LINKAGE(step -> new LinkageError("of " + step.id())),
    /** Like ThreadDeath: an Error that nobody expects. */
    THROW_DEATH(step -> new Error("of " + step.id())),
    THROW_BARE(step -> new Throwable("of " + step.id())),
    /** The machine fails; each costs a connection. */
    THROW_STACK_OVERFLOW(step -> new StackOverflowError("of " + step.id())),
    THROW_OUT_OF_MEMORY(step -> new OutOfMemoryError("of " + step.id())),
    OVERFLOW((play, step) -> "at " + overflow(0));

    private final Playing playing;

    private interface Playing {
        String play(Play play, Single step) throws Exception;
    }

    Deed(Playing playing) {
        this.playing = playing;
    }

    Deed(Function<Single, Throwable> thrown) {
        this((play, step) -> {
            throw Deed.<RuntimeException> sneaky(thrown.apply(step));
        });
    }

    String play(Play play, Single step) throws Exception {
        return playing.play(play, step);
    }

    /** Whether it leaves a row of its own, where nothing goes wrong. */
    boolean writes() {
        return this == ADD || this == PERSIST;
    }

    @SuppressWarnings("unchecked")
    static <X extends Throwable> X sneaky(Throwable failure) throws X {
        throw (X) failure;
    }

    private static int overflow(int depth) {
        return overflow(depth + 1) + 1;
    }
}
